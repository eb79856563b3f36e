/// Bytes from outside that are nearly always text: arguments, the environment, paths.
///
/// The kernel takes any byte but NUL there, and a `String` cannot hold what is not UTF-8. So each byte that is no part of
/// proper UTF-8 becomes one character of a range that Unicode leaves to private use, and every door of this module that
/// lends a path, an argument or a variable to the kernel turns it into that byte again. A character of that range that was in
/// the text from the beginning is taken apart in the same way, so that no two names ever become one:
///
///     61 FF 62           a, U+10FEFF, b         the byte FF, kept
///     F4 8F BB BF        U+10FEF4, U+10FE8F, …  a true U+10FEFF: its four bytes, kept
///
/// Python does the same with lone surrogates (PEP 383), which a Swift string cannot hold.
extension String {
    /// The text, with every byte in it that is no text.
    package init(keeping bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self), !text.hasKeptBytes {
            self = text
            return
        }
        self.init()
        var rest = Array(bytes)[...]
        while let first = rest.first {
            let count = Self.length(of: first)
            if let character = String(validating: rest.prefix(count), as: UTF8.self), !character.hasKeptBytes
            {
                append(character)
                rest = rest.dropFirst(count)
            } else {
                unicodeScalars.append(Self.scalar(for: first))
                rest = rest.dropFirst()
            }
        }
    }

    /// The bytes that it was made of.
    package var keptBytes: [UInt8] {
        guard utf8.contains(Self.firstByte) else { return Array(utf8) }
        return unicodeScalars.flatMap { scalar in
            Self.keptByte(scalar).map { [$0] } ?? Array(String(Character(scalar)).utf8)
        }
    }

    /// Whether some of it is no text.
    package var hasKeptBytes: Bool {
        utf8.contains(Self.firstByte) && unicodeScalars.contains { Self.keptByte($0) != nil }
    }

    /// The byte that a character stands for, where it is one that was kept.
    package static func keptByte(_ scalar: Unicode.Scalar) -> UInt8? {
        (0x10FE80...0x10FEFF).contains(scalar.value) ? UInt8(truncatingIfNeeded: scalar.value) : nil
    }

    /// Lends the bytes as a C string.
    func asPath<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        guard utf8.contains(Self.firstByte) else { return withCString(body) }
        return keptBytes.withTerminator(body)
    }

    /// Of a character that stands for a byte, in UTF-8.
    private static let firstByte: UInt8 = 0xF4

    private static func scalar(for byte: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(0x10FE00 + UInt32(byte)) ?? "\u{FFFD}"
    }

    /// How long a character of UTF-8 is that begins so.
    private static func length(of first: UInt8) -> Int {
        switch first {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        default: 1
        }
    }
}

extension [UInt8] {
    /// Lends the bytes as a C string.
    func withTerminator<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        body(map { CChar(bitPattern: $0) } + [0])
    }
}
