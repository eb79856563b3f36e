/// Why a text is no JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public var kind: Kind
    /// The byte at which it shows, counted from 0; the text's length where the text ends too early.
    public var offset: Int

    /// Names a fault and its place.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// The faults that a text can have.
    public enum Kind: Hashable, Sendable {
        /// The text ends where something should follow.
        case ends(before: Expectation)
        /// Another byte stands where something should.
        case unexpected(byte: UInt8, expected: Expectation)
        /// More text follows the value.
        case trailingText
        /// A byte order mark, which RFC 8259 does not allow and the protocol refuses (SCAN-4).
        case byteOrderMark
        /// A raw control character inside a string.
        case controlCharacter(UInt8)
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// The text is longer than allowed.
        case tooLong(bytesMax: Int)
        /// The value is nested deeper than allowed.
        case tooDeep(depthMax: Int)
    }

    /// What the grammar asks for at a place.
    public enum Expectation: String, Hashable, Sendable {
        /// The text had to be an object.
        case object = "an object"
        /// A value.
        case value = "a value"
        /// The first item of an array, or its end.
        case valueOrBracket = "a value or \"]\""
        /// A member's name.
        case name = "a member's name"
        /// The first member's name, or the object's end.
        case nameOrBrace = "a member's name or \"}\""
        /// The colon after a name.
        case colon = "\":\""
        /// After a member's value.
        case commaOrBrace = "\",\" or \"}\""
        /// After an array's item.
        case commaOrBracket = "\",\" or \"]\""
        /// The rest of a string.
        case closingQuote = "the string's closing quote"
        /// What may follow a backslash.
        case escape = "one of \"\\/bfnrtu"
        /// A digit of a `\u` escape.
        case hexadecimalDigit = "a hexadecimal digit"
        /// A digit of a number.
        case digit = "a digit"
        /// `true`, `false` or `null`.
        case literal = "true, false or null"
    }

    /// The fault and its place in words for a person.
    public var description: String { "byte \(offset): \(kind.text)" }
}

extension JSONError.Kind {
    fileprivate var text: String {
        switch self {
        case .ends(let expected): "the text ends, expected \(expected.rawValue)"
        case .unexpected(let byte, let expected): "found \(name(of: byte)), expected \(expected.rawValue)"
        case .trailingText: "something follows the value"
        case .byteOrderMark: "the text begins with a byte order mark"
        case .controlCharacter(let byte): "\(name(of: byte)) stands unescaped in a string"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .tooLong(let bytesMax): "the text is longer than \(bytesMax) bytes"
        case .tooDeep(let depthMax): "the value is nested deeper than \(depthMax)"
        }
    }

    private func name(of byte: UInt8) -> String {
        guard byte <= 0x20 || byte >= 0x7F else { return "\"\(Character(Unicode.Scalar(byte)))\"" }
        let digits = String(byte, radix: 16, uppercase: true)
        return "byte 0x" + (digits.count < 2 ? "0" : "") + digits
    }
}
