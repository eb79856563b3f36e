internal import SpoolSpec
internal import SpoolSystem

/// HOOK: the server never suffers from being recorded.
let hookCases: [Case] = [
    Case("HOOK-1/a spool full of junk", judges: ["HOOK-1"], role: .worker) { scene throws(Interruption) in
        try scene.makeSpool()
        let living = try scene.spool.plantRequest("34")
        let outside = scene.outside.path
        try scene.outside.plant(.file([]), "victim", mode: 0o666)
        try scene.spool.plant(.directory, "dir")
        try scene.spool.plant(.symbolicLink(to: outside + "/victim"), "link")
        try scene.spool.plant(.symbolicLink(to: "loop"), "loop")
        try scene.spool.plant(.file(Array(repeating: 0x7B, count: 100_000)), "1.req.tmp")
        try scene.spool.plant(.file([]), FileName(bytes: [0xFF, 0xFE, 0x0A]))
        try scene.spool.plant(.directory, "56.events", mode: 0o770)
        let shadowed = try scene.spool.plantRequest("56")
        let unreadable = try scene.spool.plantRequest(
            named: "78.req", contents: Filter(userid: nil, all: true).encoded(), mode: 0o000)
        let worker = try scene.worker()
        var paths: [String] = []
        for _ in 0..<3 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event, mustReturnFor: "HOOK-1")
            try worker.advance(seconds: 1)
        }
        scene.checkEqual(
            "HOOK-1", "the paths in 34.events, whose recorder is in order", try scene.spool.paths("34"), paths
        )
        living.release()
        shadowed.release()
        unreadable.release()
    },

    Case("HOOK-1/the spool is no directory", judges: ["HOOK-1"], role: .worker) {
        scene throws(Interruption) in
        let root = scene.spool.path
        try scene.outside.doing("plant a file at \(root)") { () throws(Errno) in
            _ = try Descriptor.open(root, [.writeOnly, .create, .exclusive], mode: 0o644)
        }
        let worker = try scene.worker()
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        try worker.advance(seconds: 1)
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
    },

    Case("HOOK-1/a spool that it may not enter", judges: ["HOOK-1"], role: .worker, needs: [.otherUsers]) {
        scene throws(Interruption) in
        try scene.spool.make(mode: 0o700)
        let living = try scene.spool.plantRequest("34")
        let worker = try scene.worker(ProcessOptions(user: .server))
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        try worker.advance(seconds: 1)
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        living.release()
    },

    Case(
        "HOOK-1/an events file that it may not write", judges: ["HOOK-1"], role: .worker, needs: [.otherUsers]
    ) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let living = try scene.spool.plantRequest("34")
        let other = try scene.spool.plantRequest("12")
        try scene.spool.plant(.file([]), .events("12"), mode: 0o600, owner: 0)
        let worker = try scene.worker(ProcessOptions(user: .server))
        let events = [scene.event(), scene.event()]
        for event in events { try worker.record(event, mustReturnFor: "HOOK-1") }
        scene.checkEqual(
            "HOOK-1", "the paths in 34.events, whose recorder is in order", try scene.spool.paths("34"),
            events.map(\.path))
        living.release()
        other.release()
    },

    Case("HOOK-1/no descriptor left", judges: ["HOOK-1"], role: .worker) { scene throws(Interruption) in
        // More recordings than the process may open files; then they end, and what is left is served.
        try scene.makeSpool()
        var many: [PlantedRequest] = []
        for id in 100..<180 { many.append(try scene.spool.plantRequest("\(id)")) }
        let worker = try scene.worker(ProcessOptions(openFilesLimit: 40))
        for _ in 0..<3 { try worker.record(scene.event(), mustReturnFor: "HOOK-1") }
        for request in many { try request.stop() }
        let last = try scene.spool.plantRequest("34")
        try worker.advance(seconds: 1)
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        try worker.advance(seconds: 1)
        let event = scene.event()
        try worker.record(event, mustReturnFor: "HOOK-1")
        scene.check(
            "HOOK-1", try scene.spool.paths("34").contains(event.path),
            expected:
                "a worker that had run out of descriptors to serve recorder 34 once they are free again",
            seen: "\(event.path) is not in 34.events")
        last.release()
    },

    Case(
        "HOOK-3/a recording that nobody reads", judges: ["HOOK-3"], role: .worker,
        arena: .writing(mebibytes: 32)
    ) {
        scene throws(Interruption) in
        let limit = 1 << 20
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let other = try scene.spool.plantRequest("34", Filter(userid: "root@pam", all: false))
        let worker = try scene.worker(ProcessOptions(limitBytes: limit))
        let filling = JSONValue.string(String(repeating: "x", count: 4000))
        for _ in 0..<10 {
            let events = (0..<100).map { _ in scene.event("GET", params: ["filling": filling]) }
            try worker.record(all: events, mustReturnFor: "HOOK-3")
            try worker.advance(seconds: 1)
        }
        let grown = try scene.spool.status(.events("12"))
        scene.check(
            "HOOK-3", (grown?.allocated ?? 0) <= Int64(limit + limit / 4),
            expected:
                "12.events, which nobody reads, to stop growing at SPOOL_LIMIT, \(limit) bytes of blocks",
            seen: "after 4 MB of events it takes \(grown?.allocated ?? 0) bytes")
        scene.check(
            "HOOK-3", (grown?.allocated ?? 0) > 0, expected: "events to be written up to the limit",
            seen: "12.events takes \(grown?.allocated ?? 0) bytes")
        let event = scene.event()
        try worker.record(event, mustReturnFor: "HOOK-3")
        scene.checkEqual(
            "HOOK-3", "the paths in 34.events, a recording far from its limit", try scene.spool.paths("34"),
            [event.path])
        let damaged = try scene.spool.eventsFile("12")?.damaged ?? []
        scene.check(
            "HOOK-3", damaged.isEmpty, expected: "whole lines only",
            seen: damaged.prefix(2).joined(separator: " | "))
        request.release()
        other.release()
    },

    Case("HOOK-3/much at once", judges: ["HOOK-3"], role: .worker, arena: .writing(mebibytes: 32)) {
        scene throws(Interruption) in
        // All within a second or little more: whoever looks at the file's size once a second sees it too late.
        let limit = 1 << 20
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        let worker = try scene.worker(ProcessOptions(limitBytes: limit))
        let filling = JSONValue.string(String(repeating: "x", count: 4000))
        let events = (0..<1000).map { _ in scene.event(params: ["filling": filling]) }
        try worker.record(all: events, mustReturnFor: "HOOK-3")
        let grown = try scene.spool.status(.events("12"))?.allocated ?? 0
        scene.check(
            "HOOK-3", grown <= Int64(2 * limit),
            expected:
                "12.events to stop growing at SPOOL_LIMIT, \(limit) bytes of blocks, however fast events come",
            seen: "after 4 MB of events at once it takes \(grown) bytes")
    },

    Case(
        "HOOK-3/room that a reader has given back", judges: ["HOOK-3"], role: .worker,
        arena: .writing(mebibytes: 32)
    ) {
        scene throws(Interruption) in
        // The limit is one of blocks: what a follower has punched out behind it is free again.
        let limit = 1 << 20
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let worker = try scene.worker(ProcessOptions(limitBytes: limit))
        let filling = JSONValue.string(String(repeating: "x", count: 4000))
        let events = (0..<400).map { _ in scene.event(params: ["filling": filling]) }
        try worker.record(all: events, mustReturnFor: "HOOK-3")
        let path = scene.spool.path + "/12.events"
        try scene.spool.doing("punch a hole into 12.events") { () throws(Errno) in
            let file = try Descriptor.open(path, [.readWrite, .noFollow])
            try RawFile.punchHole(file.rawValue, upTo: try file.status().size / 4096 * 4096)
        }
        try worker.advance(seconds: 1)
        // No shorter than the others: a short line may have room where a long one had none.
        let event = scene.event(params: ["filling": filling])
        try worker.record(event, mustReturnFor: "HOOK-3")
        let tail =
            try scene.spool.read(.events("12")).map { String(decoding: $0.suffix(6000), as: UTF8.self) } ?? ""
        scene.check(
            "HOOK-3", tail.contains("\"\(event.path)\""),
            expected:
                "a line to be written once a reader has given the file's blocks back, for the limit is one of blocks",
            seen: "\(event.path) is not at the end of 12.events")
        request.release()
    },
]
