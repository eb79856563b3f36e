internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// EVENT-1 where a line just fits, or just does not, into what a program reads and writes at once.
    static let eventLengthCases: [Case] = [
        Case(
            "EVENT-1/lengths around every size of a buffer", judges: ["EVENT-1"], role: .worker,
            arena: .writing(mebibytes: 16), secondsMax: 120
        ) { scene in
            try scene.makeSpool()
            for power in 9...20 { try lines(around: 1 << power, scene) }
        }
    ]

    /// Lines of that many bytes, some less and some more, counted with their line feed and without.
    private static func lines(around size: Int, _ scene: Scene) throws(Interruption) {
        let id = "\(size)"
        let request = try scene.spool.plantRequest(id)
        let worker = try scene.worker()
        var sent: [JSONObject] = []
        var lengths: [Int] = []
        // The first line tells how long a line is around what fills it.
        func record(_ count: Int) throws(Interruption) -> Int {
            let event = event(filled: count, number: sent.count)
            sent.append(event.members)
            let before = try scene.spool.status(.events(id))?.size ?? 0
            try worker.record(event)
            return Int((try scene.spool.status(.events(id))?.size ?? 0) - before)
        }
        let around = try record(0)
        for wanted in size - 2...size + 2 where wanted > around {
            lengths.append(try record(wanted - around))
        }
        let fitting = Set(lengths).intersection(size - 2...size + 2)
        if fitting.count < 3 {
            scene.note("lines of \(size) bytes were not met: the recorder's lines had \(lengths) bytes")
        }
        EventComparison(sent: sent).judge(scene, "EVENT-1", id, try scene.spool.eventsFile(id))
        try worker.end()
        try request.stop()
    }

    /// An event of a length that its filling alone decides.
    private static func event(filled count: Int, number: Int) -> Event {
        Event(
            method: "POST", path: "/length/\(number)",
            params: ["filling": .string(String(repeating: "x", count: count))], userid: "root@pam",
            format: "json", clientIP: "127.0.0.1", proxied: false)
    }
}
