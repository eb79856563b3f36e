extension String {
    /// The text with blanks behind it, where it is narrower than a column.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// The text with blanks before it, where it is narrower than a column.
    func padded(before width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }

    /// The text without the blanks at its end.
    var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
