internal import SpoolSpec
internal import SpoolSystem

/// What a page says of a clause that does not hold.
enum HTMLFinding {
    /// The clause, each finding, and the command that shows it again.
    static func article(_ verdict: ClauseVerdict, replay: ReplayCommand) -> [String] {
        let kind =
            switch verdict.verdict {
            case .warn: " warned"
            case .unknown: " open"
            case .pass, .fail, .skip: ""
            }
        var lines = [HTMLPage.article(verdict.clause.id, "finding\(kind)")] + heading(verdict)
        lines.append("<p>\(Markup.prose(verdict.clause.text))</p>")
        if verdict.findings.isEmpty, let evidence = verdict.evidence {
            lines.append(#"<p class="mono">\#(Markup.escaped(VerdictDetails.shown(evidence)))</p>"#)
        }
        for (number, finding) in verdict.findings.prefix(VerdictDetails.findingsMax).enumerated() {
            lines += list(finding)
            lines += schedules(finding.exhibit, of: verdict.clause.id, "\(number + 1)")
        }
        let more = verdict.findings.count - VerdictDetails.findingsMax
        if more > 0 { lines.append(#"<p class="dim">and \#(more) more of the same clause</p>"#) }
        if let command = replay.line(for: verdict) {
            lines.append(#"<p class="dim">To see it again:</p>"#)
            lines.append(
                #"<p><code class="command">\#(Markup.escaped(PrintableText.shown(command)))</code></p>"#)
        }
        return lines + ["</article>"]
    }

    /// A clause's name, verdict, and place in the standard.
    static func heading(_ verdict: ClauseVerdict) -> [String] {
        let clause = verdict.clause
        let roles = clause.roles.map(\.rawValue).joined(separator: ", ")
        let cases = verdict.cases == 1 ? "1 case" : "\(verdict.cases) cases"
        let facts = "\(clause.profile.rawValue), \(clause.level.rawValue.uppercased()), \(roles); \(cases)"
        return ["<h3>\(clause.id) \(HTMLPage.badge(verdict.verdict)) <small>\(facts)</small></h3>"]
    }

    /// Schedules, drawn one below the other.
    ///
    /// - Parameter mark: tells them from others of the same clause.
    static func schedules(_ schedules: [Interleaving], of clause: ClauseID, _ mark: String) -> [String] {
        schedules.enumerated().flatMap { index, schedule in
            HTMLSchedule.figure(schedule, id: "\(clause)-chart-\(mark)-\(index + 1)")
        }
    }

    private static func list(_ finding: Finding) -> [String] {
        var rows = [
            ("case", finding.caseName), ("expected", finding.expected), ("seen", finding.seen),
        ]
        if finding.blame != .implementation { rows.append(("blame", "the \(finding.blame.rawValue)")) }
        rows += finding.notes.map { ("note", $0) }
        var lines = ["<dl>"]
        lines += rows.map { label, text in
            #"<dt>\#(label)</dt><dd class="mono">\#(Markup.escaped(VerdictDetails.shown(text)))</dd>"#
        }
        let complaints = VerdictDetails.complaints(of: finding)
        if !complaints.isEmpty {
            let text = Markup.escaped(complaints.joined(separator: "\n"))
            lines.append("<dt>standard error</dt><dd><pre>\(text)</pre></dd>")
        }
        return lines + ["</dl>"]
    }
}
