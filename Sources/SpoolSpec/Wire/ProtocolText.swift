/// Comparisons of protocol text by its UTF-8 bytes.
///
/// Swift compares strings by canonical equivalence: "é" as one scalar equals "é" as two. The protocol
/// compares by characters and folds nothing (FILTER-5), so its text never meets `==` on `String`.
extension String {
    /// Whether both texts are the same bytes in UTF-8, which is the same Unicode scalars.
    public func isSameText(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let mine = utf8Span.span
        let theirs = other.utf8Span.span
        for index in mine.indices where mine[index] != theirs[index] { return false }
        return true
    }

    /// Whether this text begins with `prefix` and then `next`, byte by byte.
    func begins(with prefix: String, then next: UInt8) -> Bool {
        let mine = utf8Span.span
        let start = prefix.utf8Span.span
        guard mine.count > start.count else { return false }
        for index in start.indices where mine[index] != start[index] { return false }
        return mine[start.count] == next
    }

    /// Feeds the bytes to a hasher, so that what `isSameText(as:)` calls the same hashes the same.
    func hashText(into hasher: inout Hasher) {
        let bytes = utf8Span.span
        hasher.combine(bytes.count)
        bytes.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A text as a key of a dictionary, by its bytes.
struct TextKey: Hashable {
    let text: String

    static func == (left: TextKey, right: TextKey) -> Bool { left.text.isSameText(as: right.text) }

    func hash(into hasher: inout Hasher) { text.hashText(into: &hasher) }
}
