internal import SpoolSpec

extension Catalogue {
    /// What a request says: which contents are skipped until they are complete, and which count.
    static let scanContentCases: [Case] = [
        Case("SCAN-4/live requests that say nothing", judges: ["SCAN-4"], role: .worker) { scene in
            try sayNothing(scene, noObjects)
        },
        Case("SCAN-4/what common readers take for JSON", judges: ["SCAN-4"], role: .worker) { scene in
            try sayNothing(scene, NearlyJSON.all)
        },
        Case("SCAN-4/a request cut at every byte", judges: ["SCAN-4"], role: .worker, body: cutShort),
        Case("SCAN-4/a request that breaks", judges: ["SCAN-4"], role: .worker, body: breaks),
        Case("HOOK-1/requests nested beyond reason", judges: ["HOOK-1"], role: .worker, body: nested),
        Case("SCAN-4/an object written in any way", judges: ["SCAN-4"], role: .worker, body: anyWay),
    ]

    private static let everything = "{\"userid\":null,\"all\":1}"

    /// What is no JSON object, as bytes, and what it is called.
    private static var noObjects: [(what: String, contents: [UInt8])] {
        let texts: [(String, String)] = [
            ("nothing", ""), ("a blank", " "), ("a line feed", "\n"), ("an opening brace", "{"),
            ("a closing brace", "}"), ("an empty array", "[]"), ("an object in an array", "[\(everything)]"),
            ("null", "null"), ("true", "true"), ("a number", "1"), ("a text", "\"text\""),
            ("an object as a text", "\"{\\\"all\\\":1}\""), ("a bare word", "all"),
            ("a line of shell", "all=1"),
            ("an object with a comma too many", "{\"userid\":null,\"all\":1,}"),
            ("an object without its colon", "{\"userid\" null,\"all\":1}"),
            ("an object without its comma", "{\"userid\":null \"all\":1}"),
            ("an object in single quotes", "{'userid':null,'all':1}"),
            ("names without quotes", "{userid:null,all:1}"),
            ("an object and a letter", everything + "x"), ("an object and a brace", everything + "}"),
            ("two objects", everything + everything), ("two lines", everything + "\n" + everything + "\n"),
            ("a comment", "/* all */" + everything), ("a comment behind", everything + " # all"),
            ("a word that JSON does not know", "{\"userid\":undefined,\"all\":1}"),
            ("an unknown escape", "{\"userid\":null,\"all\":1,\"x\":\"\\x41\"}"),
            ("an escape cut short", "{\"userid\":null,\"all\":1,\"x\":\"\\u00\"}"),
            ("a text without its end", "{\"userid\":null,\"all\":1,\"x\":\"}"),
            ("a raw line feed in a text", "{\"userid\":null,\"all\":1,\"x\":\"a\nb\"}"),
            ("a NUL behind", everything + "\0"), ("NULs", String(repeating: "\0", count: 22)),
        ]
        let raw: [(String, [UInt8])] = [
            ("a byte order mark", [0xEF, 0xBB, 0xBF] + Array(everything.utf8)),
            ("a byte order mark alone", [0xEF, 0xBB, 0xBF]),
            ("the byte FF in a text", inText([0xFF])), ("half a character in a text", inText([0xC3])),
            ("a lonely continuation byte in a text", inText([0x80])),
            ("a character of too many bytes in a text", inText([0xC0, 0xAF])),
            ("a cut character of four bytes", inText([0xF0, 0x9F, 0x98])),
            ("latin-1", inText([0x4D, 0xFC, 0x6C, 0x6C, 0x65, 0x72])),
            ("bytes of no meaning", [0xDE, 0xAD, 0xBE, 0xEF, 0x00, 0x7B, 0x7D]),
        ]
        return texts.map { ($0.0, Array($0.1.utf8)) } + raw.map { ($0.0, $0.1) }
    }

    private static func inText(_ bytes: [UInt8]) -> [UInt8] {
        Array("{\"userid\":null,\"all\":1,\"x\":\"".utf8) + bytes + Array("\"}".utf8)
    }

    private static func sayNothing(
        _ scene: Scene, _ noObjects: [(what: String, contents: [UInt8])]
    ) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("1")
        try scene.spool.plantRequest("999")
        var broken: [(what: String, contents: [UInt8], request: PlantedRequest)] = []
        for (number, (what, contents)) in noObjects.enumerated() {
            let name = FileName.request("\(100 + number)")
            broken.append((what, contents, try scene.spool.plantRequest(named: name, contents: contents)))
        }
        let worker = try scene.worker()
        let first = scene.event()
        try worker.record(first, mustReturnFor: "SCAN-4")
        try expectInOrder(scene, ["1", "999"], [first])
        for (what, contents, request) in broken {
            try expectSkipped(scene, request, contents, what)
            try request.rewrite(Filter(userid: nil, all: true))
        }
        try worker.advance(seconds: 1)
        let second = scene.event()
        try worker.record(second, mustReturnFor: "SCAN-4")
        try expectInOrder(scene, ["1", "999"], [first, second])
        for (what, _, request) in broken {
            guard let id = request.recorderID?.text else { continue }
            scene.checkEqual(
                "SCAN-4",
                "the paths in \(id).events, whose request was \(what) and became complete before the second event,",
                try scene.spool.paths(id), [second.path])
        }
    }

    private static func cutShort(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let whole = Array("{\"userid\":\"root@pam\",\"all\":1}".utf8)
        var requests: [PlantedRequest] = []
        for length in 0..<whole.count {
            requests.append(
                try scene.spool.plantRequest(
                    named: .request("\(100 + length)"), contents: Array(whole.prefix(length))))
        }
        try scene.spool.plantRequest(named: "99.req", contents: whole)
        let worker = try scene.worker()
        let first = scene.event()
        try worker.record(first, mustReturnFor: "SCAN-4")
        try expectInOrder(scene, ["99"], [first])
        for (length, request) in requests.enumerated() {
            let contents = Array(whole.prefix(length))
            try expectSkipped(scene, request, contents, "cut after \(length) bytes")
            try request.append(Array(whole.dropFirst(length)))
        }
        try worker.advance(seconds: 1)
        let second = scene.event()
        try worker.record(second, mustReturnFor: "SCAN-4")
        try expectInOrder(scene, ["99"], [first, second])
        for length in requests.indices {
            scene.checkEqual(
                "SCAN-4",
                "the paths in \(100 + length).events, whose request was cut after \(length) bytes and written to "
                    + "its end before the second event,",
                try scene.spool.paths("\(100 + length)"), [second.path])
        }
    }

    private static func breaks(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        try scene.spool.plantRequest("34")
        let worker = try scene.worker()
        var events = [scene.event()]
        try worker.record(events[0], mustReturnFor: "SCAN-4")
        let first = try scene.spool.read(.events("12"))
        for contents in ["", "{\"userid\":null,\"all\"", "[]"] {
            try request.rewrite(Array(contents.utf8))
            try worker.advance(seconds: 1)
            let event = scene.event()
            events.append(event)
            try worker.record(event, mustReturnFor: "SCAN-4")
            let isKept = try request.isStillNamed()
            scene.check(
                "SCAN-4", isKept, expected: "12.req to be kept, for it is locked",
                seen: "it is gone or another file since it says: \(contents)")
            let now = try scene.spool.read(.events("12"))
            scene.check(
                "SCAN-4", now == first,
                expected: "12.events to stay as it is from a second after 12.req became: \(contents)",
                seen: "it was \(Excerpt.of(first ?? [])) and is \(now.map { Excerpt.of($0) } ?? "gone")")
        }
        try expectInOrder(scene, ["34"], events)
    }

    private static func nested(_ scene: Scene) throws(Interruption) {
        // What comes of a request that is nested deeper than 64 is left open, but the hook returns.
        try scene.makeSpool()
        try scene.spool.plantRequest("1")
        try scene.spool.plantRequest("999")
        let deep: [(String, String)] = [
            ("100", String(repeating: "[", count: 60_000)),
            ("101", String(repeating: "{\"a\":", count: 12_000)),
            ("102", String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)),
            (
                "103",
                "{\"a\":" + String(repeating: "[", count: 30_000) + String(repeating: "]", count: 30_000)
                    + "}"
            ),
        ]
        for (id, contents) in deep {
            try scene.spool.plantRequest(named: .request(id), contents: Array(contents.utf8))
        }
        let worker = try scene.worker()
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        try worker.advance(seconds: 1)
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
    }

    private static func anyWay(_ scene: Scene) throws(Interruption) {
        let table = FilterTable(
            probes: [FilterTable.event(user: "root@pam"), FilterTable.event(user: "alma@pam")],
            rows: [
                " {\"userid\":\"root@pam\",\"all\":1}", "{\"userid\":\"root@pam\",\"all\":1}\n",
                "\r\n\t {\r\n\t\"userid\" :\t\"root@pam\" ,\r\n\t\"all\" : 1\r\n}\r\n \t\n",
                "{\"all\":1,\"userid\":\"root@pam\"}", "{\"userid\":\"root@pam\"}",
                "{\"\\u0075ser\\u0069d\":\"root@pam\",\"\\u0061ll\":1}",
                "{\"userid\":\"root\\u0040pam\",\"all\":true}",
            ].map { ($0, [FilterTable.event(user: "root@pam")]) })
        try table.judge(scene, "SCAN-4")
    }

    /// Checks that these recorders, which are in order, got these events.
    private static func expectInOrder(
        _ scene: Scene, _ ids: [String], _ events: [Event]
    ) throws(Interruption) {
        for id in ids {
            scene.checkEqual(
                "SCAN-4", "the paths in \(id).events, whose recorder is in order beside others that are not,",
                try scene.spool.paths(id), events.map(\.path))
        }
    }

    /// Checks that a live request stays what it is and gets no line.
    private static func expectSkipped(
        _ scene: Scene, _ request: PlantedRequest, _ contents: [UInt8], _ what: String
    ) throws(Interruption) {
        let isKept = try request.isStillNamed()
        let now = try scene.spool.read(request.name)
        scene.check(
            "SCAN-4", isKept && now == contents,
            expected: "\(request.name), which is locked and says \(what), to be kept as it is",
            seen: now.map { "it says \(Excerpt.of($0))" } ?? "it is gone")
        guard let id = request.recorderID else { return }
        let events = try scene.spool.read(.events(id)) ?? []
        scene.check(
            "SCAN-4", events.isEmpty,
            expected: "no line for recorder \(id), whose request is no JSON object (\(what))",
            seen: "\(id).events holds \(Excerpt.of(events))")
    }
}
