package import SpoolSpec

/// What a run comes to.
package struct StressResult: Hashable, Sendable {
    /// Since the beginning, the load alone.
    package var seconds: Double
    package var counters: StressCounters
    package var tally: ClauseTally
    /// From sending an event to its answer.
    package var latency: LatencyHistogram
    /// Names and versions.
    package var recorders: [String]
    /// What made the run worthless, if anything did.
    package var troubles: [String]
    /// A glued line, for whoever wants to see one.
    package var gluedExample: String?
    /// The worker that lived through most, if any was judged by HOOK-2.
    package var endurance: StressEndurance?

    /// As JSON.
    package var json: JSONValue {
        [
            "milliseconds": .integer(Int(seconds * 1000)), "counters": counters.json, "tally": tally.json,
            "latency": latency.json, "recorders": .array(recorders.map(JSONValue.string)),
            "troubles": .array(troubles.map(JSONValue.string)),
            "glued": gluedExample.map(JSONValue.string) ?? .null,
            "endurance": endurance?.json ?? .null,
        ]
    }

    init?(_ json: JSONValue) {
        guard let milliseconds = json["milliseconds"]?.count, let counters = json["counters"],
            let tally = json["tally"].flatMap(ClauseTally.init),
            let latency = json["latency"].flatMap(LatencyHistogram.init)
        else { return nil }
        self.init(
            seconds: Double(milliseconds) / 1000, counters: StressCounters(counters), tally: tally,
            latency: latency, recorders: (json["recorders"]?.array ?? []).compactMap(\.text),
            troubles: (json["troubles"]?.array ?? []).compactMap(\.text), gluedExample: json["glued"]?.text,
            endurance: json["endurance"].flatMap(StressEndurance.init))
    }

    init(
        seconds: Double, counters: StressCounters, tally: ClauseTally, latency: LatencyHistogram,
        recorders: [String], troubles: [String], gluedExample: String?, endurance: StressEndurance?
    ) {
        self.seconds = seconds
        self.counters = counters
        self.tally = tally
        self.latency = latency
        self.recorders = recorders
        self.troubles = troubles
        self.gluedExample = gluedExample
        self.endurance = endurance
    }
}
