extension CommandDefinition {
    /// The width that no line of the help exceeds.
    package static let helpWidth = 80

    /// The whole help: one page, within 80 columns.
    package var helpPage: String {
        var lines = wrap(usage, indent: "       ", first: "Usage: ")
        lines += [""] + wrap(summary, indent: "")
        if !subcommands.isEmpty {
            lines += ["", "Commands:"] + columns(subcommands.map { ("  \($0.word)", $0.summary) })
        }
        lines += ["", "Options:"]
        lines += columns(options.filter { !$0.isHidden }.map { (label(of: $0), help(of: $0)) })
        for section in sections {
            lines += ["", "\(section.title):"] + section.lines.map { $0.isEmpty ? "" : "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func label(of option: CommandOption) -> String {
        let short = option.shortName.map { "\($0), " } ?? "    "
        return "  \(short)\(option.name)" + (option.placeholder.map { " \($0)" } ?? "")
    }

    /// Most values of an option that are listed.
    private static let choicesMax = 8

    private func help(of option: CommandOption) -> String {
        var text = option.help
        // A page has no room for many: the manual page has them, and so has the message about a wrong one.
        if !option.choices.isEmpty && option.choices.count <= Self.choicesMax {
            text += " (\(option.choices.joined(separator: ", ")))"
        }
        if option.isRepeatable { text += "; may be repeated" }
        return text
    }

    /// Two columns: labels, and behind the longest of them what they mean.
    private func columns(_ rows: [(label: String, help: String)]) -> [String] {
        let width = (rows.map { $0.label.count }.max() ?? 0) + 2
        let indent = String(repeating: " ", count: width)
        return rows.flatMap { row in
            wrap(
                row.help, indent: indent,
                first: row.label + String(repeating: " ", count: width - row.label.count))
        }
    }

    /// Breaks a text at blanks.
    private func wrap(_ text: String, indent: String, first: String? = nil) -> [String] {
        var lines: [String] = []
        var line = first ?? indent
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty && line.count + 1 + word.count > Self.helpWidth {
                lines.append(line)
                line = indent
                isEmpty = true
            }
            line += isEmpty ? String(word) : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }
}
