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
    /// The times since the last progress that was told.
    package var recent: LatencyHistogram
    package var violations: Int
    /// `running` until the load ends.
    package var phase: String
}

/// What the stage tells the outside, a line of JSON each.
package enum StressMessage: Hashable, Sendable {
    /// The nemeses that are at work, those that cannot be had and why, and what else was made of the plan.
    case began(nemeses: [String], missing: [String], notes: [String])
    case progress(StressProgress)
    case finding(StressFinding)
    case ended(StressResult)

    /// As JSON.
    package var json: JSONValue {
        switch self {
        case .began(let nemeses, let missing, let notes):
            [
                "began": [
                    "nemeses": .array(nemeses.map(JSONValue.string)),
                    "missing": .array(missing.map(JSONValue.string)),
                    "notes": .array(notes.map(JSONValue.string)),
                ]
            ]
        case .progress(let progress):
            [
                "progress": [
                    "milliseconds": .integer(Int(progress.seconds * 1000)),
                    "counters": progress.counters.json,
                    "p50": .integer(progress.p50), "p99": .integer(progress.p99),
                    "longest": .integer(progress.longest), "recent": progress.recent.json,
                    "violations": .integer(progress.violations),
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
                missing: (began["missing"]?.array ?? []).compactMap(\.text),
                notes: (began["notes"]?.array ?? []).compactMap(\.text))
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
                    recent: progress["recent"].flatMap(LatencyHistogram.init) ?? LatencyHistogram(),
                    violations: progress["violations"]?.count ?? 0, phase: progress["phase"]?.text ?? ""))
        } else {
            return nil
        }
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
