import SpoolSpec
import Testing

@Suite struct `The wire, events` {
    @Test func `EVENT-1 an event is one line`() throws {
        let event = Event(
            method: "POST", path: "/access/users", params: ["comment": "a\nb\u{2028}\0"],
            userid: "root@pam!ci",
            clientIP: "::1", proxied: false)
        let expected =
            #"{"method":"POST","path":"/access/users","params":{"comment":"a\nb"# + "\u{2028}"
            + #"\u0000"},"userid":"root@pam!ci","format":"json","client_ip":"::1","proxied":0}"# + "\n"
        #expect(event.line() == Array(expected.utf8))
        #expect(event.userid == "root@pam!ci" && event.path == "/access/users" && event.method == "POST")
    }

    @Test(arguments: 0..<10)
    func `EVENT-2 random events come back from their lines`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        for _ in 0..<100 {
            let event = random.event()
            var line = event.line()
            #expect(line.popLast() == 0x0A)
            #expect(!line.contains(0x0A))
            let (events, skipped) = EventLine.decode(line)
            #expect(events == [event] && skipped == 0)
        }
    }

    @Test func `EVENT-2 members of other kinds are kept and read as empty`() {
        let event = Event(members: ["method": 1, "path": nil, "userid": ["x"], "other": true])
        #expect(event.method.isEmpty && event.path.isEmpty && event.userid.isEmpty && event.params.isNull)
        #expect(event.line() == Array(#"{"method":1,"path":null,"userid":["x"],"other":true}"#.utf8) + [0x0A])
    }

    @Test func `EVENT-4 nesting up to the bound is whole, and one level more is replaced`() throws {
        for (depth, expected) in [(64, Event.Encoding.whole), (511, .whole), (512, .standInTooDeep)] {
            let event = Event(
                method: "POST", path: "/p", params: WireVector.nested(depth), userid: "root@pam")
            var line: [UInt8] = [0x58, 0x0A]
            #expect(event.appendLine(to: &line) == expected)
            #expect(Array(line.prefix(2)) == [0x58, 0x0A])
            let (events, skipped) = EventLine.decode(Array(line.dropFirst(2).dropLast()))
            #expect(skipped == 0)
            let read = try #require(events.first)
            if expected == .whole {
                #expect(read == event)
            } else {
                expectStandIn(read, for: event)
                #expect(read.members["recorder_note"]?.text?.contains("nested deeper than 512") == true)
            }
        }
    }

    @Test func `EVENT-4 a line up to the bound is whole, and one byte more is replaced`() throws {
        let event = Event(method: "POST", path: "/p", params: ["x": "y"], userid: "root@pam")
        let whole = event.line()
        for bytesMax in [whole.count, whole.count - 1] {
            var line: [UInt8] = []
            let encoding = event.appendLine(
                to: &line, limits: JSONLimits(depthMax: 512, bytesMax: bytesMax))
            #expect(encoding == (bytesMax == whole.count ? .whole : .standInTooLong))
        }
        #expect(event.line(limits: JSONLimits(depthMax: .max, bytesMax: .max)) == whole)
        let large = Event(
            method: "POST", path: "/p", params: ["x": .string(String(repeating: "\u{1}", count: 3 << 20))],
            userid: "root@pam")
        let read = try #require(EventLine.decode(large.line().dropLast()).events.first)
        expectStandIn(read, for: large)
        #expect(read.members["recorder_note"]?.text?.contains("16777216 bytes") == true)
    }

    @Test func `EVENT-4 a stand-in is short even where the path is absurd`() throws {
        let limits = JSONLimits(depthMax: 512, bytesMax: 1 << 20)
        for scalar in ["x", "é", "\u{1F600}", "\0"] {
            let path = String(repeating: scalar, count: 1 << 20)
            let event = Event(method: "PUT", path: path, userid: "a")
            let line = event.line(limits: limits)
            #expect(line.count < 1 << 17)
            let read = try #require(EventLine.decode(line.dropLast()).events.first)
            #expect(read.method == "PUT" && read.userid == "a")
            #expect(read.path.utf8.count > 10_000 && path.utf8.starts(with: read.path.utf8))
            #expect(read.members["recorder_note"]?.text?.contains("shortened") == true)
        }
    }

    @Test func `EVENT-4 a stand-in keeps what is no text where it is short`() throws {
        let deep = WireVector.nested(600)
        let digits = String(repeating: "1", count: 17 << 20)
        let event = Event(members: [
            "method": nil, "path": deep, "userid": .number(try #require(JSONNumber(lexeme: digits))),
        ])
        let read = try #require(EventLine.decode(event.line().dropLast()).events.first)
        #expect(read.members["method"] == .null && read.members["path"] == .null)
        #expect(read.members["userid"] == .null)
        #expect(Event(members: ["params": deep]).line().starts(with: #"{"recorder_note":"#.utf8))
    }

    @Test func `EVENT-5 what a server may pass by mistake is still valid`() throws {
        let text = #"{"method":"POST","n":1e400,"m":-1E+999999999999,"s":"\ud800","\udfff":[1e-9999]}"#
        let event = Event(members: try JSONObject.parse(Array(text.utf8)))
        let line = event.line()
        try JSONObject.validate(line)
        #expect(String(validating: line, as: UTF8.self) != nil)
        #expect(EventLine.decode(line.dropLast()).events == [event])
    }

    private func expectStandIn(_ read: Event, for event: Event) {
        #expect(read.method == event.method && read.path == event.path && read.userid == event.userid)
        #expect(read.members.members.map(\.name) == ["method", "path", "userid", "recorder_note"])
    }
}
