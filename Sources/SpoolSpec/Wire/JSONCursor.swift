/// A place in a JSON text, and the tokens that can be read from there.
///
/// Works on bytes: runs inside strings are skipped eight bytes at a time, UTF-8 is checked on the way, and no
/// text is built. The buffer must outlive the cursor.
struct JSONCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// A string's place in the text: its bytes between the quotes, and whether a backslash is among them.
    struct StringToken {
        var start: Int
        var end: Int
        var hasEscapes: Bool
    }

    /// The next byte, or the complaint that there is none.
    func peek(_ expected: JSONError.Expectation) throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw JSONError(.ends(before: expected), at: position) }
        return bytes[position]
    }

    /// The complaint that the byte here is not what should stand here.
    func unexpected(_ expected: JSONError.Expectation) -> JSONError {
        guard position < bytes.count else { return JSONError(.ends(before: expected), at: position) }
        return JSONError(.unexpected(byte: bytes[position], expected: expected), at: position)
    }

    /// Passes over JSON's white space.
    mutating func skipSpace() {
        while position < bytes.count, JSONCursor.isSpace(bytes[position]) { position += 1 }
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Reads a string whose opening quote is here.
    mutating func scanString() throws(JSONError) -> StringToken {
        position += 1
        var token = StringToken(start: position, end: position, hasEscapes: false)
        while true {
            skipPlainText()
            guard position < bytes.count else {
                throw JSONError(.ends(before: .closingQuote), at: position)
            }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                token.end = position
                position += 1
                return token
            case UInt8(ascii: "\\"):
                token.hasEscapes = true
                try scanEscape()
            case 0x80...:
                try scanScalar()
            case let byte:
                throw JSONError(.controlCharacter(byte), at: position)
            }
        }
    }

    /// Passes over text that is ASCII and neither a quote, a backslash nor a control character.
    private mutating func skipPlainText() {
        let raw = UnsafeRawBufferPointer(bytes)
        while position + 8 <= bytes.count {
            let word = EightBytes(raw, at: position)
            if let index = word.first(in: word.notPlain) {
                position += index
                return
            }
            position += 8
        }
        while position < bytes.count, !needsEscape(bytes[position]), bytes[position] < 0x80 {
            position += 1
        }
    }

    /// Reads an escape whose backslash is here.
    private mutating func scanEscape() throws(JSONError) {
        position += 1
        switch try peek(.escape) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard hexadecimalValue(try peek(.hexadecimalDigit)) != nil else {
                    throw unexpected(.hexadecimalDigit)
                }
                position += 1
            }
        default: throw unexpected(.escape)
        }
    }

    /// Reads one scalar of two to four UTF-8 bytes: no overlong form, no surrogate, nothing above U+10FFFF.
    private mutating func scanScalar() throws(JSONError) {
        let start = position
        let length: Int
        var secondByte: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[start] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, secondByte) = (3, 0xA0...0xBF)
        case 0xED: (length, secondByte) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, secondByte) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, secondByte) = (4, 0x80...0x8F)
        default: throw JSONError(.invalidUTF8, at: start)
        }
        for index in start + 1..<start + length {
            // The text may end inside a scalar: that is a torn line's end, not a bad byte.
            guard index < bytes.count else { throw JSONError(.ends(before: .closingQuote), at: index) }
            guard secondByte.contains(bytes[index]) else { throw JSONError(.invalidUTF8, at: start) }
            secondByte = 0x80...0xBF
        }
        position = start + length
    }

    /// Reads a number that begins here.
    mutating func scanNumber() throws(JSONError) {
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if try peek(.digit) == UInt8(ascii: "0") { position += 1 } else { try scanDigits() }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try scanDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            let sign = try peek(.digit)
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
            try scanDigits()
        }
    }

    private mutating func scanDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, bytes[position] &- 0x30 < 10 { position += 1 }
        if position == start { throw unexpected(.digit) }
    }

    /// Reads `true`, `false` or `null` where its first letter was seen.
    mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard try peek(.literal) == literal.utf8Start[index] else { throw unexpected(.literal) }
            position += 1
        }
    }

    /// Whether a text is a number to its last byte.
    static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard let first = bytes.first, first == UInt8(ascii: "-") || first &- 0x30 < 10 else {
                return false
            }
            var cursor = JSONCursor(bytes)
            do throws(JSONError) { try cursor.scanNumber() } catch { return false }
            return cursor.position == bytes.count
        }
    }
}

/// What a hexadecimal digit stands for.
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
}
