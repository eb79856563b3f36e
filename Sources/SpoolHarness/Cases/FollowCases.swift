internal import SpoolSpec
internal import SpoolSystem

/// FOLLOW-1 and FOLLOW-2: what a follower yields of an events file that is in order, and when.
let followCases: [Case] = [
    Case("FOLLOW-1/line by line", judges: ["FOLLOW-1"], role: .follower) { scene throws(Interruption) in
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        for count in [1, 0, 3, 100] {
            var sent: [Event] = []
            for _ in 0..<count {
                sent.append(scene.event())
                try scene.spool.appendEvents("12", sent[sent.count - 1].line())
            }
            try reading.expect(sent, skipped: 0, "\(count) lines after \(reading.count) earlier ones")
        }
    },

    Case("FOLLOW-1/byte by byte", judges: ["FOLLOW-1"], role: .follower) { scene throws(Interruption) in
        // Nothing of a line before its line feed, not even when the object is whole; a character cut in two is
        // no damage.
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        let event = scene.event(params: ["ä": "€\u{1F600}\u{10FFFF}", "}": "{\"a\":[1]}"])
        let line = event.line()
        for (index, byte) in line.enumerated() {
            try scene.spool.appendEvents("12", [byte])
            let isWhole = index == line.count - 1
            try reading.expect(
                isWhole ? [event] : [], skipped: 0, "\(index + 1) of \(line.count) bytes of a line")
        }
    },

    Case("FOLLOW-1/the end of one line and the beginning of the next", judges: ["FOLLOW-1"], role: .follower)
    {
        scene throws(Interruption) in
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        let events = (0..<40).map { _ in scene.event(params: ["text": "ü\u{2028}\u{0}"]) }
        let stream = events.flatMap { $0.line() }
        var begin = 0
        var told = 0
        while begin < stream.count {
            let end = min(stream.count, begin + Int.random(in: 1...300, using: &scene.random))
            try scene.spool.appendEvents("12", Array(stream[begin..<end]))
            begin = end
            let complete = stream[..<end].count { $0 == 0x0A }
            try reading.expect(Array(events[told..<complete]), skipped: 0, "\(end) of \(stream.count) bytes")
            told = complete
        }
    },

    Case(
        "FOLLOW-1/a line of three megabytes", judges: ["FOLLOW-1"], role: .follower,
        arena: .writing(mebibytes: 8)
    ) {
        scene throws(Interruption) in
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        let large = scene.event(params: ["text": .string(String(repeating: "\u{1}", count: 512 << 10))])
        let line = large.line()
        try scene.spool.appendEvents("12", Array(line.prefix(1_000_000)))
        try reading.expect([], skipped: 0, "the first megabyte of a line")
        let next = scene.event()
        try scene.spool.appendEvents("12", Array(line.dropFirst(1_000_000)) + next.line())
        try reading.expect([large, next], skipped: 0, "a line of \(line.count) bytes and a short one")
    },

    Case(
        "FOLLOW-1/many megabytes at once", judges: ["FOLLOW-1"], role: .follower,
        arena: .writing(mebibytes: 24)
    ) {
        scene throws(Interruption) in
        // More than anybody reads at a time: what is complete is yielded all the same.
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        let text = JSONValue.string(String(repeating: "x", count: 1 << 20))
        let events = (0..<12).map { _ in scene.event(params: ["text": text]) }
        for event in events { try scene.spool.appendEvents("12", event.line()) }
        try reading.expect(events, skipped: 0, "\(events.count) lines of a megabyte")
    },

    Case(
        "FOLLOW-1/a line like another, and one recording beside another", judges: ["FOLLOW-1"],
        role: .follower
    ) {
        scene throws(Interruption) in
        let reading = try scene.reading(of: "12", for: "FOLLOW-1")
        try scene.spool.plantRequest("34")
        let event = scene.event()
        try scene.spool.appendEvents("34", scene.event().line())
        try scene.spool.appendEvents("12", event.line() + event.line())
        try reading.expect([event, event], skipped: 0, "one line twice")
        try scene.spool.appendEvents("12", event.line())
        try reading.expect([event], skipped: 0, "the same line again")
    },

    Case("FOLLOW-2/before the file is there", judges: ["FOLLOW-2"], role: .follower) {
        scene throws(Interruption) in
        let reading = try scene.reading(of: "12", for: "FOLLOW-2")
        try reading.expect([], skipped: 0, "no file")
        try scene.spool.appendEvents("12", [])
        try reading.expect([], skipped: 0, "an empty file")
        let event = scene.event()
        try scene.spool.appendEvents("12", event.line())
        try reading.expect([event], skipped: 0, "the first line")
    },

    Case("FOLLOW-2/before a worker's first line", judges: ["FOLLOW-2"], role: .follower) {
        scene throws(Interruption) in
        // Who waits must leave the file to the worker, which is another user as a rule.
        let reading = try scene.reading(of: "12", for: "FOLLOW-2")
        try reading.expect([], skipped: 0, "no file")
        let worker = try scene.peerWorker()
        let event = scene.event()
        try worker.record(event)
        try reading.expect([event], skipped: 0, "a worker's first line")
    },

    Case("FOLLOW-2/before the directory is there", judges: ["FOLLOW-2"], role: .follower) {
        scene throws(Interruption) in
        let follower = try scene.follower()
        let reading = Reading(scene, follower, "12", "FOLLOW-2")
        try reading.expect([], skipped: 0, "no directory")
        try scene.makeSpool()
        try reading.expect([], skipped: 0, "an empty directory")
        let request = try scene.spool.plantRequest("12")
        let event = scene.event()
        try scene.spool.appendEvents("12", event.line())
        try reading.expect([event], skipped: 0, "the first line")
        request.release()
    },
]

extension Scene {
    /// A live recording of the judge's own, and a follower's reading of it.
    ///
    /// - Parameters:
    ///   - id: the recording's id.
    ///   - clause: the clause that a reading that does not return breaks.
    func reading(of id: String, for clause: ClauseID) throws(Interruption) -> Reading {
        try makeSpool()
        try spool.plantRequest(id)
        return Reading(self, try follower(), id, clause)
    }
}

/// One follower's reading of one recording, compared with what was written.
final class Reading {
    private let scene: Scene
    let follower: Follower
    private let id: String
    private let clause: ClauseID
    /// How many events were yielded so far.
    private(set) var count = 0

    init(_ scene: Scene, _ follower: Follower, _ id: String, _ clause: ClauseID) {
        self.scene = scene
        self.follower = follower
        self.id = id
        self.clause = clause
    }

    /// Reads once, and compares.
    ///
    /// - Parameters:
    ///   - events: what must be yielded, in this order.
    ///   - skipped: how many lines must be given up.
    ///   - when: what the file holds then, in words.
    func expect(_ events: [Event], skipped: Int, _ when: String) throws(Interruption) {
        let yield = try follower.read(id, mustReturnFor: clause)
        count += yield.events.count
        // After the first difference every later one would only repeat it.
        try scene.require(
            clause, yield.events == events,
            expected: "\(when): \(Self.describe(events)) to be yielded", seen: Self.describe(yield.events))
        try scene.require(
            clause, yield.skipped == skipped,
            expected: "\(when): \(skipped) lines to be given up", seen: "\(yield.skipped)")
    }

    static func describe(_ events: [Event]) -> String {
        let paths = events.prefix(5).map(\.path).joined(separator: ", ")
        return events.isEmpty
            ? "no event"
            : "\(counted(events.count, "event")) (\(paths)\(events.count > 5 ? ", …" : ""))"
    }
}
