internal import SpoolSpec

/// Writes for a program: one JSON object, when the run is over.
package struct StressJSONReport: StressReporter {
    private let plan: StressPlan
    private let repetition: String
    private var hearing = StressHearing()

    package init(_ plan: StressPlan, repetition: String) {
        self.plan = plan
        self.repetition = repetition
    }

    /// What is to be written now.
    package mutating func text(for message: StressMessage) -> String {
        hearing.hear(message).map { JSONValue.object(report($0)).description + "\n" } ?? ""
    }

    private func report(_ result: StressResult) -> JSONObject {
        let verdict = StressVerdict(result, plan)
        let clauses = verdict.clauses.map { clause in
            JSONValue.object([
                "id": .string(clause.id.rawValue), "verdict": .string(clause.verdict.rawValue),
                "chances": .integer(clause.entry.chances), "violations": .integer(clause.entry.violations),
            ])
        }
        return [
            "format": 1, "seed": .string(String(plan.seed)), "repeat": .string(repetition),
            "recorders": .array(result.recorders.map(JSONValue.string)),
            "nemeses": .array(hearing.nemeses.map(JSONValue.string)),
            "missing": .array(hearing.missing.map(JSONValue.string)),
            "notes": .array(hearing.notes.map(JSONValue.string)),
            "verdict": .string(verdict.sentence), "status": .integer(verdict.exitStatus),
            "milliseconds": .integer(Int(result.seconds * 1000)), "counters": result.counters.json,
            "latency": result.latency.json, "clauses": .array(clauses),
            "faults": result.tally.json["faults"] ?? .null,
            "suspects": result.tally.json["suspects"] ?? .null,
            "endurance": result.endurance?.json ?? .null,
            "findings": .array(hearing.findings.map(\.json)),
            "troubles": .array(result.troubles.map(JSONValue.string)),
            "glued": result.gluedExample.map(JSONValue.string) ?? .null,
            "evidence": hearing.findings.isEmpty
                ? .null : plan.evidenceDirectory.map(JSONValue.string) ?? .null,
        ]
    }
}
