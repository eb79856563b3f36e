internal import SpoolSpec

extension Catalogue {
    /// Events that are hard to write down: they are not lost without a trace, and never become a broken line.
    static let hostileEventCases: [Case] = [
        Case("EVENT-4/nested too deep", judges: ["EVENT-4"], role: .worker) { scene in
            try play(scene, traced: "EVENT-4", [70, 100, 500, 513, 600, 900].map { deep($0) })
        },
        Case("EVENT-4/nested far too deep", judges: ["EVENT-4"], role: .worker) { scene in
            try play(scene, traced: "EVENT-4", [2000, 6000].map { deep($0) })
        },
        Case("EVENT-4/too large", judges: ["EVENT-4"], role: .worker, arena: .writing(mebibytes: 40)) {
            scene in
            try play(scene, traced: "EVENT-4", [large])
        },
        Case("EVENT-4/not to be encoded", judges: ["EVENT-4"], role: .worker) { scene in
            try play(scene, traced: "EVENT-4", (numbers + surrogates).map { "{\"a\":\($0)}" })
        },
        Case("EVENT-5/numbers beyond all range", judges: ["EVENT-5"], role: .worker) { scene in
            try play(
                scene, valid: "EVENT-5", (numbers + harmlessNumbers).map { event(params: "{\"a\":[\($0)]}") })
        },
        Case("EVENT-5/lone surrogates", judges: ["EVENT-5"], role: .worker) { scene in
            try play(scene, valid: "EVENT-5", surrogates.map { event(params: "{\"a\":\($0)}") })
        },
        Case("EVENT-5/lone surrogates in every place", judges: ["EVENT-5"], role: .worker) { scene in
            try play(scene, valid: "EVENT-5", everyPlace)
        },
        Case("EVENT-5/members of no sense", judges: ["EVENT-5"], role: .worker) { scene in
            try play(scene, valid: "EVENT-5", senseless)
        },
    ]

    // MARK: What is passed

    private static func event(path: String = "/hostile", params: String) -> String {
        "{\"method\":\"POST\",\"path\":\"\(path)\",\"params\":\(params),\"userid\":\"root@pam\",\"proxied\":0}"
    }

    /// Parameters so many levels deep.
    private static func deep(_ depth: Int) -> String {
        "{\"a\":" + String(repeating: "[", count: depth - 1) + String(repeating: "]", count: depth - 1) + "}"
    }

    /// Parameters nearly as large as one line from the suite may be.
    private static var large: String {
        "{\"a\":\"" + String(repeating: "x", count: (15 << 20) + (1 << 19)) + "\"}"
    }

    /// What a double cannot hold.
    private static let numbers = [
        "1e999", "-1e999", "1E400", "1e+309", "-1.8e308", "1e99999999999999999999",
        "1" + String(repeating: "0", count: 400), "-" + String(repeating: "9", count: 400),
        String(repeating: "9", count: 310) + ".5e1",
    ]

    /// What a double holds not exactly, or only as nothing.
    private static let harmlessNumbers = [
        "1e-999", "-1e-999", "1e-99999999999999999999", "0e999", "-0e999", "1.7976931348623157e308", "5e-324",
        "123456789012345678901234567890", "0." + String(repeating: "3", count: 400),
    ]

    private static let surrogates = [
        "\"\\ud800\"", "\"\\udfff\"", "\"\\udc00\"", "\"\\udbff\"", "\"\\udc00\\ud800\"",
        "\"\\ud800\\ud800\"",
        "\"\\ud83d\"", "\"a\\ud83d\"", "\"\\ud83da\"", "\"\\ude00b\"", "\"\\ud83d\\ud83d\\ude00\"",
        "\"\\ud83d\\ude00\\ude00\"", "\"\\ud83d\\n\"", "\"\\ud83d\\\\ude00\"", "\"\\ud800\\u0041\\udc00\"",
        "{\"\\ud800\":1}", "{\"\\ud800\":1,\"\\udfff\":2}", "[\"\\uDBFF\\uDBFF\"]", "\"\\uD800\\u0000\"",
    ]

    private static var everyPlace: [String] {
        ["\\ud800", "\\udfff", "x\\ud83dx", "\\udc00\\ud800"].flatMap { text in
            [
                "{\"method\":\"POST\",\"path\":\"/\(text)\",\"params\":{},\"userid\":\"root@pam\"}",
                "{\"method\":\"POST\",\"path\":\"/\",\"params\":{},\"userid\":\"\(text)@pam\"}",
                "{\"method\":\"\(text)\",\"path\":\"/\",\"params\":{\"\(text)\":[\"\(text)\"]},\"userid\":null}",
                "{\"method\":\"PUT\",\"path\":\"/\",\"format\":\"\(text)\",\"client_ip\":\"\(text)\"}",
                "{\"method\":\"PUT\",\"path\":\"/\",\"\(text)\":\"\(text)\"}",
            ]
        }
    }

    /// Members whose values no server passes.
    private static let senseless = [
        "{}", "{\"method\":[],\"path\":{},\"params\":1,\"userid\":[],\"format\":{},\"client_ip\":1}",
        "{\"method\":null,\"path\":null,\"params\":\"\\ud800\",\"userid\":{}}",
        "{\"method\":1,\"path\":1e999}",
        "{\"method\":true,\"userid\":1e999}", "{\"method\":{\"a\":1e999},\"userid\":-1e999}",
        "{\"method\":\"POST\",\"proxied\":0,\"x\":1e999,\"\\ud800\":null}", "{\"\":\"\",\"params\":[1e999]}",
    ]

    // MARK: What must come of it

    /// Every line is valid; that each event has one is not asked here.
    private static func play(_ scene: Scene, valid clause: ClauseID, _ events: [String]) throws(Interruption)
    {
        let (lines, last, unread) = try record(scene, events, clause)
        for (line, bytes) in lines.enumerated() {
            do throws(JSONError) {
                _ = try JSONObject.parse(bytes, limits: .driver)
            } catch {
                scene.check(
                    clause, false, expected: "each line of 12.events to be a JSON object in UTF-8",
                    seen: "line \(line + 1): \(error): \(Excerpt.of(bytes, limit: 200))"
                        + " (bytes \(hexadecimal(bytes, around: error)))")
            }
        }
        let isThere = lines.contains { decode($0)?["path"]?.text == last.path }
        scene.check(
            clause, isThere, expected: "a line of its own for \(last.path), an event without any peculiarity",
            seen: "there is none among \(lines.count) lines")
        try skip(unread, of: events.count)
    }

    /// Each event has a line with its method, path and userid.
    private static func play(
        _ scene: Scene, traced clause: ClauseID, _ parameters: [String]
    ) throws(Interruption) {
        let events = parameters.enumerated().map { event(path: "/hostile/\($0.offset)", params: $0.element) }
        let (lines, last, unread) = try record(scene, events, clause)
        var traces: Set<String> = []
        for line in lines {
            guard let object = decode(line), object["method"]?.text == "POST",
                object["userid"]?.text == "root@pam", let path = object["path"]?.text
            else { continue }
            traces.insert(path)
        }
        for (number, event) in events.enumerated() where unread[number] == nil {
            scene.check(
                clause, traces.contains("/hostile/\(number)"),
                expected: "a line with the method, path and userid of an event of \(event.utf8.count) bytes: "
                    + Excerpt.of(event.utf8, limit: 120),
                seen: "none for /hostile/\(number) among the \(lines.count) lines of 12.events")
        }
        scene.check(
            clause, traces.contains(last.path),
            expected: "a line of its own for \(last.path), an event without any peculiarity",
            seen: "there is none among the \(lines.count) lines of 12.events")
        try skip(unread, of: events.count)
    }

    /// What the adapter's own reader cannot read never comes to the recorder.
    private static func skip(_ unread: [Int: String], of count: Int) throws(Interruption) {
        guard let first = unread.min(by: { $0.key < $1.key }) else { return }
        throw .skipped(
            "the adapter says of \(unread.count) of \(count) events that it cannot read them: "
                + Excerpt.of(first.value.utf8, limit: 120))
    }

    /// Lets a worker record events for a recorder that wants everything, and an ordinary one behind them.
    ///
    /// - Returns: the lines, the last event, and by their numbers what the adapter said of events that it cannot read.
    private static func record(
        _ scene: Scene, _ events: [String], _ clause: ClauseID
    ) throws(Interruption) -> (lines: [[UInt8]], last: Event, unread: [Int: String]) {
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        var unread: [Int: String] = [:]
        for (number, event) in events.enumerated() {
            unread[number] = try worker.recordIfReadable(json: event, mustReturnFor: clause, within: 15)
        }
        let last = scene.event()
        try worker.record(last)
        return (try scene.spool.eventsFile("12")?.lines ?? [], last, unread)
    }

    /// A line as an object, nested as deep as we read at all.
    private static func decode(_ line: [UInt8]) -> JSONObject? {
        try? JSONObject.parse(line, limits: .driver)
    }

    /// The bytes where a line goes wrong.
    private static func hexadecimal(_ line: [UInt8], around error: JSONError) -> String {
        let start = max(0, error.offset - 4)
        return line.dropFirst(start).prefix(12).map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count < 2 ? "0" + digits : digits
        }.joined(separator: " ")
    }
}
