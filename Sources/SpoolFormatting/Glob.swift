/// A pattern for paths, as shells have them.
///
/// `*` stands for any characters but `/`, `**` for any characters, and `?` for one character that is no `/`. Everything else
/// stands for itself. The pattern has to fit the whole text.
package struct Glob: Hashable, Sendable {
    private enum Part: Hashable {
        case character(Unicode.Scalar)
        case one
        case many
        case everything
    }

    private let parts: [Part]

    /// Reads a pattern; every text is one.
    package init(_ pattern: String) {
        var parts: [Part] = []
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "*" where parts.last == .many || parts.last == .everything:
                parts[parts.count - 1] = .everything
            case "*": parts.append(.many)
            case "?": parts.append(.one)
            default: parts.append(.character(scalar))
            }
        }
        self.parts = parts
    }

    /// Whether the pattern fits a text. The work is at most the product of both lengths.
    package func matches(_ text: String) -> Bool {
        // For each number of parts: whether so many of them fit what was read.
        var reached = [Bool](repeating: false, count: parts.count + 1)
        reached[0] = true
        skipEmpty(&reached)
        for scalar in text.unicodeScalars {
            var next = [Bool](repeating: false, count: parts.count + 1)
            for (index, part) in parts.enumerated() where reached[index] {
                switch part {
                case .character(let wanted): if scalar == wanted { next[index + 1] = true }
                case .one: if scalar != "/" { next[index + 1] = true }
                case .many: if scalar != "/" { next[index] = true }
                case .everything: next[index] = true
                }
            }
            reached = next
            skipEmpty(&reached)
            if !reached.contains(true) { return false }
        }
        return reached[parts.count]
    }

    /// A star stands for nothing, too.
    private func skipEmpty(_ reached: inout [Bool]) {
        for (index, part) in parts.enumerated() where reached[index] {
            if part == .many || part == .everything { reached[index + 1] = true }
        }
    }
}
