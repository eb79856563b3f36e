package import SpoolSpec

/// Text, numbers and JSON values, from plain ones to the edges of what can be said.
extension Choices {
    /// Scalars that readers and writers have got wrong.
    private static let troublesome: [Unicode.Scalar] = [
        "\0", "\u{1}", "\u{1F}", "\"", "\\", "/", "\n", "\r", "\t", "{", "}", "[", "]", ":", ",", " ", "!",
        "\u{7F}", "\u{80}", "\u{E9}", "\u{301}", "\u{7FF}", "\u{800}", "\u{2028}", "\u{2029}", "\u{D7FF}",
        "\u{E000}", "\u{FEFF}", "\u{FFFD}", "\u{FFFE}", "\u{FFFF}", "\u{10000}", "\u{1F600}", "\u{10FFFF}",
    ]

    /// Any Unicode scalar: mostly ASCII, often a troublesome one.
    package mutating func scalar() -> Unicode.Scalar {
        switch upTo(5) {
        case 0, 1, 2: Unicode.Scalar(UInt8(ascii: "a") + UInt8(upTo(25)))
        case 3: Unicode.Scalar(UInt8(0x20 + upTo(0x5E)))
        case 4: one(of: Self.troublesome)
        default: Unicode.Scalar(UInt32(upTo(0x10FFFF))) ?? "\u{FFFD}"
        }
    }

    /// A text, short as a rule.
    package mutating func text(mean: Int = 6, max: Int = 200) -> String {
        var text = String.UnicodeScalarView()
        for scalar in list(mean: mean, max: max, { $0.scalar() }) { text.append(scalar) }
        return String(text)
    }

    /// A number's lexeme, from 0 to what no double can hold.
    package mutating func number() -> JSONNumber {
        let edges = [
            "-0", "0.0", "-0.0e-0", "1e0", "10e-1", "9007199254740992", "9007199254740993",
            "-9007199254740993",
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
            "0.1", "1e308", "1.7976931348623157e308", "1e309", "-1e400", "5e-324", "1e-400",
            "2.2250738585072014e-308",
            "1e99999999999999999999", "0e99999999999999999999", "123456789012345678901234567890.5E+7",
        ]
        let lexeme =
            switch upTo(3) {
            case 0: String(upTo(20) - (once(in: 2) ? 20 : 0))
            case 1: one(of: edges)
            case 2: "\(once(in: 2) ? "-" : "")\(upTo(1_000_000)).\(digits(max: 20))"
            default: "\(number(in: 1...9))\(digits(max: 40))\(once(in: 2) ? "e-" : "E+")\(upTo(330))"
            }
        return JSONNumber(lexeme: lexeme) ?? JSONNumber(0)
    }

    private mutating func digits(max: Int) -> String {
        "0" + list(mean: 6, max: max) { String($0.upTo(9)) }.joined()
    }

    /// A JSON value.
    ///
    /// - Parameter depth: how much deeper it may go.
    package mutating func value(depth: Int = 4) -> JSONValue {
        span { choices in
            switch choices.upTo(depth > 0 ? 7 : 4) {
            case 0: return .null
            case 1: return .number(choices.number())
            case 2: return .string(choices.text())
            case 3: return .bool(choices.once(in: 2))
            case 4: return .string(choices.one(of: ["", "0", "1", "true", "null", "{}", "\"", "\\u0041"]))
            case 5: return .array(choices.list(mean: 3, max: 12) { $0.value(depth: depth - 1) })
            case 6: return .object(choices.object(depth: depth - 1))
            default: return choices.tower()
            }
        }
    }

    /// An object, names repeated and empty ones among them.
    package mutating func object(depth: Int = 3) -> JSONObject {
        JSONObject(
            members: list(mean: 3, max: 12) { choices in
                let name = choices.once(in: 3) ? choices.text() : choices.one(of: ["a", "b", "a", ""])
                return (name: name, value: choices.value(depth: depth))
            })
    }

    /// A value nested deep, and nothing else: up to the 64 levels that EVENT-2 asks for.
    private mutating func tower() -> JSONValue {
        var value: JSONValue = .number(number())
        let names = once(in: 2)
        for _ in 0..<upTo(56) { value = names ? ["n": value] : [value] }
        return value
    }
}
