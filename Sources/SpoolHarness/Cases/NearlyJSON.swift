/// Texts that common readers take for JSON and RFC 8259 does not (SCAN-4).
///
/// Who takes them is named beside each: these are the readers that somebody uses for a recorder.
enum NearlyJSON {
    /// What each is called, and its bytes.
    static let all: [(what: String, contents: [UInt8])] =
        texts.map { ($0, Array($1.utf8)) } + bytes.map { ($0, inText($1)) }

    private static func request(_ member: String) -> String { "{\"userid\":null,\"all\":1,\(member)}" }

    private static let texts: [(String, String)] = [
        // Python, Ruby with allow_nan, JavaScript's JSON5.
        ("NaN", request("\"x\":NaN")), ("Infinity", request("\"x\":Infinity")),
        ("a negative Infinity", request("\"x\":-Infinity")), ("nan in small letters", request("\"x\":nan")),
        ("NaN for `all`", "{\"userid\":null,\"all\":NaN}"),
        // Ruby, Jackson and Gson on request, JSON5.
        ("a comment of one line", "// all\n" + request("\"x\":1")),
        ("a comment in the middle", request("/* x */\"x\":1")),
        ("a comment of a shell", "# all\n" + request("\"x\":1")),
        ("a comment behind an object", request("\"x\":1") + " // all"),
        // JSON5, Perl's relaxed mode, Go's and C++'s hand-made readers.
        ("a comma behind the last member", request("\"x\":1,")),
        ("a comma behind the last element", request("\"x\":[1,]")),
        ("a comma before the first member", "{,\"userid\":null,\"all\":1}"),
        ("two commas", "{\"userid\":null,,\"all\":1}"),
        ("a text in single quotes", request("\"x\":'x'")), ("a name in single quotes", request("'x':1")),
        ("a name without quotes", request("x:1")), ("a number as a name", request("1:1")),
        ("a semicolon behind", request("\"x\":1") + ";"),
        ("an equals sign for a colon", "{\"userid\"=null,\"all\"=1}"),
        // strtod and its kin.
        ("a number with a plus", request("\"x\":+1")),
        ("a number with a zero before it", request("\"x\":01")),
        ("a negative number with a zero before it", request("\"x\":-01")),
        ("a number that ends in a point", request("\"x\":1.")),
        ("a number that begins with a point", request("\"x\":.5")),
        ("a number that ends in an exponent's letter", request("\"x\":1e")),
        ("a number in hexadecimal", request("\"x\":0x10")),
        ("a number with an underscore", request("\"x\":1_000")),
        ("a minus alone", request("\"x\":-")), ("a minus and a blank", request("\"x\":- 1")),
        // PHP, YAML, Python.
        ("true in capitals", "{\"userid\":null,\"all\":TRUE}"), ("True", "{\"userid\":null,\"all\":True}"),
        ("None", "{\"userid\":None,\"all\":1}"), ("nil", "{\"userid\":nil,\"all\":1}"),
        ("yes", "{\"userid\":null,\"all\":yes}"), ("YAML", "userid: null\nall: 1\n"),
        // Raw control characters in a text.
        ("a raw tab in a text", request("\"x\":\"a\tb\"")),
        ("a raw NUL in a text", request("\"x\":\"a\0b\"")),
        ("a raw carriage return in a text", request("\"x\":\"a\rb\"")),
        ("a raw escape character in a text", request("\"x\":\"a\u{1B}b\"")),
        ("a raw unit separator in a text", request("\"x\":\"a\u{1F}b\"")),
        ("a raw line feed in a name", request("\"x\ny\":1")),
        // Escapes of other languages.
        ("an escaped single quote", request("\"x\":\"\\'\"")), ("an escaped NUL", request("\"x\":\"\\0\"")),
        ("an escape for a vertical tab", request("\"x\":\"\\v\"")),
        ("an escape in braces", request("\"x\":\"\\u{41}\"")),
        ("an escape with a capital U", request("\"x\":\"\\U00000041\"")),
        ("an escape of three digits", request("\"x\":\"\\u041\"")),
        ("an escape with a sign", request("\"x\":\"\\u+041\"")),
        ("a line that goes on behind a backslash", request("\"x\":\"a\\\nb\"")),
        // What is a blank elsewhere.
        ("a form feed between members", "{\"userid\":null,\u{0C}\"all\":1}"),
        ("a vertical tab before an object", "\u{0B}" + request("\"x\":1")),
        ("a no-break space between members", "{\"userid\":null,\u{A0}\"all\":1}"),
        ("a line separator behind an object", request("\"x\":1") + "\u{2028}"),
    ]

    private static let bytes: [(String, [UInt8])] = [
        ("a surrogate's bytes in a text", [0xED, 0xA0, 0x80]),
        ("a pair of surrogates' bytes in a text", [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80]),
        ("an overlong slash of three bytes in a text", [0xE0, 0x80, 0xAF]),
        ("an overlong slash of four bytes in a text", [0xF0, 0x80, 0x80, 0xAF]),
        ("an overlong NUL in a text", [0xC0, 0x80]),
        ("a character beyond U+10FFFF in a text", [0xF4, 0x90, 0x80, 0x80]),
        ("a character of five bytes in a text", [0xF8, 0x88, 0x80, 0x80, 0x80]),
        ("the byte FE in a text", [0xFE]), ("a character cut by the text's end", [0xE2, 0x82]),
    ]

    private static func inText(_ bytes: [UInt8]) -> [UInt8] {
        Array("{\"userid\":null,\"all\":1,\"x\":\"".utf8) + bytes + Array("\"}".utf8)
    }
}
