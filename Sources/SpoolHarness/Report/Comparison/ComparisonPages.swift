internal import SpoolSpec

extension Comparison {
    /// Lines for a terminal.
    package var text: String {
        var lines = names.enumerated().map { "[\($0 + 1)] \($1)" }
        let heads = reports.indices.map { "[\($0 + 1)]".padded(to: 9) }.joined()
        for profile in Profile.allCases {
            let own = rows.filter { $0.clause.profile == profile }
            if own.isEmpty { continue }
            lines += ["", profile.rawValue.padded(to: 12) + heads]
            lines += own.map { row in
                let cells = row.entries.map { ($0?.verdict.rawValue ?? "").padded(to: 9) }.joined()
                return row.clause.id.rawValue.padded(to: 12) + cells + (row.differs ? "<>" : "")
            }
        }
        lines += ["", sentence]
        return lines.map { $0.trimmingEnd + "\n" }.joined()
    }

    /// A table, and what went wrong where.
    package var markdown: String {
        let heads = names.map(MarkdownText.escaped).joined(separator: " | ")
        var lines = ["## spool-check: recorders side by side", "", "**\(sentence)**", ""]
        lines.append("| clause | profile | \(heads) |")
        lines.append("| --- | --- |" + String(repeating: " --- |", count: reports.count))
        lines += rows.map { row in
            let cells = row.entries.map { $0?.verdict.rawValue ?? "" }.joined(separator: " | ")
            let id = row.differs ? "**\(row.clause.id)**" : row.clause.id.rawValue
            return "| \(id) | \(row.clause.profile.rawValue) | \(cells) |"
        }
        for row in rows where row.differs {
            lines += ["", "### \(row.clause.id)", "", row.clause.text]
            for (name, entry) in zip(names, row.entries) {
                guard let entry, let evidence = entry.evidence, entry.verdict != .pass else { continue }
                lines += ["", "\(MarkdownText.escaped(name)):"]
                lines += MarkdownText.fenced([VerdictDetails.shown(evidence)])
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
