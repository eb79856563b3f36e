package import SpoolSpec
internal import SpoolSystem

/// How far the schedules of one scenario were searched.
package struct SearchExtent: Hashable, Sendable {
    /// The scenario's name.
    package var scenario: String
    /// How many schedules were played.
    package var schedules: Int
    /// The bounds within which all were played, as *preemptions/crashes/faults*.
    package var complete: [String]
    /// How many more were drawn by chance.
    package var sampled: Int
    /// How many were broken off for their length, the end unseen.
    package var cut: Int
    /// How long it took.
    package var seconds: Double
    /// The same in words that promise no more.
    package var words: String
    /// How fast the judge was, in words.
    package var pace: String

    /// Says how far was searched.
    package init(
        scenario: String, schedules: Int, complete: [String], sampled: Int, cut: Int, seconds: Double,
        words: String,
        pace: String
    ) {
        self.scenario = scenario
        self.schedules = schedules
        self.complete = complete
        self.sampled = sampled
        self.cut = cut
        self.seconds = seconds
        self.words = words
        self.pace = pace
    }

    /// All of it in one sentence.
    package var sentence: String { "\(scenario): \(words); \(pace)" }

    /// As JSON, for the way from the stage to the suite.
    package var json: JSONValue {
        [
            "scenario": .string(scenario), "schedules": .number(JSONNumber(schedules)),
            "complete": .array(complete.map { .string($0) }), "sampled": .number(JSONNumber(sampled)),
            "cut": .number(JSONNumber(cut)), "seconds": .seconds(seconds), "words": .string(words),
            "pace": .string(pace),
        ]
    }

    /// Reads what a stage wrote; `nil` where it is something else.
    package init?(json: JSONValue) {
        guard let scenario = json["scenario"]?.text,
            let schedules = json["schedules"]?.integer.flatMap({ Int(exactly: $0) }),
            let complete = json["complete"]?.array,
            let sampled = json["sampled"]?.integer.flatMap({ Int(exactly: $0) }),
            let cut = json["cut"]?.integer.flatMap({ Int(exactly: $0) }),
            let seconds = json["seconds"]?.number,
            let words = json["words"]?.text, let pace = json["pace"]?.text
        else { return nil }
        self.init(
            scenario: scenario, schedules: schedules, complete: complete.compactMap(\.text), sampled: sampled,
            cut: cut,
            seconds: seconds.double, words: words, pace: pace)
    }
}

/// The extents of a run's searches as a table for people: each scenario once, however many clauses it judges.
struct SearchTable {
    private var extents: [String: SearchExtent] = [:]

    mutating func add(_ new: [SearchExtent]) {
        for extent in new { extents[extent.scenario] = extent }
    }

    /// How many schedules were played in all.
    var schedules: Int { extents.values.reduce(0) { $0 + $1.schedules } }

    /// The lines; none where nothing was searched.
    ///
    /// - Parameter isVerbose: whether the words of each scenario follow, and how fast the judge was.
    func lines(isVerbose: Bool, width: Int) -> [String] {
        if extents.isEmpty { return [] }
        let all = extents.values.sorted { $0.scenario < $1.scenario }
        var lines = [
            row("searched", "schedules", "sampled", "seconds", "all with preemptions/crashes/faults up to")
        ]
        for extent in all {
            let complete =
                extent.complete.isEmpty ? "not all of 0/0/0" : extent.complete.joined(separator: ", ")
            let cut = extent.cut == 0 ? "" : "; \(extent.cut) broken off"
            let tenths = Int((extent.seconds * 10).rounded())
            lines.append(
                row(
                    extent.scenario, String(extent.schedules), String(extent.sampled),
                    "\(tenths / 10).\(tenths % 10)",
                    complete + cut))
            if isVerbose {
                for text in [extent.words, extent.pace] {
                    lines += PrintableText.wrapped(PrintableText.shown(text), width: width - 4).map {
                        "    " + $0
                    }
                }
            }
        }
        return lines
    }

    private func row(
        _ name: String, _ schedules: String, _ sampled: String, _ seconds: String, _ rest: String
    ) -> String {
        name.padded(to: 20) + schedules.padded(before: 9) + sampled.padded(before: 9)
            + seconds.padded(before: 9) + "  "
            + rest
    }
}
