/// Bytes that a stranger sent, as text that can be shown.
package enum Excerpt {
    /// The beginning of some bytes, kept to be shown where that is wanted: nearly always it is not.
    struct Kept {
        private let beginning: [UInt8]
        /// How many bytes came after these.
        private let rest: Int

        init(_ bytes: some Collection<UInt8>, limit: Int) {
            beginning = Array(bytes.prefix(limit))
            rest = bytes.count - beginning.count
        }

        /// With control characters escaped and the rest counted.
        var text: String { Excerpt.text(beginning, rest) }
    }

    /// The beginning of some bytes, with control characters escaped and the rest counted.
    package static func of(_ bytes: some Collection<UInt8>, limit: Int = 400) -> String {
        Kept(bytes, limit: limit).text
    }

    private static func text(_ bytes: [UInt8], _ rest: Int) -> String {
        let shown = String(decoding: bytes, as: UTF8.self)
        var text = ""
        for scalar in shown.unicodeScalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                text += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return rest > 0 ? "\(text)… (\(rest) bytes more)" : text
    }

    /// A time in seconds, for people.
    package static func seconds(_ nanoseconds: Int64) -> String {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        if tenths == 0 { return "\(max(0, nanoseconds) / 1_000_000) ms" }
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
