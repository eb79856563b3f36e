internal import SpoolSpec

/// `--list --format markdown`: the clauses as the specification prints them.
///
/// What is written depends on the ledger alone, so that the document changes where the standard does and nowhere
/// else: cases are left out, for they grow while the standard stands still.
enum LedgerMarkdown {
    /// A table of the clauses, then each of them under the heading of its group.
    static func pages(_ clauses: [Clause]) -> String {
        var lines = ["| clause | profile | level | binds | shown by |", "| --- | --- | --- | --- | --- |"]
        lines += clauses.map(row)
        for group in ClauseLedger.groups {
            let own = clauses.filter { $0.id.group == group.name }
            if own.isEmpty { continue }
            lines += ["", "### \(group.name): \(group.title)"] + own.flatMap(section)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ clause: Clause) -> String {
        let anchor = clause.id.rawValue.lowercased()
        let roles = clause.roles.map(\.rawValue).joined(separator: ", ")
        let means = clause.shownBy.map(\.rawValue).joined(separator: " ")
        let level = clause.level.rawValue.uppercased()
        return "| [\(clause.id)](#\(anchor)) | \(clause.profile.rawValue) | \(level) | \(roles) | \(means) |"
    }

    private static func section(_ clause: Clause) -> [String] {
        let roles = clause.roles.map(\.rawValue).joined(separator: " and ")
        let means = clause.shownBy.map { "\($0.name) (\($0.rawValue))" }.joined(separator: ", ")
        let facts = "\(clause.profile.rawValue), \(clause.level.rawValue.uppercased()); binds the \(roles)"
        var lines = ["", "#### \(clause.id)", "", "*\(facts); shown by \(means).*", ""]
        lines += wrapped(clause.text)
        if let rationale = clause.rationale { lines += [""] + wrapped("Why: \(rationale)").map { "> \($0)" } }
        return lines
    }

    /// Broken at blanks that stand in no code: a code span may hold blanks that count.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        var isCode = false
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            let mayBreak = !isCode && !line.isEmpty
            if mayBreak && line.count + 1 + word.count > 100 {
                lines.append(line)
                line = String(word)
            } else {
                line += (line.isEmpty ? "" : " ") + word
            }
            if !word.count(where: { $0 == "`" }).isMultiple(of: 2) { isCode.toggle() }
        }
        return lines + [line]
    }
}
