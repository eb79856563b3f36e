internal import SpoolSpec
internal import SpoolSystem

/// START-3 and START-4: a start that others are in the way of, and one that finds no room.
extension Catalogue {
    static let startHindranceCases: [Case] = [
        Case("START-3/a worker probes the dead one", judges: ["START-3"], role: .client) { scene in
            try scene.makeSpool()
            var starts: [(client: Client, probe: HeldFile, what: String)] = []
            for (exclusive, contents) in [(false, "{}"), (true, "{}"), (true, ""), (false, "")] {
                let client = try scene.client()
                let probe = try plantDead(scene, client, contents)
                try probe.lock(exclusive: exclusive)
                starts.append((client, probe, exclusive ? "an exclusive probe" : "a shared probe"))
            }
            for start in starts { try start.client.sendStart(filter) }
            try scene.sleep(seconds: 0.3)
            for start in starts { start.probe.release() }
            for start in starts {
                try expectStart(
                    scene, start.client, "\(start.what) of its dead request by a worker, for 0.3 s")
            }
        },
        Case("START-3/a worker reaps the dead one", judges: ["START-3"], role: .client) { scene in
            try scene.makeSpool()
            var starts: [(client: Client, probe: HeldFile)] = []
            for exclusive in [false, true] {
                let client = try scene.client()
                let probe = try plantDead(scene, client, "{}")
                try probe.lock(exclusive: exclusive)
                starts.append((client, probe))
            }
            for start in starts { try start.client.sendStart(filter) }
            try scene.sleep(seconds: 0.3)
            for start in starts {
                // As a sound worker does it: only what is still the file that it has locked.
                if try start.probe.isStillNamed() {
                    try scene.spool.remove(.events(start.client.recordingID))
                    try scene.spool.remove(.request(start.client.recordingID))
                }
                start.probe.release()
            }
            for start in starts {
                try expectStart(scene, start.client, "a worker's removal of its dead request")
            }
        },
        Case("START-3/a worker has the directory's lock", judges: ["START-3"], role: .client) { scene in
            // A lock on the directory itself is how reapers keep out of each other's way.
            try scene.makeSpool()
            for exclusive in [true, false] {
                let dead = try scene.client()
                let fresh = try scene.client()
                try plantDead(scene, dead, "{}").release()
                let directory = try scene.spool.holdItself()
                try directory.lock(exclusive: exclusive)
                for client in [dead, fresh] { try client.sendStart(filter) }
                try scene.sleep(seconds: 0.3)
                directory.release()
                for client in [dead, fresh] {
                    try expectStart(scene, client, "a lock on the directory, for 0.3 s")
                }
            }
        },
        Case("START-3/probe after probe", judges: ["START-3"], role: .client) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            let probe = try plantDead(scene, client, "{}")
            try client.sendStart(filter)
            for round in 0..<30 where !client.process.hasReply {
                if try probe.tryLock(exclusive: round % 2 == 0) {
                    try scene.sleep(seconds: 0.01)
                    _ = try probe.lockState()
                } else {
                    try scene.sleep(seconds: 0.002)
                }
            }
            probe.release()
            try expectStart(scene, client, "thirty short probes of its dead request")
        },
        Case("START-3/a worker is stopped in the middle", judges: ["START-3"], role: .client) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest(stranger)
            try scene.spool.appendEvents(stranger, text: "{\"path\":\"/mine\"}\n")
            var starts: [(client: Client, probe: HeldFile, what: String)] = []
            for exclusive in [false, true] {
                let client = try scene.client()
                let probe = try plantDead(scene, client, "{}")
                try probe.lock(exclusive: exclusive)
                let how = exclusive ? "exclusively" : "by a shared lock"
                starts.append((client, probe, "a start whose dead request a stopped worker holds \(how)"))
            }
            let before = try scene.spool.snapshot()
            for start in starts { try start.client.sendStart(filter) }
            for (client, probe, what) in starts {
                let expected = "\(what) to succeed or to fail within 5 s"
                // Counted from when it was sent, with something on top for a machine that is busy.
                let outcome = try scene.charging("START-3", expected: expected) {
                    try client.receiveStart(within: 5.5)
                }
                try scene.checkUnchanged(
                    "START-3", [.request(stranger), .events(stranger)], of: scene.spool, since: before,
                    after: what)
                guard outcome.error != nil else {
                    try scene.checkRecording("START-3", try started(outcome), saying: filter, after: what)
                    continue
                }
                probe.release()
                try client.sendStart(filter)
                try expectStart(scene, client, "another such start, once the worker has gone on")
            }
        },
        Case("START-4/a directory under its events' name", judges: ["START-4"], role: .client) { scene in
            // Either it goes on without that, or it says that it cannot.
            try scene.makeSpool()
            let client = try scene.client()
            let id = client.recordingID
            try scene.spool.plant(.directory, .events(id))
            let outcome = try scene.charging(
                "START-4", expected: "such a start to end, and its process to live on"
            ) {
                try client.tryStart(filter, within: 6)
            }
            guard outcome.error != nil else {
                try scene.checkRecording(
                    "START-4", try started(outcome), saying: filter, after: "a start that reported success")
                return
            }
            let isThere = try scene.spool.exists(.request(id))
            scene.check(
                "START-4", !isThere, expected: "a start that failed to leave no \(id).req", seen: "it stands")
        },
        Case(
            "START-4/no page left", judges: ["START-4"], role: .client, needs: [.privateFileSystem],
            arena: ArenaOptions(fileSystemBytes: 256 << 10)
        ) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            // A request of more than a page is cut at the page's end: a short write, and no error.
            for (pages, user) in [(0, "alice@pam"), (1, String(repeating: "u", count: 6000)), (0, nil)] {
                let ballast = try scene.outside.fillPages(leaving: pages)
                try expectFailure(
                    scene, client, Filter(userid: user, all: true), "with \(pages) pages left for its request"
                )
                try ballast.remove()
                _ = try client.start(Filter(userid: user, all: true), mustSucceedFor: "START-4")
                try client.stop()
            }
        },
        Case(
            "START-4/no inode left", judges: ["START-4"], role: .client, needs: [.privateFileSystem],
            arena: ArenaOptions(fileSystemBytes: 1 << 20, inodes: 24)
        ) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            let ballast = try scene.outside.fillInodes()
            try expectFailure(scene, client, filter, "with no inode left")
            try ballast.remove()
            _ = try client.start(filter, mustSucceedFor: "START-4")
        },
        Case("START-4/a limit on the size of files", judges: ["START-4"], role: .client) { scene in
            try scene.makeSpool()
            // The limit cuts a write short; the request is longer than it, and the runtime's own files are not.
            for (limit, count) in [(4096, 6000), (40_000, 60_000)] {
                let client = try scene.client(
                    ProcessOptions(fileSizeLimit: Int64(limit), ignoredSignals: [.fileSize]))
                try expectFailure(
                    scene, client, Filter(userid: String(repeating: "u", count: count), all: true),
                    "by a process whose files may have \(limit) bytes (RLIMIT_FSIZE)")
                try client.end()
            }
        },
    ]

    private static let filter = Filter(userid: "alice@pam", all: true)

    /// Plants what a dead client of that id leaves, and opens it as a worker does.
    private static func plantDead(
        _ scene: Scene, _ client: Client, _ contents: String
    ) throws(Interruption) -> HeldFile {
        let id = client.recordingID
        try scene.spool.plantRequest(
            named: .request(id), contents: Array(contents.utf8), isLocked: false
        ).release()
        try scene.spool.appendEvents(id, text: "{\"path\":\"/before\"}\n")
        guard let held = try scene.spool.hold(.request(id)) else {
            throw .environment("what the judge planted is gone: \(id).req")
        }
        return held
    }

    /// Hears that a start succeeded, and looks whether it is whole.
    private static func expectStart(_ scene: Scene, _ client: Client, _ what: String) throws(Interruption) {
        let expected = "the start of \(client.processID) to succeed beside \(what)"
        let outcome = try scene.charging("START-3", expected: expected) { try client.receiveStart() }
        scene.check("START-3", outcome.error == nil, expected: expected, seen: outcome.error ?? "")
        guard outcome.error == nil else { return }
        let id = try started(outcome)
        try scene.checkRecording("START-3", id, saying: filter, after: what)
        let bytes = try scene.spool.read(.events(id)) ?? []
        scene.check(
            "START-3", bytes.isEmpty, expected: "the recording to begin empty beside \(what)",
            seen: "\(id).events holds \(Excerpt.of(bytes, limit: 120))")
    }

    private static func started(_ outcome: Client.Outcome<RecorderID>) throws(Interruption) -> RecorderID {
        guard let id = outcome.value else { throw .suite("the judge took a failed start for a recording") }
        return id
    }

    /// Lets a start fail for want of room, and looks that it leaves nothing.
    private static func expectFailure(
        _ scene: Scene, _ client: Client, _ filter: Filter, _ what: String
    ) throws(Interruption) {
        let before = try scene.spool.snapshot()
        let outcome = try scene.charging("START-4", expected: "a start \(what) to fail") {
            try client.tryStart(filter)
        }
        let contents = try scene.spool.read(.request(client.recordingID))
        scene.check(
            "START-4", outcome.error != nil, expected: "a start \(what) to fail",
            seen: "it succeeded, and \(client.processID).req holds "
                + (contents.map { "\($0.count) bytes: \(Excerpt.of($0, limit: 80))" }
                    ?? "nothing: there is none"))
        try scene.checkEntries("START-4", of: scene.spool, since: before, after: "a start \(what)")
        if outcome.error == nil { _ = try client.tryStop() }
    }
}
