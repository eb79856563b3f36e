import SpoolFormatting
import SpoolSpec
import Testing

/// What holds for every format and every event.
@Suite struct LineTests {
    private static let hostileEvents: [Event] =
        HostileText.values.map { text in
            Event(
                method: text, path: text, params: .object(JSONObject(members: [(text, .string(text))])),
                userid: text)
        }
        + HostileText.values.map { text in
            Event(
                method: "POST", path: "/" + text,
                params: .object(
                    JSONObject(members: [(text, .array([.string(text), .object([text: .string("\0")])]))])))
        }
        + [
            Event(members: [:]), Event(method: "POST", path: "/a", params: [1]),
            Event(method: "POST", path: "/a", params: ["a": "\0"]),
            Event(members: ["method": 1, "path": nil, "params": "x"]), Event(method: "GET", path: "a"),
        ]

    @Test(arguments: EventFormat.allCases)
    func `an event is one line without a character that a terminal obeys`(_ format: EventFormat) {
        let renderer = EventRenderer(format: format, hidesSecrets: false)
        for event in Self.hostileEvents {
            let text = renderer.text(event)
            let unshowable = text.unicodeScalars.dropLast().filter { scalar in
                // A request as text has lines of its own.
                if format == .http, scalar == "\n" { return false }
                return switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }
            #expect(unshowable.isEmpty && text.unicodeScalars.last == "\n", "\(text)")
        }
    }

    @Test func `bytes that a server took for characters are shown as the text that was sent`() {
        let event = Event(
            method: "POST", path: "/users/jÃ¶rg@pve", params: ["nÃ¤me": "Ã¶"], userid: "jÃ¶rg@pam")
        let shown = EventRenderer(format: .json, hidesSecrets: false).text(event)
        // A value was decoded by the server, and stays.
        for text in ["/users/jörg@pve", #""näme":"Ã¶""#, #""jörg@pam""#] {
            #expect(shown.contains(text), "\(shown)")
        }
        #expect(
            EventRenderer(format: .json, hidesSecrets: false, isRaw: true).text(event).contains("jÃ¶rg@pam"))
        // What is no UTF-8, or has a character beyond a byte, is what it says.
        for text in ["jörg", "Ã", "日Ã¶", "jorg"] {
            #expect(Event(method: "GET", path: "/" + text).withTextDecoded.path == "/" + text)
        }
    }

    @Test func `a line that is no event is a comment that shows its bytes, unless they may be secret`() {
        let line = Array(#"{"path":"/a","x":"#.utf8) + [0xFF, 0x1B]
        let shown = EventRenderer(format: .pvesh, hidesSecrets: false).text(damaged: line[...])
        #expect(
            shown == #"# a line of the recording is no event: '"{\"path\":\"/a\",\"x\":\\xff\u001b"'"# + "\n")
        #expect(EventRenderer(format: .pvesh, hidesSecrets: true).text(damaged: line[...]) == nil)
        #expect(EventRenderer(format: .json, hidesSecrets: false).text(damaged: line[...]) == nil)
    }

    @Test func `the JSON format says the event and nothing else`() throws {
        let renderer = EventRenderer(format: .json, hidesSecrets: false, isRaw: true)
        for event in Self.hostileEvents {
            let value = try JSONValue.parse(Array(renderer.text(event).utf8.dropLast()), limits: .line)
            #expect(value == .object(event.members))
        }
    }

    @Test(arguments: Shell.installed)
    func `a comment does nothing even where it is taken for a command`(_ shell: Shell) throws {
        for format in [EventFormat.pvesh, .curl] {
            let renderer = EventRenderer(format: format, hidesSecrets: false, isRaw: true)
            let comments = Self.hostileEvents.map { ($0, renderer.text($0)) }
                .filter { $0.1.utf8.starts(with: "# ".utf8) }
            #expect(comments.count > HostileText.values.count)
            #expect(shell.arguments(given: comments.map(\.1).joined()) == [])
            // As zsh takes it at its prompt, where `#` is a word like others.
            let calls = shell.arguments(given: comments.map { "pvesh" + $0.1.dropFirst() }.joined())
            #expect(calls?.count == comments.count)
            for (call, (event, _)) in zip(calls ?? [], comments) {
                let value = try JSONValue.parse(call.last ?? [], limits: .line)
                #expect(value == .object(event.members))
            }
        }
    }

    @Test(arguments: [EventFormat.pvesh, .curl])
    func `what no command repeats is a comment with its reason`(_ format: EventFormat) {
        let renderer = EventRenderer(format: format, hidesSecrets: false)
        #expect(
            renderer.text(Event(members: ["method": "PATCH", "path": "/a"]))
                == #"# the method is none of GET, POST, PUT and DELETE: '{"method":"PATCH","path":"/a"}'"#
                + "\n")
        let cut = Event(members: ["method": "PUT", "path": "/a", "recorder_note": "too long"])
        for event in [cut, Event(method: "get", path: "/"), Event(method: "GET", path: "x")] {
            #expect(renderer.text(event).utf8.starts(with: "# the ".utf8))
        }
    }
}
