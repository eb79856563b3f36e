/// Eight bytes of a text looked at together, the first one lowest.
///
/// The marks are a high bit for each byte that was looked for. `(x - 0x01…) & ~x & 0x80…` marks the bytes of `x`
/// that are zero, and a borrow can spoil only bytes above the first one found: so the first mark is right.
struct EightBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080
    private let word: UInt64

    init(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The eight bytes at a place.
    init(at place: UnsafeRawPointer) {
        word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    /// The first and the last four bytes of a text of four to eight.
    init(endsOf place: UnsafeRawPointer, count: Int) {
        let first = UInt32(littleEndian: place.loadUnaligned(as: UInt32.self))
        let last = UInt32(littleEndian: place.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
        word = UInt64(first) | UInt64(last) << 32
    }

    /// Puts the eight bytes where they are wanted.
    func store(to place: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(place).storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Puts four and four bytes at the two ends of a text of four to eight.
    func store(toEndsOf place: UnsafeMutablePointer<UInt8>, count: Int) {
        let raw = UnsafeMutableRawPointer(place)
        raw.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, as: UInt32.self)
        let last = UInt32(truncatingIfNeeded: word >> 32)
        raw.storeBytes(of: last.littleEndian, toByteOffset: count - 4, as: UInt32.self)
    }

    /// Marks bytes that are equal to `byte`.
    func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ (EightBytes.ones &* UInt64(byte))
        return (difference &- EightBytes.ones) & ~difference & EightBytes.highs
    }

    /// Marks control characters, quotes and backslashes.
    var needingEscape: UInt64 { borrowing & ~word & EightBytes.highs }

    /// Marks control characters, quotes, backslashes and bytes outside ASCII.
    var notPlain: UInt64 { (borrowing | word) & EightBytes.highs }

    /// The high bit of each ASCII byte that needs an escape; of others it says nothing. All three looked for are
    /// ASCII, so that one look at the word's own high bits does for them together.
    private var borrowing: UInt64 {
        let quotes = (word ^ (EightBytes.ones &* UInt64(UInt8(ascii: "\"")))) &- EightBytes.ones
        let backslashes = (word ^ (EightBytes.ones &* UInt64(UInt8(ascii: "\\")))) &- EightBytes.ones
        return (word &- EightBytes.ones &* 0x20) | quotes | backslashes
    }

    /// The first of the eight that is marked.
    func first(in marks: UInt64) -> Int? {
        marks == 0 ? nil : marks.trailingZeroBitCount >> 3
    }
}

/// Whether a byte cannot stand as it is inside a JSON string.
func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}

/// The first byte from `start` on that cannot stand as it is inside a JSON string.
func firstNeedingEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index + 8 <= bytes.count {
        let word = EightBytes(raw, at: index)
        if let found = word.first(in: word.needingEscape) { return index + found }
        index += 8
    }
    while index < bytes.count {
        if needsEscape(bytes[index]) { return index }
        index += 1
    }
    return nil
}

/// The first byte from `start` on that is a line feed.
func firstNewline(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index + 8 <= bytes.count {
        let word = EightBytes(raw, at: index)
        if let found = word.first(in: word.equal(to: UInt8(ascii: "\n"))) { return index + found }
        index += 8
    }
    while index < bytes.count {
        if bytes[index] == UInt8(ascii: "\n") { return index }
        index += 1
    }
    return nil
}
