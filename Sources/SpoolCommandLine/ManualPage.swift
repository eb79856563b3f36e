extension CommandDefinition {
    /// The manual page, in roff with the macros of `man(7)`: the same that the help says, one page a tool.
    package var manualPage: String {
        let title = name.map { $0 == " " ? "-" : String($0) }.joined()
        let tagline = summary.split(separator: ".", maxSplits: 1).first.map(String.init) ?? summary
        var lines = [
            ".TH \(Self.quoted(title.uppercased())) 1 \(PackageVersion.day) "
                + Self.quoted("spool-conformance \(version)"),
            ".SH NAME", "\(Self.roff(title)) \\- \(Self.roff(tagline.lowercasedFirst))", ".SH SYNOPSIS",
        ]
        lines += [".B \(Self.roff(name))", Self.roff(synopsis), ".SH DESCRIPTION"] + Self.filled(summary)
        if !subcommands.isEmpty {
            lines.append(".SH COMMANDS")
            for command in subcommands {
                lines.append(".SS \(Self.quoted("\(command.word) \(command.synopsis)"))")
                lines += Self.filled(command.summary) + command.optionLines
                lines += command.sectionLines(heading: ".PP")
            }
        }
        lines += [".SH OPTIONS"] + optionLines + sectionLines(heading: ".SH")
        return lines.filter { !$0.isEmpty }.joined(separator: "\n") + "\n"
    }

    private var optionLines: [String] {
        options.filter { !$0.isHidden }.flatMap { option in
            let names = [option.shortName, option.name].compactMap(\.self)
                .map { "\\fB\(Self.roff($0))\\fR" }.joined(separator: ", ")
            let value = option.placeholder.map { " \\fI\(Self.roff($0))\\fR" } ?? ""
            var help = option.help
            if !option.choices.isEmpty { help += " (\(option.choices.joined(separator: ", ")))" }
            if option.isRepeatable { help += "; may be repeated" }
            return [".TP", names + value] + Self.filled(help)
        }
    }

    /// Sections are shown as they are written: they have columns.
    private func sectionLines(heading: String) -> [String] {
        sections.flatMap { section in
            let title =
                heading == ".SH"
                ? [".SH \(Self.quoted(section.title.uppercased()))"]
                : [".PP", Self.roff(section.title) + ":"]
            return title + [".nf"] + section.lines.map { $0.isEmpty ? "\\&" : Self.roff($0) } + [".fi"]
        }
    }

    /// Text in short lines; they are filled again when the page is shown.
    private static func filled(_ text: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.count + word.count > 60 {
                lines.append(roff(line))
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return lines + [roff(line)]
    }

    /// Text in which nothing is a request or an escape, and hyphens can be copied.
    private static func roff(_ text: String) -> String {
        let escaped = text.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            default: String(character)
            }
        }.joined()
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    private static func quoted(_ text: String) -> String {
        "\"" + roff(text).map { $0 == "\"" ? "\\(dq" : String($0) }.joined() + "\""
    }
}

extension String {
    fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
