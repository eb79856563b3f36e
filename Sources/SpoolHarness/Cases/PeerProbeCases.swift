internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// LOCK-7: another worker's lock on a dead recorder's request is no client.
    ///
    /// The judge is that other worker: it holds the lock while the worker under test scans, and removes the
    /// recorder's files afterwards. Only the events that come after that are judged.
    static let peerProbeCases: [Case] = [
        Case("LOCK-7/a peer that reaps with an exclusive lock", judges: ["LOCK-7"], role: .worker) { scene in
            try play(scene, .exclusive, requestFirst: true)
        },
        Case(
            "LOCK-7/a peer that reaps with an exclusive lock, events first", judges: ["LOCK-7"], role: .worker
        ) { scene in try play(scene, .exclusive, requestFirst: false) },
        Case("LOCK-7/a peer that reaps with a shared lock", judges: ["LOCK-7"], role: .worker) { scene in
            try play(scene, .shared, requestFirst: true)
        },
        Case("LOCK-7/a peer that reaps with a shared lock, events first", judges: ["LOCK-7"], role: .worker) {
            scene in try play(scene, .shared, requestFirst: false)
        },
        Case("LOCK-7/a peer that reaps between two events", judges: ["LOCK-7"], role: .worker, body: between),
    ]

    private static func play(
        _ scene: Scene, _ lock: FileLock, requestFirst: Bool
    ) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("7")
        let worker = try scene.worker()
        // One recorder that has events already, one that has none yet, one of which the first event is none.
        let ids = ["12", "34", "56"]
        var dead: [PlantedRequest] = []
        for id in ids {
            let filter = Filter(userid: id == "56" ? "alma@pam" : nil, all: true)
            dead.append(try scene.spool.plantRequest(id, filter, isLocked: false))
        }
        try scene.spool.appendEvents("12", text: "{\"path\":\"/from/before\"}\n")
        for request in dead { try request.lock(lock) }
        let during = scene.event()
        try worker.record(during)
        for (id, request) in zip(ids, dead) {
            let names: [FileName] = [.request(id), .events(id)]
            for name in requestFirst ? names : names.reversed() { try scene.spool.remove(name) }
            request.release()
        }
        var after: [String] = []
        for userid in ["root@pam", "alma@pam", "root@pam"] {
            let event = scene.event(userid: userid)
            after.append(event.path)
            try worker.record(event)
        }
        for id in ids { try expectNoLine(scene, id) }
        scene.checkEqual(
            "LOCK-7", "the paths in 7.events, whose recorder lives beside dead ones that a peer removes,",
            try scene.spool.paths("7"), [during.path] + after)
    }

    private static func between(_ scene: Scene) throws(Interruption) {
        // The worker has written for it once, so a descriptor that it kept may lead into what is removed by now.
        try scene.makeSpool()
        try scene.spool.plantRequest("7")
        let dying = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        let first = scene.event()
        try worker.record(first)
        scene.checkEqual(
            "LOCK-7", "the paths in 12.events, whose recorder lives,", try scene.spool.paths("12"),
            [first.path])
        // The client dies, and a peer removes both files before this worker's next scan.
        dying.release()
        try scene.spool.remove("12.req")
        try scene.spool.remove("12.events")
        let second = scene.event()
        try worker.record(second)
        try expectNoLine(scene, "12")
        scene.checkEqual(
            "LOCK-7", "the paths in 7.events, whose recorder lives,", try scene.spool.paths("7"),
            [first.path, second.path])
    }

    private static func expectNoLine(_ scene: Scene, _ id: String) throws(Interruption) {
        let seen = try scene.spool.read(.events(id)) ?? []
        scene.check(
            "LOCK-7", seen.isEmpty,
            expected:
                "no line for recorder \(id): another worker had found it dead and removed both its files "
                + "before these events came",
            seen: "\(id).events is there again and holds \(Excerpt.of(seen, limit: 300))")
    }
}
