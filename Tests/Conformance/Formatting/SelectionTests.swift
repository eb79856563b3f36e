import SpoolFormatting
import SpoolSpec
import Testing

/// Patterns of paths, times, and what is said above a request.
@Suite struct SelectionTests {
    @Test(arguments: [
        ("/nodes", "/nodes", true), ("/nodes", "/nodes/", false), ("/nodes/*", "/nodes/a", true),
        ("/nodes/*", "/nodes/a/b", false), ("/nodes/**", "/nodes/a/b", true), ("/nodes/**", "/nodes/", true),
        ("/nodes/*/qemu", "/nodes//qemu", true), ("**/config", "/a/b/config", true), ("/?", "/a", true),
        ("/?", "/", false), ("/?", "//", false), ("*", "", true), ("", "", true), ("", "a", false),
        ("/[a]", "/a", false), ("/[a]", "/[a]", true), ("/é", "/é", true), ("***", "/a/b", true),
    ])
    func `a pattern fits the whole text`(pattern: String, text: String, fits: Bool) {
        #expect(Glob(pattern).matches(text) == fits)
    }

    @Test(.timeLimit(.minutes(20))) func `no pattern takes for ever`() {
        let pattern = Glob(String(repeating: "*a", count: 200))
        #expect(!pattern.matches(String(repeating: "a", count: 1_000) + "b"))
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00Z", "1970-01-01 00:00:00+0000"),
        (951_782_400, 3_600, "2000-02-29T00:00:00Z", "2000-02-29 01:00:00+0100"),
        (1_798_761_599, -12_600, "2026-12-31T23:59:59Z", "2026-12-31 20:29:59-0330"),
        (4_107_542_400, 49_500, "2100-03-01T00:00:00Z", "2100-03-01 13:45:00+1345"),
        (-1, 0, "1969-12-31T23:59:59Z", "1969-12-31 23:59:59+0000"),
    ])
    func `times are told by the calendar`(seconds: Int64, ahead: Int, utc: String, local: String) {
        let moment = Moment(seconds: seconds, secondsAhead: ahead)
        #expect(moment.utcText == utc && moment.localText == local)
    }

    private static let event = Event(
        method: "DELETE", path: "/a", userid: "root@pam!ci", clientIP: "::ffff:192.0.2.7")
    private static let moment = Moment(seconds: 0, secondsAhead: 0)

    @Test func `above a request stand its time, its user and where it came from`() {
        func text(_ format: EventFormat) -> String {
            EventRenderer(format: format, hidesSecrets: false, hasComments: true)
                .text(Self.event, at: Self.moment)
        }
        let said = #"1970-01-01 00:00:00+0000 '"root@pam!ci"' from 192.0.2.7"#
        #expect(text(.pvesh) == "# \(said)\npvesh delete /a\n")
        #expect(text(.curl).hasPrefix("# \(said)\ncurl -X DELETE "))
        #expect(text(.http).hasPrefix("### \(said)\nDELETE /api2/json/a HTTP/1.1\nHost: "))
        // Beside the event, never in it.
        let json = #"{"time":"1970-01-01T00:00:00Z","event":{"method":"DELETE","#
        #expect(text(.json).hasPrefix(json) && text(.ndjson).hasPrefix(json))
        let bare = EventRenderer(format: .pvesh, hidesSecrets: false, hasComments: true)
            .text(Event(method: "GET", path: "/"), at: nil)
        #expect(bare == "# nobody\npvesh get /\n")
    }

    @Test(arguments: Shell.installed) func `what stands above does nothing`(_ shell: Shell) {
        let renderer = EventRenderer(format: .pvesh, hidesSecrets: false, isRaw: true, hasComments: true)
        let texts = HostileText.values.map {
            renderer.text(
                Event(method: "DELETE", path: "/a", userid: $0, clientIP: $0), at: Self.moment)
        }
        #expect(shell.arguments(given: texts.joined())?.count == texts.count)
        for text in texts { #expect(text.utf8.count { $0 == 0x0A } == 2) }
        // As zsh takes it at its prompt.
        let calls = shell.arguments(given: texts.map { "pvesh" + $0.dropFirst() }.joined())
        #expect(calls?.count == 2 * texts.count)
    }

    @Test func `a request as text has what the reader fills in between braces`() {
        func text(_ method: String, _ params: JSONValue, hides: Bool = false) -> String {
            EventRenderer(format: .http, hidesSecrets: hides).text(
                Event(method: method, path: "/a b", params: params))
        }
        let headers = "Host: {{PVE_HOST}}:{{PVE_PORT}}\nAuthorization: PVEAPIToken={{PVE_TOKEN}}\n"
        #expect(
            text("GET", ["x": "1 2"]) == "###\nGET /api2/json/a%20b?x=1%202 HTTP/1.1\n\(headers)\n")
        #expect(
            text("POST", ["password": "p", "x": "\n"], hides: true)
                == "###\nPOST /api2/json/a%20b HTTP/1.1\n\(headers)"
                + "Content-Type: application/x-www-form-urlencoded\n\npassword={{PASSWORD}}&x=%0A\n\n")
        #expect(
            text("PUT", ["n": 1]).hasSuffix("Content-Type: application/json\n\n{\"n\":1}\n\n"))
    }

    @Test func `colours are taken away by a terminal's copy`() {
        let text = "# c\npvesh delete /a\npvesh x\nNL=1; pvesh set /a\n"
        let painted = LinePaint.painted(text)
        #expect(painted.contains("\u{1B}[31mpvesh delete\u{1B}[0m /a\n") && painted.contains("\u{1B}[2m# c"))
        var plain = painted
        for code in ["[0m", "[2m", "[31m"] {
            plain = plain.split(separator: "\u{1B}" + code, omittingEmptySubsequences: false).joined()
        }
        #expect(plain == text)
    }
}
