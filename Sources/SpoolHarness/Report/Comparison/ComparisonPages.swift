internal import SpoolSpec

extension Comparison {
    /// Lines for a terminal.
    package var text: String {
        var lines = names.enumerated().map { "[\($0 + 1)] \($1)" }
        let heads = reports.indices.map { Self.padded("[\($0 + 1)]") }.joined()
        for profile in Profile.allCases {
            let own = rows.filter { $0.clause.profile == profile }
            if own.isEmpty { continue }
            lines += ["", Self.padded(profile.rawValue, 12) + heads]
            lines += own.map { row in
                let cells = row.entries.map { Self.padded($0?.verdict.rawValue ?? "") }.joined()
                return Self.padded(row.clause.id.rawValue, 12) + cells + (row.differs ? "<>" : "")
            }
        }
        lines += ["", sentence]
        return lines.map { $0.trimmedEnd + "\n" }.joined()
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

    private static func padded(_ text: String, _ width: Int = 9) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
