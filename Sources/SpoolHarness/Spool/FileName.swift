package import SpoolSpec

/// A directory entry's name: bytes, which need not be text.
package struct FileName: Hashable, Comparable, Sendable, ExpressibleByStringInterpolation,
    CustomStringConvertible
{
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }
    package init(stringLiteral text: String) { self.init(text) }

    /// `<id>.req`; what stands for the id may be anything.
    package static func request(_ id: String) -> FileName { FileName(id + ".req") }
    /// `<id>.events`
    package static func events(_ id: String) -> FileName { FileName(id + ".events") }
    /// `<id>.req`
    package static func request(_ id: RecorderID) -> FileName { .request(id.text) }
    /// `<id>.events`
    package static func events(_ id: RecorderID) -> FileName { .events(id.text) }

    package static func < (first: FileName, second: FileName) -> Bool {
        first.bytes.lexicographicallyPrecedes(second.bytes)
    }

    /// The name with control characters and wrong UTF-8 escaped.
    package var description: String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.elementsEqual(bytes), bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), !bytes.isEmpty
        else {
            let escaped = bytes.map { byte in
                if byte >= 0x20 && byte < 0x7F { return String(Unicode.Scalar(byte)) }
                let digits = String(byte, radix: 16, uppercase: true)
                return "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
            return "\"" + escaped.joined() + "\""
        }
        return text
    }
}
