/// What a text report may use of the place that it goes to.
package struct TextStyle: Hashable, Sendable {
    /// Whether a line may be written over to show progress.
    package var showsProgress: Bool
    /// Whether words may be coloured.
    package var hasColour: Bool
    /// The width of a line.
    package var columns: Int
    /// Whether only what does not hold, or could not be told, is written, and what it comes to.
    package var isQuiet: Bool
    /// Whether each pass is written, each finding, and what the judge has to say of itself.
    package var isVerbose: Bool

    /// States what may be used; by default nothing but text of 80 columns.
    package init(
        showsProgress: Bool = false, hasColour: Bool = false, columns: Int = 80, isQuiet: Bool = false,
        isVerbose: Bool = false
    ) {
        self.showsProgress = showsProgress
        self.hasColour = hasColour
        self.columns = columns
        self.isQuiet = isQuiet
        self.isVerbose = isVerbose
    }

    /// Takes back a line that shows progress.
    var erasure: String { showsProgress ? "\r\u{1B}[K" : "" }

    func bold(_ text: String) -> String { painted(text, "1") }
    func dim(_ text: String) -> String { painted(text, "2") }

    /// A verdict's word, padded to one width, in its colour.
    func word(_ verdict: Verdict) -> String {
        let (word, code) =
            switch verdict {
            case .pass: ("pass", "32")
            case .fail: ("FAIL", "1;31")
            case .warn: ("warn", "33")
            case .skip: ("skip", "36")
            case .unknown: ("unknown", "35")
            }
        return painted(word, code) + String(repeating: " ", count: 7 - word.count)
    }

    private func painted(_ text: String, _ code: String) -> String {
        hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
