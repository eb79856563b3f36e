/// Colours for a person at a terminal: what changes something stands out, and comments step back.
package enum LinePaint {
    private static let reset = "\u{1B}[0m"
    private static let dim = "\u{1B}[2m"
    private static let blue = "\u{1B}[34m"
    private static let green = "\u{1B}[32m"
    private static let red = "\u{1B}[31m"
    private static let yellow = "\u{1B}[33m"

    /// How commands and requests begin, and the colour of that.
    private static let beginnings = [
        ("pvesh get ", blue), ("pvesh create ", green), ("pvesh set ", yellow), ("pvesh delete ", red),
        ("curl -X POST ", green), ("curl -X PUT ", yellow), ("curl -X DELETE ", red), ("curl ", blue),
        ("GET ", blue), ("POST ", green), ("PUT ", yellow), ("DELETE ", red), ("#", dim),
    ]

    /// The text with colours. Without them it is the same text: a terminal copies none.
    ///
    /// - Parameter text: whole lines, as ``EventRenderer`` makes them.
    package static func painted(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(paintedLine).joined(separator: "\n")
    }

    private static func paintedLine(_ line: Substring) -> String {
        for (beginning, colour) in beginnings where line.utf8.starts(with: beginning.utf8) {
            if colour == dim { return dim + line + reset }
            return colour + beginning.dropLast() + reset + " "
                + String(decoding: line.utf8.dropFirst(beginning.utf8.count), as: UTF8.self)
        }
        return String(line)
    }
}
