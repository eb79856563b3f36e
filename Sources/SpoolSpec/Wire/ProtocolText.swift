/// Comparisons of protocol text by its UTF-8 bytes.
///
/// Swift compares strings by canonical equivalence: "é" as one scalar equals "é" as two. The protocol
/// compares by characters and folds nothing (FILTER-5), so its text never meets `==` on `String`.
extension String {
    /// Whether both texts are the same bytes in UTF-8, which is the same Unicode scalars.
    public func isSameText(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return withBytes { mine in
            other.withBytes { theirs in
                guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else { return true }
                return haveSameBytes(mine, theirs, utf8.count)
            }
        }
    }

    /// The text's UTF-8, for as long as the call lasts; a short text's bytes are no memory of its own.
    @inline(__always)
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }

    /// Whether the text is just this literal.
    @inline(__always)
    func isText(_ literal: StaticString) -> Bool {
        guard utf8.count == literal.utf8CodeUnitCount else { return false }
        return withBytes { bytes in
            guard let bytes = bytes.baseAddress else { return true }
            return haveSameBytes(bytes, literal.utf8Start, literal.utf8CodeUnitCount)
        }
    }

    /// Whether this text begins with `prefix` and then `next`, byte by byte.
    func begins(with prefix: String, then next: UInt8) -> Bool {
        guard utf8.count > prefix.utf8.count else { return false }
        return withBytes { mine in
            prefix.withBytes { start in
                for index in start.indices where mine[index] != start[index] { return false }
                return mine[start.count] == next
            }
        }
    }

    /// Feeds the bytes to a hasher, so that what `isSameText(as:)` calls the same hashes the same.
    func hashText(into hasher: inout Hasher) {
        let bytes = utf8Span.span
        hasher.combine(bytes.count)
        bytes.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// Whether so many bytes are the same in both places: eight at a time, and the last ones together with some that
/// were compared before.
@inline(__always)
private func haveSameBytes(_ mine: UnsafePointer<UInt8>, _ theirs: UnsafePointer<UInt8>, _ count: Int) -> Bool
{
    func differ<Word: FixedWidthInteger>(_ offset: Int, _ type: Word.Type) -> Bool {
        let one = UnsafeRawPointer(mine).loadUnaligned(fromByteOffset: offset, as: type)
        return one != UnsafeRawPointer(theirs).loadUnaligned(fromByteOffset: offset, as: type)
    }
    var index = 0
    while index + 8 <= count {
        if differ(index, UInt64.self) { return false }
        index += 8
    }
    if count >= 8 { return index == count || !differ(count - 8, UInt64.self) }
    if count >= 4 { return !differ(0, UInt32.self) && !differ(count - 4, UInt32.self) }
    while index < count {
        if mine[index] != theirs[index] { return false }
        index += 1
    }
    return true
}

/// A text as a key of a dictionary, by its bytes.
struct TextKey: Hashable {
    let text: String

    static func == (left: TextKey, right: TextKey) -> Bool { left.text.isSameText(as: right.text) }

    func hash(into hasher: inout Hasher) { text.hashText(into: &hasher) }
}

/// A digit of `\u` escapes, in small letters.
func hexadecimalDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value - 10 + 0x61 }
