package import SpoolSpec

/// How far schedules are searched.
package struct SearchBounds: Hashable, Sendable {
    /// Seconds for one scenario.
    package var seconds: Double
    /// Most preemptions of a schedule that is searched systematically.
    package var preemptions: Int
    /// Most processes that are killed in one.
    package var crashes: Int
    /// Most calls that are made to fail in one.
    package var faults: Int
    /// A tape to be played instead of any search.
    package var replay: ScheduleTape?

    package init(
        seconds: Double = 2, preemptions: Int = 2, crashes: Int = 1, faults: Int = 1,
        replay: ScheduleTape? = nil
    ) {
        self.seconds = seconds
        self.preemptions = preemptions
        self.crashes = crashes
        self.faults = faults
        self.replay = replay
    }

    /// As JSON, for the way from the suite to a stage.
    package var json: JSONValue {
        [
            "seconds": .seconds(seconds), "preemptions": .number(JSONNumber(preemptions)),
            "crashes": .number(JSONNumber(crashes)), "faults": .number(JSONNumber(faults)),
            "replay": replay.map { .string("tape:\($0)") } ?? .null,
        ]
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(json: JSONValue) {
        func count(_ name: String) -> Int? { json[name]?.number?.integer.map { Int($0) } }
        guard let seconds = json["seconds"]?.number?.double, let preemptions = count("preemptions"),
            let crashes = count("crashes"), let faults = count("faults")
        else { return nil }
        var replay: ScheduleTape?
        if let text = json["replay"]?.text {
            guard let token = try? ReplayToken(text, scenarios: ["tape"]) else { return nil }
            replay = token.tape
        }
        self.init(
            seconds: seconds, preemptions: preemptions, crashes: crashes, faults: faults, replay: replay)
    }
}
