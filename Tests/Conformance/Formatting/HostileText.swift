/// Texts that a request may hold and that break careless quoting.
enum HostileText {
    static let values: [String] = [
        "", " ", "plain", "a b", "'", "''", "'''", "a'b", "'a'", "\"", "\\", "\\\\", "\\'", "a\\", "`id`",
        "$(id)",
        "$HOME", "${IFS}", "$", "!!", "!$", "a!b", "*", "?", "[a-z]", "~", "~root", "=ls", "a=b", "{a,b}",
        "#", "# c",
        "a #b", ";id", "|id", "&", "&& id", "> /tmp/x", "<(id)", "(id)", "%s", "%%", "%n\\c", "-", "--", "-x",
        "--output-format", "-'", "-\n", "\n", "\n\n", "a\n", "a\nb", "\na", "a\n\n", "'\n'", "\r\n", "\r",
        "\t",
        "\u{1B}[2J\u{1B}]0;x\u{07}", "\u{7F}", "\u{9B}31m", "\u{85}", "\u{202E}gpj.exe", "\u{2028}",
        "\u{FEFF}x",
        "\u{1}\n\u{1}", "\u{1B}'\u{1B}", "\u{1}2", "é", "e\u{301}", "日本", "👩‍👧", "\u{10FFFF}", "\u{E0041}",
        "@/etc/passwd",
        "<x", "a&b=c+d%20", "-----BEGIN KEY-----\nAA+/=\n-----END KEY-----\n", "$'a\\nb'", "\\012", "NL",
        "$NL",
        "\u{300}", "'\u{300}", "\n\u{300}", String(repeating: "'\n", count: 200),
        String((1...0x2FF).compactMap(Unicode.Scalar.init).map(Character.init)),
    ]
}
