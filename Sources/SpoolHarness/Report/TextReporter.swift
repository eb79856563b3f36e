internal import SpoolSpec
internal import SpoolSystem

/// Writes for a person: one line a clause as soon as it is decided, what went wrong below it, and at the end a
/// table by profile.
package struct TextReporter: Reporter {
    private let style: TextStyle
    private let replay: ReplayCommand
    private let advice: MachineAdvice
    private var asked = 0
    private var cases = 0
    private var casesEnded = 0
    private var running: [String] = []
    private var verdicts: [ClauseVerdict] = []
    private var breakage: String?
    private var searches = SearchTable()
    private let began = MonotonicClock.now

    /// A report in that style, with those commands for whoever wants to see something again.
    ///
    /// - Parameter advice: of which machine, for what it lacks.
    package init(style: TextStyle, replay: ReplayCommand, advice: MachineAdvice = .here) {
        self.style = style
        self.advice = advice
        self.replay = replay
    }

    package mutating func text(for event: SuiteEvent) -> String {
        switch event {
        case .began(let recorder, let clauses, let count):
            asked = clauses.count
            cases = count
            return style.isQuiet ? "" : introduction(recorder)
        case .noted(let text):
            return style.isQuiet ? "" : "note    " + PrintableText.shown(text) + "\n\n"
        case .caseBegan(let name):
            running.append(name)
            return progress
        case .caseEnded(let name):
            casesEnded += 1
            if let index = running.firstIndex(of: name) { running.remove(at: index) }
            return progress
        case .decided(let verdict):
            verdicts.append(verdict)
            searches.add(verdict.extents)
            if style.isQuiet && (verdict.verdict == .pass || verdict.verdict == .skip) { return progress }
            // Passes that scroll by hide what does not hold; at the end they are named.
            if folds, verdict.verdict == .pass, verdict.remarks.isEmpty { return progress }
            return style.erasure + line(verdict) + details(verdict) + progress
        case .brokenOff(let reason, _):
            breakage = reason
            return ""
        case .ended:
            return style.erasure + summary
        }
    }

    /// Whether passes are named at the end only.
    private var folds: Bool { style.showsProgress && !style.isVerbose }

    private func introduction(_ recorder: JudgedRecorder) -> String {
        let name = [recorder.name, recorder.version].compactMap(\.self).joined(separator: " ")
        let language = recorder.language.map { " (\($0))" } ?? ""
        let known = name.isEmpty ? "a recorder that did not introduce itself" : name + language
        return style.bold("Judging " + PrintableText.shown(known))
            + ": \(counted(asked, "clause")), \(counted(cases, "case"))\n\n"
    }

    private var progress: String {
        guard style.showsProgress else { return "" }
        let first = running.first.map { "  " + $0 } ?? ""
        let text = "\(verdicts.count)/\(asked) clauses, \(casesEnded)/\(cases) cases\(first)"
        return style.erasure + style.dim(String(PrintableText.shown(text).prefix(style.columns - 1)))
    }

    private func line(_ verdict: ClauseVerdict) -> String {
        let id = verdict.clause.id.rawValue.padded(to: 10)
        let profile = verdict.clause.profile.rawValue.padded(to: 8)
        let isJudged = verdict.verdict.isJudgement
        let missing = verdict.shortfall?.lines
        let rest =
            isJudged
            ? counted(verdict.cases, "case")
            : missing?.first ?? PrintableText.shown(verdict.evidence ?? "")
        let line = "\(style.word(verdict.verdict)) \(id) \(profile) \(rest)".trimmingEnd + "\n"
        if let missing {
            return missing.reasons.reduce(line) { text, reason in
                let words = PrintableText.wrapped(PrintableText.shown(reason), width: style.columns - 8)
                return text + words.map { "        " + style.dim($0) + "\n" }.joined()
            }
        }
        guard verdict.verdict == .pass else { return line }
        return verdict.remarks.reduce(line) { text, remark in
            let words = PrintableText.wrapped(PrintableText.shown(remark), width: style.columns - 8)
            return text + words.map { "        " + style.dim($0) + "\n" }.joined()
        }
    }

    private func details(_ verdict: ClauseVerdict) -> String {
        guard !verdict.findings.isEmpty else { return "" }
        var lines = PrintableText.wrapped(verdict.clause.text, width: style.columns - 8)
        let shown = style.isVerbose ? verdict.findings.count : Self.findingsShown
        for finding in verdict.findings.prefix(shown) {
            lines += [""] + self.lines(of: finding)
        }
        let more = verdict.findings.dropFirst(shown)
        if !more.isEmpty {
            let names = more.map(\.caseName).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
            let words = "and \(more.count) more, in \(names.joined(separator: ", ")); --verbose shows them"
            lines += [""] + PrintableText.wrapped(PrintableText.shown(words), width: style.columns - 8)
        }
        if let command = replay.line(for: verdict) { lines += ["", "again:    " + command] }
        return lines.map { $0.isEmpty ? "\n" : "        \($0)\n" }.joined() + "\n"
    }

    private func lines(of finding: Finding) -> [String] {
        var lines = [style.bold(PrintableText.shown(finding.caseName))]
        lines += Self.labelled("expected", finding.expected, width: style.columns - 8)
        lines += Self.labelled("seen", finding.seen, width: style.columns - 8)
        if finding.blame != .implementation { lines.append("blame:    the \(finding.blame.rawValue)") }
        for note in finding.notes { lines += Self.labelled("note", note, width: style.columns - 8) }
        for exhibit in finding.exhibit { lines += [""] + exhibit.lines.map { PrintableText.shown($0) } }
        let complaints = PrintableText.shown(finding.standardError, keepingLines: true)
            .split(separator: "\n", omittingEmptySubsequences: true)
        if !complaints.isEmpty {
            lines.append(
                "the adapter's standard error" + (complaints.count > 20 ? ", its last 20 lines:" : ":"))
            lines += complaints.suffix(20).map { "  | \($0)" }
        }
        return lines
    }

    private static func labelled(_ label: String, _ text: String, width: Int) -> [String] {
        let shown = PrintableText.shown(PrintableText.shortened(text, to: 2_000))
        let lines = PrintableText.wrapped(shown, width: max(20, width - 10))
        return lines.enumerated().map { index, line in
            (index == 0 ? "\(label):" : "").padded(to: 10) + line
        }
    }

    private static let findingsShown = 3
}

extension TextReporter {
    private var summary: String {
        if let breakage, asked == 0 && verdicts.isEmpty {
            return PrintableText.shown(breakage, keepingLines: true) + "\nNothing could be judged.\n"
        }
        var lines: [String] = []
        if folds, !style.isQuiet { lines += passes }
        if !style.isQuiet {
            let table = searches.lines(isVerbose: style.isVerbose, width: style.columns)
            if !table.isEmpty { lines += [""] + table }
        }
        lines += ["", "".padded(to: 9) + Verdict.allCases.map { $0.rawValue.padded(before: 9) }.joined()]
        for profile in Profile.allCases {
            let counts = VerdictCounts(verdicts.filter { $0.clause.profile == profile })
            if counts.total > 0 { lines.append(row(profile.rawValue, counts)) }
        }
        let all = VerdictCounts(verdicts)
        lines += [row("all", all), ""]
        for verdict in [Verdict.fail, .warn, .unknown] where all[verdict] > 0 {
            lines += named(verdict.rawValue, verdicts.filter { $0.verdict == verdict })
        }
        if !style.isQuiet {
            for text in advice.lines(verdicts) { lines += PrintableText.wrapped(text, width: style.columns) }
        }
        if let breakage { lines.append("The run was broken off: \(PrintableText.shown(breakage)).") }
        lines += [style.bold(SuiteOutcome(verdicts, brokenOff: breakage != nil).sentence), counts(all)]
        return lines.map { $0.trimmingEnd + "\n" }.joined()
    }

    /// What passed, a paragraph a profile.
    private var passes: [String] {
        Profile.allCases.flatMap { profile in
            let passed = verdicts.filter { $0.clause.profile == profile && $0.verdict == .pass }
            return passed.isEmpty ? [] : named("pass, \(profile.rawValue)", passed)
        }
    }

    private func named(_ title: String, _ verdicts: [ClauseVerdict]) -> [String] {
        let ids = verdicts.map(\.clause.id).sorted().map(\.rawValue)
        return PrintableText.wrapped("\(title): \(ids.joined(separator: " "))", width: style.columns)
    }

    /// "48 passed, 20 failed, 2 warned, 282 cases, 6,543 schedules, 51 s".
    private func counts(_ all: VerdictCounts) -> String {
        let words: [(Verdict, String)] = [
            (.pass, "passed"), (.fail, "failed"), (.warn, "warned"), (.skip, "skipped"),
            (.unknown, "unknown"),
        ]
        var parts = words.compactMap { verdict, word in all[verdict] == 0 ? nil : "\(all[verdict]) \(word)" }
        parts.append(counted(casesEnded, "case"))
        if searches.schedules > 0 { parts.append(counted(searches.schedules, "schedule")) }
        parts.append("\((MonotonicClock.now - began + 500_000_000) / 1_000_000_000) s")
        return parts.joined(separator: ", ")
    }

    private func row(_ name: String, _ counts: VerdictCounts) -> String {
        name.padded(to: 9) + Verdict.allCases.map { String(counts[$0]).padded(before: 9) }.joined()
    }
}
