/// Makes text from strangers fit to be shown to a person.
package enum PrintableText {
    /// The text with every control character spelled out, so that nobody's evidence moves our cursor, except for
    /// line feeds where they are wanted.
    ///
    /// - Parameter keepingLines: whether line feeds stay and tabs become blanks.
    package static func shown(_ text: String, keepingLines: Bool = false) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepingLines: shown.append(scalar)
            case "\t" where keepingLines: shown.append(contentsOf: "    ".unicodeScalars)
            case "\n": shown.append(contentsOf: "\\n".unicodeScalars)
            case "\t": shown.append(contentsOf: "\\t".unicodeScalars)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                    let code = String(scalar.value, radix: 16, uppercase: true)
                    shown.append(contentsOf: "\\u{\(code)}".unicodeScalars)
                default: shown.append(scalar)
                }
            }
        }
        return String(shown)
    }

    /// The text cut in the middle where it is longer than a person will read.
    static func shortened(_ text: String, to limit: Int) -> String {
        // Counting characters of a gigabyte takes long; its bytes are counted at once.
        guard text.utf8.count > limit else { return text }
        let half = limit / 2
        let head = String(decoding: text.utf8.prefix(half), as: UTF8.self)
        let tail = String(decoding: text.utf8.suffix(half), as: UTF8.self)
        return "\(head) … (\(text.utf8.count - 2 * half) bytes left out) … \(tail)"
    }

    /// The text in lines of at most a given width, broken at blanks; its own line feeds stay.
    static func wrapped(_ text: String, width: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
            var lines: [String] = []
            var line = ""
            var count = 0
            for word in paragraph.split(separator: " ") {
                let length = word.count
                if count > 0 && count + 1 + length > width {
                    lines.append(line)
                    line = ""
                    count = 0
                }
                line += count == 0 ? String(word) : " \(word)"
                count += count == 0 ? length : length + 1
            }
            return lines + [line]
        }
    }
}
