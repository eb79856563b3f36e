import SpoolSpec

/// A seeded generator, so that a failure can be seen again: SplitMix64.
struct WireRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

    /// Any scalar, with the troublesome ones often.
    mutating func scalar() -> Unicode.Scalar {
        let troublesome: [Unicode.Scalar] = [
            "\0", "\u{1}", "\u{1F}", "\"", "\\", "/", "\n", "\r", "\t", "{", "}", "[", "]", ":", ",", " ",
            "\u{7F}",
            "\u{80}", "é", "\u{301}", "\u{7FF}", "\u{800}", "\u{2028}", "\u{D7FF}", "\u{E000}", "\u{FEFF}",
            "\u{FFFD}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
        ]
        switch below(4) {
        case 0: return pick(troublesome)
        case 1: return Unicode.Scalar(UInt32(below(0x110000))) ?? "\u{FFFD}"
        default: return Unicode.Scalar(UInt8(0x20 + below(0x5F)))
        }
    }

    mutating func text(longest: Int = 12) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<below(longest + 1) { text.append(scalar()) }
        return String(text)
    }

    /// Any number that JSON can write.
    mutating func number() -> JSONNumber {
        switch below(5) {
        case 0: return JSONNumber(Int(truncatingIfNeeded: next()))
        case 1: return JSONNumber(below(21) - 10)
        case 2: return JSONNumber(Double(bitPattern: next())) ?? JSONNumber(0)
        case 3: return JSONNumber(Double(below(2_000_001) - 1_000_000) / 1000) ?? JSONNumber(0)
        default:
            let digits = String(below(1_000_000)) + "." + String(below(1_000_000))
            let exponent = pick(["", "e5", "E-5", "e+400", "e-400"])
            return JSONNumber(lexeme: pick(["", "-"]) + digits + exponent) ?? JSONNumber(0)
        }
    }

    mutating func value(depth: Int) -> JSONValue {
        switch below(depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(below(2) == 1)
        case 2: return .number(number())
        case 3, 4: return .string(text())
        case 5:
            var items: [JSONValue] = []
            for _ in 0..<below(4) { items.append(value(depth: depth - 1)) }
            return .array(items)
        default: return .object(object(depth: depth - 1))
        }
    }

    mutating func object(depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0..<below(5) { object.members.append((name: text(longest: 5), value: value(depth: depth))) }
        return object
    }

    /// An event as a server passes it, with any params.
    mutating func event() -> Event {
        var event = Event(
            method: pick(["GET", "POST", "PUT", "DELETE"]), path: "/" + text(),
            params: .object(object(depth: 3)), userid: pick([nil, "root@pam", "root@pam!ci", text()]),
            clientIP: "10.0.0.17", proxied: below(2) == 1)
        event.members.members.shuffle(using: &self)
        return event
    }
}
