internal import SpoolSpec
internal import SpoolSystem

/// How files are called, and whose they are by that.
extension Catalogue {
    static let nameCases: [Case] = [
        Case("NAME-1/a worker's file", judges: ["NAME-1"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("4711")
            try scene.worker().record(scene.event())
            scene.checkEqual(
                "NAME-1", "the names in the spool", try scene.spool.names(), ["4711.events", "4711.req"])
        },
        Case("NAME-1/a client's file", judges: ["NAME-1", "NAME-2"], role: .client) { scene in
            let client = try scene.client()
            let id = try client.start()
            let names = try scene.spool.names()
            // An events file of its own is no worker's, but nobody forbids a client to make it.
            let others = Set(names).subtracting([.request(id), .events(id)]).sorted()
            scene.check(
                "NAME-1", names.contains(.request(id)) && others.isEmpty,
                expected: "the request file \(id).req and nothing of another name", seen: "\(names)")
            scene.checkEqual("NAME-2", "the id", id.text, client.recordingID)
        },
        Case("NAME-2/the lock's holder", judges: ["NAME-2"], role: .client, needs: [.mountedProc]) { scene in
            let client = try scene.client()
            let id = try client.start()
            // Who has taken the lock is no matter: a helper may have, on a descriptor that it was lent.
            let holds = try !scene.spool.lockDescriptors(.request(id), of: client.processID).isEmpty
            let locks = try scene.spool.lockTable(.request(id))
            scene.check(
                "NAME-2", holds && id.text == client.recordingID,
                expected: "\(id).req to be named by the id of the process that holds its lock",
                seen: holds
                    ? "process \(client.recordingID) holds it"
                    : "process \(client.recordingID), the client, does not hold it; the kernel has \(locks)")
        },
        Case("NAME-3/ids are no numbers", judges: ["NAME-3"], role: .worker) { scene in
            try scene.makeSpool()
            let ids = ["0", "00", "7", "007", "18446744073709551616", "99999999999999999999999999"]
            for id in ids { try scene.spool.plantRequest(id) }
            let event = scene.event()
            try scene.worker().record(event)
            for id in ids {
                scene.checkEqual(
                    "NAME-3", "the paths in \(id).events", try scene.spool.paths(id), [event.path])
            }
        },
        Case("NAME-3/the dead among their likes", judges: ["NAME-3"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("7")
            let dead = try scene.spool.plantRequest("007")
            let worker = try scene.worker()
            try worker.record(scene.event())
            dead.release()
            try worker.advance(seconds: 1.5)
            let event = scene.event()
            try worker.record(event)
            let paths = try scene.spool.paths("7")
            scene.check(
                "NAME-3", paths.last == event.path,
                expected: "recorder 7 to be served on after the death of 007",
                seen: "the paths \(paths) in 7.events")
            scene.checkEqual("NAME-3", "whether 007.req is there", try scene.spool.exists("007.req"), false)
        },
        Case("NAME-4/other names, locked", judges: ["NAME-4"], role: .worker) { scene in
            try leaveAlone(scene, clause: "NAME-4", names: otherNames, isLocked: true)
        },
        Case("NAME-4/other names, unlocked", judges: ["NAME-4"], role: .worker) { scene in
            try leaveAlone(scene, clause: "NAME-4", names: otherNames, isLocked: false)
        },
        Case("NAME-4/events of no recorder", judges: ["NAME-4"], role: .worker) { scene in
            let names: [FileName] = [
                ".events", "-1.events", " 1.events", "1e3.events", "1.EVENTS", "1.events~", "1.events.tmp",
                "12\n.events", "notes.events", "１２.events", "1.req.events",
            ]
            try leaveAlone(scene, clause: "NAME-4", names: names, isLocked: false)
        },
        Case("NAME-5/a line feed behind it", judges: ["NAME-5"], role: .worker) { scene in
            try leaveAlone(scene, clause: "NAME-5", names: ["12.req\n"], isLocked: true)
            scene.checkEqual(
                "NAME-5", "whether 12.events was made", try scene.spool.exists("12.events"), false)
        },
        Case("NAME-5/a line feed behind it, unlocked", judges: ["NAME-5"], role: .worker) { scene in
            try leaveAlone(scene, clause: "NAME-5", names: ["12.req\n", "13.events\n"], isLocked: false)
        },
        Case("NAME-5/beside the true one", judges: ["NAME-5"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("12")
            try scene.spool.plantRequest(named: "12.req\n", contents: Filter(all: true).encoded())
            let event = scene.event()
            try scene.worker().record(event)
            scene.checkEqual("NAME-5", "the paths in 12.events", try scene.spool.paths("12"), [event.path])
        },
        Case("NAME-6/an id inside", judges: ["NAME-6"], role: .worker) { scene in
            try scene.makeSpool()
            let inside = ["\"99\"", "99", "\"../99\"", "null", "\"12\""]
            for (number, id) in inside.enumerated() {
                try scene.spool.plantRequest(
                    named: .request("\(number + 20)"),
                    contents: Array(#"{"id":\#(id),"userid":null,"all":1}"#.utf8))
            }
            let event = scene.event()
            try scene.worker().record(event)
            let ids = inside.indices.map { "\($0 + 20)" }
            for id in ids {
                scene.checkEqual(
                    "NAME-6", "the paths in \(id).events", try scene.spool.paths(id), [event.path])
            }
            scene.checkEqual(
                "NAME-6", "the names in the spool", try scene.spool.names(),
                ids.flatMap { [FileName.events($0), .request($0)] }.sorted())
        },
    ]

    /// Names that are no request file's, however much they look like one.
    private static let otherNames: [FileName] = [
        "-1.req", "+1.req", " 1.req", "1 .req", "1e3.req", "0x10.req", "1_000.req", "1,5.req", "1.5.req",
        "1.REQ",
        "1.Req", "1.req~", "1.req.tmp", "1.req ", ".req", "req", "1req", "1.reqs", "1.rec", "12\n.req",
        "\n12.req",
        "12.events.req", "12.req.req", "a1.req", "1a.req", "١٢.req", "１２.req", "१२.req", "1²3.req",
        FileName(bytes: [0xFF, 0x31] + Array(".req".utf8)), FileName(bytes: Array("1.req".utf8) + [0xFF]),
    ]

    /// Plants files under names that are no recorder's, and shows that a worker leaves them alone while it serves a
    /// true recorder beside them, however long they stand there.
    private static func leaveAlone(
        _ scene: Scene, clause: ClauseID, names: [FileName], isLocked: Bool
    ) throws(Interruption) {
        try scene.makeSpool()
        for name in names {
            // Everything is permitted to the worker, so that nothing but the clause holds it back.
            try scene.spool.plantRequest(
                named: name, contents: Filter(all: true).encoded(), isLocked: isLocked, mode: 0o660,
                owner: scene.spool.workers.user)
            try scene.spool.setAge(name, seconds: 3600)
        }
        try scene.spool.plantRequest("77")
        let before = try scene.spool.snapshot()
        let worker = try scene.worker()
        var paths: [String] = []
        for _ in 0..<4 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event)
            try worker.advance(seconds: 3)
        }
        scene.checkEqual(clause, "the paths in 77.events", try scene.spool.paths("77"), paths)
        try scene.checkUnchanged(clause, scene.spool, since: before, except: ["77.events"])
    }
}
