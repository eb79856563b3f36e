internal import SpoolSpec

extension Catalogue {
    /// When a worker looks for recorders: at the latest a second after it last did.
    static let scanCases: [Case] = [
        Case("SCAN-1/a new recorder", judges: ["SCAN-1"], role: .worker, body: newRecorder),
        Case("SCAN-1/a dead recorder", judges: ["SCAN-1"], role: .worker, body: deadRecorder),
        Case("SCAN-1/another filter", judges: ["SCAN-1"], role: .worker, body: anotherFilter),
        Case("SCAN-1/the same words again", judges: ["SCAN-1"], role: .worker, body: sameWords),
        Case("SCAN-1/a worker that is never idle", judges: ["SCAN-1"], role: .worker, body: neverIdle),
        Case("SCAN-1/a directory that comes later", judges: ["SCAN-1"], role: .worker, body: lateDirectory),
        Case("SCAN-1/a directory made anew", judges: ["SCAN-1"], role: .worker, body: directoryMadeAnew),
        Case("EVENT-1/a request that was given a mode", judges: ["EVENT-1"], role: .worker, body: touched),
        Case(
            "SCAN-1/a crowd that comes and goes", judges: ["SCAN-1"], role: .worker,
            arena: .writing(mebibytes: 6), body: crowd),
    ]

    private static func newRecorder(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let worker = try scene.worker()
        try worker.record(scene.event())
        var expected: [String: [String]] = [:]
        for id in ["12", "7", "99999999999999999999999999"] {
            try scene.spool.plantRequest(id)
            try worker.advance(seconds: 1)
            let event = scene.event()
            try worker.record(event)
            expected[id] = []
            for known in expected.keys { expected[known]?.append(event.path) }
        }
        for (id, paths) in expected {
            scene.checkEqual(
                "SCAN-1",
                "the paths in \(id).events, whose recorder began a second before the first of these events,",
                try scene.spool.paths(id), paths)
        }
    }

    /// A request that is written anew, or given a mode, and says what it said before.
    private static func sameWords(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        var paths: [String] = []
        for change in ["nothing", "the mode", "the contents, to the same", "nothing again"] {
            switch change {
            case "the mode": try scene.spool.setMode("12.req", 0o660)
            case "the contents, to the same": try request.rewrite(Scene.everything)
            default: break
            }
            try worker.advance(seconds: 1)
            let event = scene.event()
            try worker.record(event)
            paths.append(event.path)
            scene.checkEqual(
                "SCAN-1", "the paths in 12.events, a second after \(change) had changed in its request,",
                try scene.spool.paths("12"), paths)
        }
    }

    /// A published start gives its request to the group after it has written it: a worker may have seen it before.
    private static func touched(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        try scene.spool.plantRequest("34", Filter(userid: "nobody@pam", all: true))
        let worker = try scene.worker()
        var paths: [String] = []
        for mode: UInt32 in [0o640, 0o660, 0o640, 0o660] {
            try scene.sleep(seconds: 0.02)
            try scene.spool.setMode("12.req", mode)
            let event = scene.event()
            try worker.record(event)
            paths.append(event.path)
        }
        scene.checkEqual(
            "EVENT-1",
            "the paths in 12.events, whose request was given a mode before each event, and nothing else was changed,",
            try scene.spool.paths("12"), paths)
    }

    private static func deadRecorder(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let killed = try scene.spool.plantRequest("12")
        let stopped = try scene.spool.plantRequest("34")
        try scene.spool.plantRequest("56")
        let worker = try scene.worker()
        let before = scene.event()
        try worker.record(before)
        for id in ["12", "34", "56"] {
            scene.checkEqual(
                "SCAN-1", "the paths in \(id).events, whose recorder lives,", try scene.spool.paths(id),
                [before.path])
        }
        killed.release()
        try stopped.stop()
        try worker.advance(seconds: 1)
        let after = scene.event()
        try worker.record(after)
        for id in ["12", "34"] {
            let paths = try scene.spool.paths(id)
            scene.check(
                "SCAN-1", !paths.contains(after.path),
                expected: "no line for recorder \(id), which had ended a second before the event",
                seen: "\(id).events has one, for \(after.path)")
        }
        scene.checkEqual(
            "SCAN-1", "the paths in 56.events, whose recorder outlived two others,",
            try scene.spool.paths("56"), [before.path, after.path])
    }

    private static func anotherFilter(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let rewritten = try scene.spool.plantRequest("12", Filter(userid: "root@pam", all: true))
        let replaced = try scene.spool.plantRequest("34", Filter(userid: "root@pam", all: true))
        try scene.spool.plantRequest("56", Filter(userid: "root@pam", all: true))
        let worker = try scene.worker()
        let first = scene.event(userid: "root@pam")
        try worker.record(first)
        // As long as the old one and as new as the clock that stamps files can tell, so that whoever looks
        // only at a file's length or its second has to read it all the same.
        try scene.sleep(seconds: 0.02)
        try rewritten.rewrite(Filter(userid: "alma@pam", all: true))
        try replaced.stop()
        try scene.spool.plantRequest("34", Filter(userid: "alma@pam", all: true))
        // Moved aside it is nobody's request any more, though its file has a name and its lock is held.
        try scene.spool.rename("56.req", to: "56.req.old")
        try scene.spool.remove(.events("56"))
        try scene.spool.plantRequest("56", Filter(userid: "alma@pam", all: true))
        try worker.advance(seconds: 1)
        let second = scene.event(userid: "root@pam")
        let third = scene.event(userid: "alma@pam")
        try worker.record(second)
        try worker.record(third)
        scene.checkEqual(
            "SCAN-1",
            "the paths in 12.events, whose request asked for root@pam and, from a second before the second "
                + "event, for alma@pam,",
            try scene.spool.paths("12"), [first.path, third.path])
        scene.checkEqual(
            "SCAN-1",
            "the paths in 34.events, whose id ended, and came back for alma@pam a second before the second event,",
            try scene.spool.paths("34"), [third.path])
        scene.checkEqual(
            "SCAN-1",
            "the paths in 56.events, whose request was moved aside, and another for alma@pam put in its place a "
                + "second before the second event,",
            try scene.spool.paths("56"), [third.path])
    }

    private static func neverIdle(_ scene: Scene) throws(Interruption) {
        // An event that puts the next scan off would put it off for ever.
        try scene.makeSpool()
        let worker = try scene.worker()
        try worker.record(scene.event())
        let dying = try scene.spool.plantRequest("34")
        try scene.spool.plantRequest("12")
        var last = scene.event()
        for _ in 0..<4 {
            try worker.advance(seconds: 0.25)
            last = scene.event()
            try worker.record(last)
        }
        for id in ["12", "34"] {
            let paths = try scene.spool.paths(id)
            scene.check(
                "SCAN-1", paths.contains(last.path),
                expected: "recorder \(id) to get the event that comes a second after it began, though the "
                    + "worker handles one every quarter of a second",
                seen: "\(id).events holds \(paths), and not \(last.path)")
        }
        dying.release()
        for _ in 0..<4 {
            try worker.advance(seconds: 0.25)
            last = scene.event()
            try worker.record(last)
        }
        let paths = try scene.spool.paths("34")
        scene.check(
            "SCAN-1", !paths.contains(last.path),
            expected: "no line for recorder 34, which died a second before the event, though the worker "
                + "handles one every quarter of a second",
            seen: "34.events holds \(paths)")
    }

    private static func lateDirectory(_ scene: Scene) throws(Interruption) {
        let worker = try scene.worker()
        try worker.record(scene.event())
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        try worker.advance(seconds: 1)
        let event = scene.event()
        try worker.record(event)
        scene.checkEqual(
            "SCAN-1", "the paths in 12.events, in a directory that was made while the worker ran,",
            try scene.spool.paths("12"), [event.path])
    }

    private static func directoryMadeAnew(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let old = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        try worker.record(scene.event())
        try old.stop()
        try scene.spool.removeItself()
        try scene.makeSpool()
        try scene.spool.plantRequest("34")
        try worker.advance(seconds: 1)
        let event = scene.event()
        try worker.record(event)
        scene.checkEqual(
            "SCAN-1",
            "the paths in 34.events, in a directory that was removed and made again while the worker ran,",
            try scene.spool.paths("34"), [event.path])
    }

    private static func crowd(_ scene: Scene) throws(Interruption) {
        // Long names, so that one reading of the directory does not bring them all.
        try scene.makeSpool()
        let prefix = String(repeating: "8", count: 200)
        var first: [PlantedRequest] = []
        for number in 100..<300 { first.append(try scene.spool.plantRequest("\(prefix)\(number)")) }
        let worker = try scene.worker()
        let before = scene.event()
        try worker.record(before)
        for request in first where request.name.bytes.dropLast(4).last.map({ $0 % 2 == 0 }) ?? false {
            try request.stop()
        }
        for number in 300..<320 { try scene.spool.plantRequest("\(prefix)\(number)") }
        try worker.advance(seconds: 1)
        let after = scene.event()
        try worker.record(after)
        var wrong: [String] = []
        for number in 100..<320 {
            let isGone = number < 300 && number % 2 == 0
            let expected = isGone ? [] : number < 300 ? [before.path, after.path] : [after.path]
            let seen = try scene.spool.paths("\(prefix)\(number)")
            if seen != expected { wrong.append("…\(number).events holds \(seen), not \(expected)") }
        }
        scene.check(
            "SCAN-1", wrong.isEmpty,
            expected:
                "each of 200 recorders to be seen, 100 of them no longer after they stopped, and 20 new "
                + "ones from then on",
            seen: "\(wrong.count) events files are wrong: " + wrong.prefix(3).joined(separator: "; "))
    }
}
