internal import SpoolSpec
internal import SpoolSystem

/// LOCK-3: whether a recorder lives is for its lock to say, and for nothing else.
extension Catalogue {
    static let livenessCases: [Case] = [
        Case("LOCK-3/locked, whatever the id", judges: ["LOCK-3"], role: .worker) { scene in
            // Ids of no process, of processes that are no client, and of none that there can be.
            try scene.makeSpool()
            let worker = try scene.worker()
            let ids = [
                "0", "1", "4194305", "999999999", "12345678901234567890123456", String(worker.processID),
                String(Accounts.process),
            ]
            try expectAlive(scene, worker, Dictionary(ids.map { ($0, 0) }) { first, _ in first })
        },
        Case("LOCK-3/locked, whatever the age", judges: ["LOCK-3"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            try expectAlive(
                scene, worker,
                ["11": 10, "12": 3600, "13": 86_400 * 365, "14": 1.7e9, "15": -3600, "16": -1e9])
        },
        Case("LOCK-3/unlocked, though there is a process", judges: ["LOCK-3"], role: .worker) { scene in
            try scene.makeSpool()
            let client = try scene.peerClient()
            let worker = try scene.worker()
            let ids = [1, worker.processID, Accounts.process, client.processID].map { String($0) }
            for id in ids { try plantDead(scene, id) }
            try expectDead(scene, worker, ids)
        },
        Case("LOCK-3/unlocked, whatever the age", judges: ["LOCK-3"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            let ages: [String: Double] = [
                "11": 0, "12": 0.5, "13": 30, "14": 86_400, "15": -3600, "16": -1e9,
            ]
            for (id, age) in ages {
                try plantDead(scene, id)
                try scene.spool.setAge(.request(id), seconds: age)
                try scene.spool.setAge(.events(id), seconds: age)
            }
            try expectDead(scene, worker, ages.keys.sorted())
        },
        Case("LOCK-3/unlocked, whatever it says", judges: ["LOCK-3"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            let contents = [
                "{\"userid\":null,\"all\":1}", "{\"userid\":null,\"all\":1,\"pid\":\(worker.processID)}",
                "{\"userid\":null,\"all\":1,\"locked\":true,\"alive\":1}", "", "{", "[]", "\u{0}",
                "{\"userid\":null,\"all\":1,\"expires\":99999999999}",
            ]
            let ids = contents.indices.map { String(100 + $0) }
            for (id, text) in zip(ids, contents) { try plantDead(scene, id, Array(text.utf8)) }
            try expectDead(scene, worker, ids)
        },
        Case("LOCK-3/locked, whatever it says", judges: ["LOCK-3"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            let contents = [
                "", "{", "[]", "\u{0}", "{\"userid\":null,\"all\":1,\"pid\":1,\"expires\":1}", "dead",
            ]
            var requests: [PlantedRequest] = []
            for (number, text) in contents.enumerated() {
                let name = FileName.request(String(100 + number))
                requests.append(try scene.spool.plantRequest(named: name, contents: Array(text.utf8)))
            }
            for _ in 0..<2 {
                try worker.record(scene.event())
                for (request, text) in zip(requests, contents) {
                    let isNamed = try request.isStillNamed()
                    scene.check(
                        "LOCK-3", isNamed,
                        expected: "\(request.name), which is locked and holds "
                            + "\(Excerpt.of(text.utf8, limit: 80)), to be taken for alive and kept",
                        seen: "it was removed or replaced")
                }
                try worker.advance(seconds: 1.1)
            }
        },
        Case("LOCK-3/open, but not locked", judges: ["LOCK-3"], role: .worker) { scene in
            // A process that has the file open, to read or to write, does not hold its lock by that.
            try scene.makeSpool()
            let worker = try scene.worker()
            let open = try scene.spool.plantRequest("12", isLocked: false)
            try scene.spool.appendEvents("12", text: "{\"path\":\"/before\"}\n")
            let reader = try scene.spool.hold(.request("12"))
            try expectDead(scene, worker, ["12"])
            reader?.release()
            open.release()
        },
    ]

    private static func plantDead(
        _ scene: Scene, _ id: String, _ contents: [UInt8] = Scene.everything.encoded()
    ) throws(Interruption) {
        try scene.spool.plantRequest(named: .request(id), contents: contents, isLocked: false).release()
        try scene.spool.appendEvents(id, text: "{\"path\":\"/before\"}\n")
    }

    /// Plants locked requests that look so old, and expects every event of two scans in each of them.
    private static func expectAlive(
        _ scene: Scene, _ worker: Worker, _ ages: [String: Double]
    ) throws(Interruption) {
        for (id, age) in ages {
            try scene.spool.plantRequest(id)
            if age != 0 { try scene.spool.setAge(.request(id), seconds: age) }
        }
        var paths: [String] = []
        for _ in 0..<2 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event)
            try worker.advance(seconds: 1.1)
        }
        for (id, age) in ages.sorted(by: { $0.key < $1.key }) {
            let seen = try scene.spool.paths(id)
            let isThere = try scene.spool.exists(.request(id))
            let words = age == 0 ? "whose lock is held" : "whose lock is held and which looks \(age) s old"
            scene.check(
                "LOCK-3", seen == paths && isThere,
                expected: "recorder \(id), \(words), to be taken for alive: \(paths) in \(id).events",
                seen: "\(seen), and \(id).req is \(isThere ? "there" : "gone")")
        }
    }

    /// Expects that a worker's first scan takes these for dead: nothing is written for them and their files go.
    private static func expectDead(
        _ scene: Scene, _ worker: Worker, _ ids: [String]
    ) throws(Interruption) {
        try worker.record(scene.event())
        for id in ids {
            let names = try scene.spool.names()
            let there = [FileName.request(id), .events(id)].filter(names.contains)
            let paths = try scene.spool.paths(id)
            scene.check(
                "LOCK-3", there.isEmpty,
                expected: "recorder \(id), whose lock nobody holds, to be taken for dead and removed",
                seen: "\(there) after a scan; \(id).events has the paths \(paths)")
        }
    }
}
