internal import SpoolSpec
internal import SpoolSystem

/// All that speaks for a verdict as lines of plain text, for formats that have one field for it.
enum VerdictDetails {
    /// Most findings of one clause that are written out.
    static let findingsMax = 3
    /// Most bytes of one piece of evidence that are written out.
    static let evidenceBytesMax = 2_000
    /// Most lines of an adapter's standard error that are written out.
    static let complaintsMax = 20

    /// The clause's text, each finding, and the command that shows it again.
    static func lines(_ verdict: ClauseVerdict, replay: ReplayCommand) -> [String] {
        var lines = [verdict.clause.text]
        if verdict.findings.isEmpty, let evidence = verdict.evidence { lines += ["", shown(evidence)] }
        for finding in verdict.findings.prefix(findingsMax) { lines += [""] + self.lines(of: finding) }
        let more = verdict.findings.count - findingsMax
        if more > 0 { lines += ["", "and \(more) more of the same clause"] }
        if let command = replay.line(for: verdict) { lines += ["", "again:    \(shown(command))"] }
        return lines
    }

    /// One finding.
    static func lines(of finding: Finding) -> [String] {
        var lines = [
            "case:     " + shown(finding.caseName), "expected: " + shown(finding.expected),
            "seen:     " + shown(finding.seen),
        ]
        if finding.blame != .implementation { lines.append("blame:    the \(finding.blame.rawValue)") }
        lines += finding.notes.map { "note:     " + shown($0) }
        for exhibit in finding.exhibit { lines += [""] + exhibit.lines.map { PrintableText.shown($0) } }
        let complaints = complaints(of: finding)
        if !complaints.isEmpty {
            lines += ["the adapter's standard error:"] + complaints.map { "  | \($0)" }
        }
        return lines
    }

    /// The end of what the adapter wrote to standard error.
    static func complaints(of finding: Finding) -> [String] {
        PrintableText.shown(finding.standardError, keepingLines: true)
            .split(separator: "\n", omittingEmptySubsequences: true).suffix(complaintsMax).map(String.init)
    }

    /// A stranger's text in one line, cut where it is too long.
    static func shown(_ text: String) -> String {
        PrintableText.shown(PrintableText.shortened(text, to: evidenceBytesMax))
    }
}
