package import SpoolSpec

/// How often things happened in a run.
package struct StressCounters: Hashable, Sendable {
    package var events = 0
    package var replies = 0
    package var starts = 0
    package var startFailures = 0
    package var stops = 0
    package var settled = 0
    package var kills = 0
    package var clientKills = 0
    package var reuses = 0
    package var secondStarts = 0
    /// Second starts by another client than the one that has the id.
    package var rivals = 0
    package var stopsOfWorkers = 0
    package var clocksSet = 0
    package var fills = 0
    package var restarts = 0
    package var reaped = 0
    package var linesVerified = 0
    package var gluedLines = 0
    package var tornLines = 0
    package var liveRecordings = 0
    package var liveWorkers = 0
    /// The judge's own memory, in bytes.
    package var ownMemory = 0
    /// The same when a fifth of the time had passed.
    package var ownMemoryEarly = 0
    /// How long no event has been answered, and how long at most.
    package var stallMilliseconds = 0
    package var longestStallMilliseconds = 0
    /// Processes that had answered `hello` before the load.
    package var greeted = 0
    /// How long the load was held back for lack of room on the file system.
    package var waitingMicroseconds = 0

    private static var fields: [(name: String, path: WritableKeyPath<StressCounters, Int>)] {
        [
            ("events", \.events), ("replies", \.replies), ("starts", \.starts),
            ("startFailures", \.startFailures), ("stops", \.stops), ("settled", \.settled),
            ("kills", \.kills),
            ("clientKills", \.clientKills), ("reuses", \.reuses), ("secondStarts", \.secondStarts),
            ("rivals", \.rivals),
            ("stopsOfWorkers", \.stopsOfWorkers), ("clocksSet", \.clocksSet), ("fills", \.fills),
            ("restarts", \.restarts), ("reaped", \.reaped), ("linesVerified", \.linesVerified),
            ("gluedLines", \.gluedLines),
            ("tornLines", \.tornLines), ("liveRecordings", \.liveRecordings), ("liveWorkers", \.liveWorkers),
            ("ownMemory", \.ownMemory), ("ownMemoryEarly", \.ownMemoryEarly),
            ("stallMilliseconds", \.stallMilliseconds),
            ("longestStallMilliseconds", \.longestStallMilliseconds), ("greeted", \.greeted),
            ("waitingMicroseconds", \.waitingMicroseconds),
        ]
    }

    package init() {}

    /// As JSON.
    package var json: JSONValue {
        .object(JSONObject(members: Self.fields.map { ($0.name, .integer(self[keyPath: $0.path])) }))
    }

    /// Reads what ``json`` wrote.
    package init(_ json: JSONValue) {
        for (name, path) in Self.fields { self[keyPath: path] = json[name]?.count ?? 0 }
    }
}
