internal import SpoolSpec
internal import SpoolSystem

/// FOLLOW-3 to FOLLOW-5: what a follower makes of an events file that is not in order.
let followDamageCases: [Case] =
    [
        Case("FOLLOW-3/damaged lines between whole ones", judges: ["FOLLOW-3"], role: .follower) {
            scene throws(Interruption) in
            let damaged: [[UInt8]] = [
                Array("{\"method\":\"PO".utf8), Array("{".utf8), Array("}".utf8), Array("garbage".utf8),
                Array("{\"a\":1,}".utf8), Array("{\"a\":1".utf8), Array("{'a':1}".utf8),
                Array("{\"a\":01}".utf8),
                Array("{\"a\":\"\\x\"}".utf8), Array("{\"a\":\"tab\there\"}".utf8), [0xFF, 0xFE, 0x00],
                Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8),
                Array("{\"a\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8),
            ]
            let reading = try scene.reading(of: "12", for: "FOLLOW-3")
            for line in damaged {
                let event = scene.event()
                try scene.spool.appendEvents("12", line + [0x0A] + event.line())
                try reading.expect(
                    [event], skipped: 1, "the damaged line \(Excerpt.of(line, limit: 60)) and a whole one")
            }
            let event = scene.event()
            try scene.spool.appendEvents("12", damaged.flatMap { $0 + [0x0A] } + event.line())
            try reading.expect(
                [event], skipped: damaged.count, "\(damaged.count) damaged lines and a whole one")
        },

        Case("FOLLOW-3/blank lines", judges: ["FOLLOW-3"], role: .follower) { scene throws(Interruption) in
            let reading = try scene.reading(of: "12", for: "FOLLOW-3")
            let events = [scene.event(), scene.event()]
            try scene.spool.appendEvents(
                "12", [0x0A] + events[0].line() + [0x0A, 0x0A] + events[1].line() + [0x0A])
            try reading.expect(events, skipped: 0, "two lines with blank ones around them")
        },

        Case("FOLLOW-3/an event glued behind torn ones", judges: ["FOLLOW-3"], role: .follower) {
            scene throws(Interruption) in
            try scene.makeSpool()
            let request = try scene.spool.plantRequest("12")
            let follower = try scene.follower()
            let nested: JSONValue = [
                "list": [["a": 1], ["b": ["c": "}{\"x\":1}"]]], "text": "a\\\"b{", "ü": "€",
            ]
            let victim = scene.event(params: nested)
            let line = victim.line().dropLast()
            // Torn after every byte, so inside numbers, escapes, characters and nested objects alike.
            for length in 1..<line.count {
                let event = scene.event(params: ["inner": ["deep": ["x": 1]]])
                try scene.spool.appendEvents("12", Array(line.prefix(length)) + event.line())
                let yield = try follower.read("12", mustReturnFor: "FOLLOW-3")
                try scene.require(
                    "FOLLOW-3", yield.events == [event],
                    expected:
                        "the whole event behind one that was torn after \(length) bytes, and nothing else: \(event)",
                    seen: "\(yield.events)")
                try scene.require(
                    "FOLLOW-3", yield.skipped <= 1, expected: "at most one line to be given up",
                    seen: "\(yield.skipped)")
            }
            request.release()
        },

        Case("FOLLOW-3/an event glued behind several torn ones", judges: ["FOLLOW-3"], role: .follower) {
            scene throws(Interruption) in
            try scene.makeSpool()
            let request = try scene.spool.plantRequest("12")
            let follower = try scene.follower()
            for count in [2, 5, 20] {
                var bytes: [UInt8] = []
                for index in 0..<count {
                    let torn = scene.event(params: ["list": [["a": 1], ["b": 2]], "text": "{{{\"}"]).line()
                    bytes += torn.prefix(torn.count * (index + 1) / (count + 1))
                }
                let event = scene.event()
                try scene.spool.appendEvents("12", bytes + event.line())
                let yield = try follower.read("12", mustReturnFor: "FOLLOW-3")
                scene.check(
                    "FOLLOW-3", yield.events == [event],
                    expected: "the whole event behind \(count) torn ones on its line, and nothing else",
                    seen: Reading.describe(yield.events))
            }
            let after = scene.event()
            try scene.spool.appendEvents("12", after.line())
            let yield = try follower.read("12", mustReturnFor: "FOLLOW-3")
            scene.checkEqual("FOLLOW-3", "what a whole line after all that yields", yield.events, [after])
            request.release()
        },

        Case("FOLLOW-4/the file is replaced", judges: ["FOLLOW-4"], role: .follower) {
            scene throws(Interruption) in
            let reading = try scene.reading(of: "12", for: "FOLLOW-4")
            for round in 1...3 {
                let old = (0..<5).map { _ in scene.event() }
                try scene.spool.appendEvents("12", old.flatMap { $0.line() })
                try reading.expect(old, skipped: 0, "five lines in file \(round)")
                // A torn tail in the old file must not be put before the new file's first line.
                if round == 2 { try scene.spool.appendEvents("12", text: "{\"torn\":") }
                try scene.spool.remove(.events("12"))
                let new = [scene.event(), scene.event()]
                try scene.spool.appendEvents("12", new.flatMap { $0.line() })
                try expectSoon(scene, reading.follower, new, "two lines in the file that replaced it")
            }
        },

        Case("FOLLOW-4/the file is cut to nothing", judges: ["FOLLOW-4"], role: .follower) {
            scene throws(Interruption) in
            let reading = try scene.reading(of: "12", for: "FOLLOW-4")
            let old = (0..<5).map { _ in scene.event() }
            try scene.spool.appendEvents("12", old.flatMap { $0.line() })
            try reading.expect(old, skipped: 0, "five lines")
            try scene.spool.cutEvents("12")
            let new = [scene.event()]
            try scene.spool.appendEvents("12", new[0].line())
            try expectSoon(scene, reading.follower, new, "one line, after the file was cut to nothing")
        },

        Case("FOLLOW-5/a line without end", judges: ["FOLLOW-5"], role: .follower) {
            scene throws(Interruption) in
            // A hole of 128 MiB reads as so many zero bytes, and takes no memory of the file system's.
            try scene.makeSpool()
            let request = try scene.spool.plantRequest("12")
            let follower = try scene.follower()
            let before = scene.event()
            try scene.spool.appendEvents("12", before.line())
            var yield = try follower.read("12", mustReturnFor: "FOLLOW-5")
            scene.checkEqual("FOLLOW-5", "what the first line yields", yield.events, [before])
            let memory = peakMemory(scene, follower.processID)
            let path = scene.spool.path + "/12.events"
            try scene.spool.doing("lengthen 12.events") { () throws(Errno) in
                try Descriptor.open(path, [.writeOnly, .noFollow]).setLength(128 << 20)
            }
            let after = scene.event()
            try scene.spool.appendEvents("12", [0x0A] + after.line())
            var events: [Event] = []
            var skipped = 0
            for _ in 0..<20 where events.isEmpty {
                yield = try follower.read("12", mustReturnFor: "FOLLOW-5", within: 20)
                events += yield.events
                skipped += yield.skipped
            }
            scene.checkEqual("FOLLOW-5", "what stands behind a line of 128 MiB", events, [after])
            scene.checkEqual("FOLLOW-5", "the lines given up for it", skipped, 1)
            if let memory, let now = peakMemory(scene, follower.processID) {
                scene.check(
                    "FOLLOW-5", now - memory < 96 << 20,
                    expected: "a follower's memory to stay bounded while it skips a line of 128 MiB",
                    seen: "it grew by \((now - memory) >> 20) MiB")
            } else {
                scene.note("the follower's memory could not be read")
            }
            request.release()
        },
    ] + followForeignCases

/// FOLLOW-5: no regular file, no reading.
private let followForeignCases: [Case] = [
    foreign("a symbolic link", needs: []) { scene throws(Interruption) in
        try scene.outside.plant(.file(scene.event().line()), "victim", mode: 0o644)
        try scene.spool.plant(.symbolicLink(to: scene.outside.path + "/victim"), .events("12"))
    },
    foreign("a FIFO", needs: []) { scene throws(Interruption) in
        try scene.spool.plant(.fifo, .events("12"))
    },
    foreign("a directory", needs: []) { scene throws(Interruption) in
        try scene.spool.plant(.directory, .events("12"), mode: 0o770)
    },
    foreign("a device", needs: [.deviceNodes]) { scene throws(Interruption) in
        try scene.spool.plant(.zeroDevice, .events("12"))
    },
]

private func foreign(
    _ what: String, needs: [Need], _ plant: @escaping @Sendable (Scene) throws(Interruption) -> Void
) -> Case {
    Case("FOLLOW-5/\(what)", judges: ["FOLLOW-5"], role: .follower, needs: needs) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        try plant(scene)
        let follower = try scene.follower()
        for _ in 0..<3 {
            // To refuse is as good as to yield nothing; to hang or to read is not.
            let reply = try scene.charging("FOLLOW-5", expected: "the follower not to be held up by \(what)")
            {
                () throws(Interruption) in
                try follower.process.request("read", ["id": "12"], within: 3)
            }
            let events = reply.isSuccess ? try reply.objects("events").map(Event.init(members:)) : []
            scene.check(
                "FOLLOW-5", events.isEmpty, expected: "nothing to be read from \(what) named 12.events",
                seen: Reading.describe(events))
        }
        // What is planted goes, and the follower must not have been caught by it.
        try scene.spool.remove(.events("12"))
        let event = scene.event()
        try scene.spool.appendEvents("12", event.line())
        try expectSoon(scene, follower, [event], "a regular file in its place", "FOLLOW-5")
        request.release()
    }
}

/// Reads until the events have come, or a second is over: noticing a change may take more than one look.
private func expectSoon(
    _ scene: Scene, _ follower: Follower, _ events: [Event], _ when: String, _ clause: ClauseID = "FOLLOW-4"
) throws(Interruption) {
    var seen: [Event] = []
    _ = try scene.wait(upTo: 1) { () throws(Interruption) in
        seen += try follower.read("12", mustReturnFor: clause).events
        return seen.count >= events.count
    }
    try scene.require(
        clause, seen == events, expected: "\(when): \(Reading.describe(events)) to be yielded",
        seen: Reading.describe(seen))
}

/// The most memory that a process has taken so far, in bytes; `nil` where `/proc` does not tell.
private func peakMemory(_ scene: Scene, _ process: Int32) -> Int? {
    guard scene.permissions.mountedProc.reason == nil else { return nil }
    return ProcessTable.peakMemory(process)
}
