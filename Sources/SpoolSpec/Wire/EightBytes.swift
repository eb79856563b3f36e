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

    /// Puts the eight bytes where they are wanted.
    func store(to place: UnsafeMutablePointer<UInt8>) {
        UnsafeMutableRawPointer(place).storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Marks bytes that are equal to `byte`.
    func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ (EightBytes.ones &* UInt64(byte))
        return (difference &- EightBytes.ones) & ~difference & EightBytes.highs
    }

    /// Marks control characters, quotes and backslashes.
    var needingEscape: UInt64 {
        let controls = (word &- EightBytes.ones &* 0x20) & ~word & EightBytes.highs
        return controls | equal(to: UInt8(ascii: "\"")) | equal(to: UInt8(ascii: "\\"))
    }

    /// Marks bytes outside ASCII.
    var notASCII: UInt64 { word & EightBytes.highs }

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
