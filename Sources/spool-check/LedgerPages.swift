internal import SpoolHarness
internal import SpoolSpec
internal import SpoolSystem

/// What `--list` and `--explain` show: the ledger, for somebody who wants to look something up.
struct LedgerPages {
    /// The names of the cases that judge each clause.
    let cases: [ClauseID: [String]]
    /// The width of a line.
    let columns: Int

    /// One line a clause, under the headings of their groups.
    ///
    /// - Parameter withCases: whether the names of its cases follow, a line each.
    func list(_ clauses: [Clause], withCases: Bool = false) -> String {
        var text = ""
        var group = ""
        for clause in clauses {
            if clause.id.group != group {
                group = clause.id.group
                let title = ClauseLedger.groups.first { $0.name == group }?.title ?? ""
                text += (text.isEmpty ? "" : "\n") + "\(title)\n"
            }
            let fields = [
                padded(clause.id.rawValue, 9), padded(clause.profile.rawValue, 7),
                padded(clause.level.rawValue, 6),
                padded(clause.roles.map(\.rawValue).joined(separator: " "), 14),
                padded(clause.shownBy.map(\.rawValue).joined(separator: " "), 4),
                cases[clause.id].map { counted($0.count, "case") } ?? "no case yet",
            ]
            text += "  " + fields.joined(separator: " ") + "\n"
            if withCases { for name in cases[clause.id] ?? [] { text += "      \(name)\n" } }
        }
        return text
    }

    /// A page a clause: what it asks, why, and how it is shown.
    func explain(_ clauses: [Clause]) -> String { clauses.map(page).joined(separator: "\n") }

    private func page(_ clause: Clause) -> String {
        let roles = clause.roles.map(\.rawValue).joined(separator: ", ")
        var lines = [
            "\(clause.id)  \(clause.profile.rawValue), \(clause.level.rawValue.uppercased()), \(roles)", "",
        ]
        lines += wrapped(clause.text)
        if let rationale = clause.rationale { lines += ["", "Why:"] + wrapped(rationale) }
        let means = clause.shownBy.map { "\($0.name) (\($0.rawValue))" }.joined(separator: ", ")
        lines += ["", "Shown by \(means)."]
        let names = cases[clause.id] ?? []
        lines += names.isEmpty ? ["No case shows it yet."] : ["Cases:"] + names.map { "  \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + word.count + 3 > columns {
                lines.append("  " + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return lines + ["  " + line]
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
