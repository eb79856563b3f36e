/// Makes text from strangers fit to be shown to a person.
package enum PrintableText {
    /// The text with every control character spelled out, so that nobody's evidence moves our cursor, except for
    /// line feeds where they are wanted. A byte that is no text is spelled out too.
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
                if let byte = String.keptByte(scalar) {
                    shown.append(contentsOf: spelling(byte))
                    continue
                }
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

    /// The text with only the bytes spelled out that are no text, for a report that a program reads.
    package static func spellingBytes(_ text: String) -> String {
        guard text.hasKeptBytes else { return text }
        var spelled = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if let byte = String.keptByte(scalar) {
                spelled.append(contentsOf: spelling(byte))
            } else {
                spelled.append(scalar)
            }
        }
        return String(spelled)
    }

    private static func spelling(_ byte: UInt8) -> String.UnicodeScalarView {
        "\\x\(String(byte, radix: 16, uppercase: true))".unicodeScalars
    }
}
