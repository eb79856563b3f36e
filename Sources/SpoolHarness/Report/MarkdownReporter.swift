internal import SpoolSpec

/// Writes Markdown for the summary of a job in continuous integration: the outcome, a table by profile, and what
/// went wrong.
package struct MarkdownReporter: Reporter {
    private let replay: ReplayCommand
    private let advice: MachineAdvice
    private var run: RunRecord

    /// A report with those commands for whoever wants to see something again.
    ///
    /// - Parameter advice: of which machine, for what it lacks.
    package init(recorder: JudgedRecorder, replay: ReplayCommand, advice: MachineAdvice = .here) {
        self.advice = advice
        self.replay = replay
        run = RunRecord(recorder: recorder)
    }

    package mutating func text(for event: SuiteEvent) -> String { run.take(event) ? document : "" }

    private var document: String {
        let verdicts = run.verdicts
        var lines = ["## spool-check: \(MarkdownText.escaped(run.title))", "", "**\(run.outcome.sentence)**"]
        if let breakage = run.breakage {
            lines +=
                ["", "The run was broken off:"] + MarkdownText.fenced([VerdictDetails.shown(breakage.reason)])
        }
        for note in run.notes { lines += ["", MarkdownText.escaped(VerdictDetails.shown(note))] }
        if !verdicts.isEmpty { lines += [""] + table(verdicts) }
        for text in advice.lines(verdicts) { lines += ["", MarkdownText.escaped(text)] }
        let wrong: [Verdict] = [.fail, .warn, .unknown]
        for verdict in verdicts where wrong.contains(verdict.verdict) {
            let clause = verdict.clause
            lines += ["", "### \(clause.id): \(verdict.verdict.rawValue) (\(clause.profile.rawValue))", ""]
            lines += [clause.text]
            lines += MarkdownText.fenced(Array(VerdictDetails.lines(verdict, replay: replay).dropFirst(2)))
        }
        let skipped = verdicts.filter { $0.verdict == .skip }
        if !skipped.isEmpty {
            lines += ["", "<details><summary>\(skipped.count) skipped, not judged</summary>", ""]
            lines += skipped.map { verdict in
                "- \(verdict.clause.id): \(MarkdownText.escaped(VerdictDetails.shown(verdict.evidence ?? "")))"
            }
            lines += ["", "</details>"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func table(_ verdicts: [ClauseVerdict]) -> [String] {
        var lines = ["| profile | " + Verdict.allCases.map(\.rawValue).joined(separator: " | ") + " |"]
        lines.append("| --- |" + String(repeating: " ---: |", count: Verdict.allCases.count))
        for profile in Profile.allCases {
            let counts = VerdictCounts(verdicts.filter { $0.clause.profile == profile })
            if counts.total == 0 { continue }
            let cells = Verdict.allCases.map { String(counts[$0]) }.joined(separator: " | ")
            lines.append("| \(profile.rawValue) | \(cells) |")
        }
        return lines
    }
}

/// Strangers' text in a document of Markdown.
enum MarkdownText {
    /// The text with everything that Markdown or HTML could read something into taken back.
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if #"\`*_{}[]<>()#+!|~&"#.unicodeScalars.contains(scalar) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    /// Lines that are shown as they are, in a fence that none of them can close.
    static func fenced(_ lines: [String]) -> [String] {
        var longest = 2
        for line in lines {
            let runs = line.split { $0 != "`" }.map(\.count)
            longest = max(longest, runs.max() ?? 0)
        }
        let fence = String(repeating: "`", count: longest + 1)
        return ["", fence + "text"] + lines + [fence]
    }
}
