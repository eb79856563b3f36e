extension JSONCursor.StringToken {
    /// The text that a checked string stands for.
    func text(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        let raw = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard hasEscapes else { return String(decoding: raw, as: UTF8.self) }
        // No escape stands for more bytes than it takes.
        return String(unsafeUninitializedCapacity: raw.count) { unescape(raw, into: $0) }
    }
}

/// Writes the text of a checked string without its escapes, as UTF-8, and answers with its length.
private func unescape(_ raw: UnsafeBufferPointer<UInt8>, into text: UnsafeMutableBufferPointer<UInt8>) -> Int
{
    var length = 0
    var index = 0
    while index < raw.count {
        let byte = raw[index]
        guard byte == UInt8(ascii: "\\") else {
            text[length] = byte
            length += 1
            index += 1
            continue
        }
        let letter = raw[index + 1]
        if letter == UInt8(ascii: "u") {
            let scalar = unescapeScalar(raw, at: &index)
            for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                text[length] = unit
                length += 1
            }
        } else {
            text[length] = unescapeLetter(letter)
            length += 1
            index += 2
        }
    }
    return length
}

private func unescapeLetter(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: letter
    }
}

/// Reads `\uXXXX`, or two of them that are a surrogate pair, and moves past it.
private func unescapeScalar(_ raw: UnsafeBufferPointer<UInt8>, at index: inout Int) -> Unicode.Scalar {
    let replacement: Unicode.Scalar = "\u{FFFD}"
    let first = codeUnit(raw, at: index + 2)
    index += 6
    guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? replacement }
    guard index + 6 <= raw.count, raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u")
    else { return replacement }
    let second = codeUnit(raw, at: index + 2)
    guard second & 0xFC00 == 0xDC00 else { return replacement }
    index += 6
    return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF) ?? replacement
}

private func codeUnit(_ raw: UnsafeBufferPointer<UInt8>, at start: Int) -> UInt32 {
    var value: UInt32 = 0
    for index in start..<start + 4 { value = value << 4 | (hexadecimalValue(raw[index]) ?? 0) }
    return value
}
