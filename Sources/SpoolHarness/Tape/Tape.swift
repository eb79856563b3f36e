/// Every decision of a run, in the order in which they were taken.
///
/// A choice is an integer from 0 up to a bound that the asker names; 0 is the simplest answer. Whatever is drawn
/// at random follows from such a sequence, so one that went wrong can be kept, run again, and made simpler
/// without knowing what it meant.
package struct Tape: Hashable, Sendable {
    /// The choices; what is read beyond the last is 0.
    package var choices: [Int]

    /// A tape of these choices.
    package init(_ choices: [Int] = []) { self.choices = choices }

    /// Reads what ``text`` wrote; `nil` where it is something else.
    package init?(text: String) {
        choices = []
        if text.isEmpty { return }
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let fields = part.split(separator: "x", omittingEmptySubsequences: false)
            guard let value = fields.first.flatMap({ Int($0) }), value >= 0, fields.count <= 2 else {
                return nil
            }
            guard let count = fields.count == 2 ? Int(fields[1]) : 1, (1...Choices.countMax).contains(count)
            else { return nil }
            choices += repeatElement(value, count: count)
            if choices.count > Choices.countMax { return nil }
        }
    }

    /// As one word to print and to paste: the choices in decimal, runs of one value as `VALUExCOUNT`.
    package var text: String {
        var parts: [String] = []
        var index = choices.startIndex
        while index < choices.endIndex {
            let value = choices[index]
            let end = choices[index...].firstIndex { $0 != value } ?? choices.endIndex
            parts.append(end - index > 1 ? "\(value)x\(end - index)" : String(value))
            index = end
        }
        return parts.joined(separator: ".")
    }

    /// Whether it is simpler: shorter, or of the same length and smaller where the two first differ.
    package func isSimpler(than other: Tape) -> Bool {
        if choices.count != other.choices.count { return choices.count < other.choices.count }
        return choices.lexicographicallyPrecedes(other.choices)
    }
}
