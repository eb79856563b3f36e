package import SpoolSpec
internal import SpoolSystem

/// How a run stands.
package struct StressProgress: Hashable, Sendable {
    /// Since the beginning.
    package var seconds: Double
    package var counters: StressCounters
    /// Nanoseconds from sending an event to its answer.
    package var p50: Int64
    package var p99: Int64
    package var longest: Int64
    package var violations: Int
    /// `running` until the load ends.
    package var phase: String
}

/// What the stage tells the outside, a line of JSON each.
package enum StressMessage: Hashable, Sendable {
    /// The recorders' names, the nemeses that are at work, and those that cannot be had and why.
    case began(nemeses: [String], missing: [String])
    case progress(StressProgress)
    case finding(StressFinding)
    case ended(StressResult)

    /// As JSON.
    package var json: JSONValue {
        switch self {
        case .began(let nemeses, let missing):
            [
                "began": [
                    "nemeses": .array(nemeses.map(JSONValue.string)),
                    "missing": .array(missing.map(JSONValue.string)),
                ]
            ]
        case .progress(let progress):
            [
                "progress": [
                    "milliseconds": .integer(Int(progress.seconds * 1000)),
                    "counters": progress.counters.json,
                    "p50": .integer(progress.p50), "p99": .integer(progress.p99),
                    "longest": .integer(progress.longest), "violations": .integer(progress.violations),
                    "phase": .string(progress.phase),
                ]
            ]
        case .finding(let finding): ["finding": finding.json]
        case .ended(let result): ["ended": result.json]
        }
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        if let began = json["began"] {
            self = .began(
                nemeses: (began["nemeses"]?.array ?? []).compactMap(\.text),
                missing: (began["missing"]?.array ?? []).compactMap(\.text))
        } else if let finding = json["finding"].flatMap(StressFinding.init) {
            self = .finding(finding)
        } else if let result = json["ended"].flatMap(StressResult.init) {
            self = .ended(result)
        } else if let progress = json["progress"] {
            guard let milliseconds = progress["milliseconds"]?.count, let counters = progress["counters"]
            else { return nil }
            self = .progress(
                StressProgress(
                    seconds: Double(milliseconds) / 1000, counters: StressCounters(counters),
                    p50: progress["p50"]?.integer ?? 0, p99: progress["p99"]?.integer ?? 0,
                    longest: progress["longest"]?.integer ?? 0,
                    violations: progress["violations"]?.count ?? 0, phase: progress["phase"]?.text ?? ""))
        } else {
            return nil
        }
    }
}

/// What a run comes to.
package struct StressResult: Hashable, Sendable {
    /// Since the beginning, the load alone.
    package var seconds: Double
    package var counters: StressCounters
    package var tally: ClauseTally
    /// Nanoseconds from sending an event to its answer: quantiles and buckets.
    package var latency: JSONValue
    /// Names and versions.
    package var recorders: [String]
    /// What made the run worthless, if anything did.
    package var troubles: [String]
    /// A glued line, for whoever wants to see one.
    package var gluedExample: String?

    /// As JSON.
    package var json: JSONValue {
        [
            "milliseconds": .integer(Int(seconds * 1000)), "counters": counters.json, "tally": tally.json,
            "latency": latency, "recorders": .array(recorders.map(JSONValue.string)),
            "troubles": .array(troubles.map(JSONValue.string)),
            "glued": gluedExample.map(JSONValue.string) ?? .null,
        ]
    }

    init?(_ json: JSONValue) {
        guard let milliseconds = json["milliseconds"]?.count, let counters = json["counters"],
            let tally = json["tally"].flatMap(ClauseTally.init), let latency = json["latency"]
        else { return nil }
        self.init(
            seconds: Double(milliseconds) / 1000, counters: StressCounters(counters), tally: tally,
            latency: latency, recorders: (json["recorders"]?.array ?? []).compactMap(\.text),
            troubles: (json["troubles"]?.array ?? []).compactMap(\.text), gluedExample: json["glued"]?.text)
    }

    init(
        seconds: Double, counters: StressCounters, tally: ClauseTally, latency: JSONValue,
        recorders: [String], troubles: [String], gluedExample: String?
    ) {
        self.seconds = seconds
        self.counters = counters
        self.tally = tally
        self.latency = latency
        self.recorders = recorders
        self.troubles = troubles
        self.gluedExample = gluedExample
    }
}

/// The stage's way to the outside: its standard output, and its standard input for the wish to end.
final class StressOutput {
    private(set) var hearsNobody = false

    func send(_ message: StressMessage) {
        var line = message.json.encoded()
        line.append(0x0A)
        // Nobody there any more: the stage ends with whoever started it.
        try? RawFile.writeAll(1, line)
    }

    /// Whether the outside wants the end; its own end is one too.
    func isAskedToEnd() -> Bool {
        guard let bytes = try? RawFile.read(0, 64) else { return false }
        if bytes.isEmpty { hearsNobody = true }
        return true
    }
}
