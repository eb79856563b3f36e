import SpoolSpec
import Testing

/// A text in bytes and what it says, side by side.
struct WireVector: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let value: JSONValue

    init(_ bytes: [UInt8], _ value: JSONValue) {
        self.bytes = bytes
        self.value = value
    }

    init(_ text: String, _ value: JSONValue) { self.init(Array(text.utf8), value) }

    var testDescription: String { "\(String(decoding: bytes, as: UTF8.self))" }

    /// Texts that mean something. Each was written by hand.
    static let valid: [WireVector] = [
        // {"a":1}
        WireVector([0x7B, 0x22, 0x61, 0x22, 0x3A, 0x31, 0x7D], ["a": 1]),
        // The four kinds of white space around every token.
        WireVector(
            [0x20, 0x09, 0x0A, 0x0D, 0x5B, 0x20, 0x31, 0x09, 0x2C, 0x0A, 0x32, 0x0D, 0x5D, 0x20], [1, 2]),
        // "é" as one scalar of two bytes, and as two scalars: not the same text.
        WireVector([0x22, 0xC3, 0xA9, 0x22], .string("\u{E9}")),
        WireVector([0x22, 0x65, 0xCC, 0x81, 0x22], .string("e\u{301}")),
        // The ends of each length of UTF-8.
        WireVector([0x22, 0x7F, 0x22], "\u{7F}"), WireVector([0x22, 0xC2, 0x80, 0x22], "\u{80}"),
        WireVector([0x22, 0xDF, 0xBF, 0x22], "\u{7FF}"),
        WireVector([0x22, 0xE0, 0xA0, 0x80, 0x22], "\u{800}"),
        WireVector([0x22, 0xED, 0x9F, 0xBF, 0x22], "\u{D7FF}"),
        WireVector([0x22, 0xEE, 0x80, 0x80, 0x22], "\u{E000}"),
        WireVector([0x22, 0xEF, 0xBF, 0xBF, 0x22], "\u{FFFF}"),
        WireVector([0x22, 0xF0, 0x90, 0x80, 0x80, 0x22], "\u{10000}"),
        WireVector([0x22, 0xF4, 0x8F, 0xBF, 0xBF, 0x22], "\u{10FFFF}"),
        // U+2028 and a byte order mark inside a string are text like any other.
        WireVector([0x22, 0xE2, 0x80, 0xA8, 0x22], "\u{2028}"),
        WireVector([0x22, 0xEF, 0xBB, 0xBF, 0x22], "\u{FEFF}"),
        WireVector(#""\u0000""#, "\0"), WireVector(#""\u00e9\u00E9""#, "\u{E9}\u{E9}"),
        WireVector(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        WireVector(#""\ud83d\ude00""#, "\u{1F600}"), WireVector(#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
        // Surrogates without their other half.
        WireVector(#""\ud800""#, "\u{FFFD}"), WireVector(#""\udc00x""#, "\u{FFFD}x"),
        WireVector(#""\ud800\ud800\udc00""#, "\u{FFFD}\u{10000}"), WireVector(#""\ud800A""#, "\u{FFFD}A"),
        WireVector(#""\ud800\n""#, "\u{FFFD}\n"), WireVector(#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}"),
        WireVector("null", .null), WireVector("true", true), WireVector("false", false),
        WireVector("0", 0), WireVector("-0", 0), WireVector("-1.5e+3", -1500), WireVector("1E-2", 0.01),
        WireVector(#""""#, ""), WireVector("[]", []), WireVector("{}", [:]),
        WireVector("[[],{}]", [[], [:]]),
        WireVector(#"{"":{"":[""]}}"#, ["": ["": [""]]]),
        WireVector(#"{"a":1,"a":2}"#, ["a": 2]),
        WireVector(
            #"{"a":{"b":[1,{"c":null}],"d":false},"e":"x"}"#,
            [
                "e": "x", "a": ["d": false, "b": [1, ["c": nil]]],
            ]),
        WireVector(
            "[" + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "]", nested(65)),
    ]

    /// Texts that are no JSON, with the byte at which it shows.
    static let invalid: [(text: [UInt8], offset: Int)] =
        [
            ("", 0), ("  ", 2), ("{", 1), ("[", 1), ("\"", 1), ("-", 1), ("tru", 3), ("nul", 3), ("[1", 2),
            ("{\"a\"", 4), ("{\"a\":", 5), ("{\"a\":1", 6), ("{\"a\":1,", 7), ("[1,", 3), ("\"\\", 2),
            ("\"\\u12", 5), ("1.", 2), ("1e", 2), ("1e+", 3), ("]", 0), ("}", 0), (",", 0), (":", 0),
            ("[,1]", 1), ("[1,]", 3), ("[1 2]", 3), ("[1}", 2), ("{]", 1), ("{\"a\":1]", 6), ("{a:1}", 1),
            ("{'a':1}", 1), ("{\"a\" 1}", 5), ("{\"a\",1}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
            ("{\"a\":1 \"b\":2}", 7), ("{,}", 1), ("{1:2}", 1), ("{null:1}", 1), ("01", 1), ("-01", 2),
            ("+1", 0),
            (".5", 0), ("1.e5", 2), ("1e5.5", 3), ("0x10", 1), ("1_000", 1), ("--1", 1), ("NaN", 0),
            ("nan", 1),
            ("Infinity", 0), ("-Infinity", 1), ("TRUE", 0), ("True", 0), ("truE", 3), ("truex", 4),
            ("nulll", 4),
            ("1 2", 2), ("{} {}", 3), ("{}x", 2), ("[] ,", 3), ("\"a\"b", 3), ("\"\\x41\"", 2),
            ("\"\\'\"", 2),
            ("\"\\U0041\"", 2), ("\"\\u00g0\"", 5), ("\"\\u 041\"", 3), ("\"a\nb\"", 2), ("\"a\tb\"", 2),
            ("\"\u{0}\"", 1), ("\"abcdefghijk\u{1F}\"", 12), ("'a'", 0), ("// a\n1", 0), ("1 /* a */", 2),
            ("\u{FEFF}{}", 0), ("\u{A0}1", 0), ("\u{2028}1", 0), ("\u{C}1", 0), ("\0", 0), ("1\0", 1),
        ].map { (Array($0.0.utf8), $0.1) } + [
            ([0x22, 0x80, 0x22], 1), ([0x22, 0xC0, 0x80, 0x22], 1), ([0x22, 0xC1, 0xBF, 0x22], 1),
            ([0x22, 0xE0, 0x9F, 0xBF, 0x22], 1), ([0x22, 0xED, 0xA0, 0x80, 0x22], 1),
            ([0x22, 0xF0, 0x8F, 0xBF, 0xBF, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1),
            ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1), ([0x22, 0xFF, 0x22], 1), ([0x22, 0xC3, 0x22], 1),
            ([0x22, 0xE2, 0x82, 0x22], 1), ([0x22, 0x61, 0xF0, 0x9F, 0x98, 0x22], 2), ([0x22, 0xC3], 2),
            ([0xFF], 0), ([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], 0), ([0x7B, 0x00, 0x7D, 0x00], 1),
            ([0xEF, 0xBB], 0), ([0x5B, 0xC3, 0xA9, 0x5D], 1),
        ]

    /// Arrays in arrays, so many deep.
    static func nested(_ depth: Int) -> JSONValue {
        var value: JSONValue = []
        for _ in 1..<depth { value = [value] }
        return value
    }
}
