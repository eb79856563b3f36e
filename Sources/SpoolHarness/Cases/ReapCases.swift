internal import SpoolSpec
internal import SpoolSystem

/// REAP: what the dead leave is cleared away, and what the living own is not.
let reapCases: [Case] = [
    Case("REAP-1/found dead by a fresh worker", judges: ["REAP-1"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let ids = ["1", "007", "4711", "99999999999999999999999999"]
        for id in ids { try plantDead(scene, id, events: id != "007") }
        let worker = try scene.worker()
        try worker.record(scene.event())
        try expectGone(scene, ids)
    },

    Case("REAP-1/dies under a worker's eyes", judges: ["REAP-1"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let dying = try scene.spool.plantRequest("12")
        let living = try scene.spool.plantRequest("34")
        let worker = try scene.worker()
        try worker.record(scene.event())
        dying.release()
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        try expectGone(scene, ["12"])
        try expectThere(scene, "REAP-1", ["34.req", "34.events"])
        living.release()
    },

    Case("REAP-1/whatever a dead request says", judges: ["REAP-1", "LOCK-3"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let contents: [(id: String, bytes: [UInt8])] = [
            ("1", []), ("2", Array("{".utf8)), ("3", Array("[]".utf8)), ("4", [0xFF, 0xFE]),
            ("5", Array("{\"userid\":\"nobody@pam\",\"all\":0}".utf8)),
            ("6", Array(repeating: 0x20, count: 70_000)),
        ]
        for (id, bytes) in contents {
            try scene.spool.plantRequest(named: .request(id), contents: bytes, isLocked: false).release()
            try scene.spool.appendEvents(id, text: "{}\n")
        }
        let worker = try scene.worker()
        try worker.record(scene.event())
        try expectGone(scene, contents.map(\.id))
    },

    Case("REAP-1/a second name of somebody's file", judges: ["REAP-1"], role: .worker) {
        scene throws(Interruption) in
        // Only the name in the spool goes; the file keeps its other name, its contents and its mode.
        try scene.makeSpool()
        try scene.outside.plant(.file(Array("precious\n".utf8)), "victim", mode: 0o664)
        try scene.spool.plant(.hardLink(to: scene.outside.path + "/victim"), .request("12"))
        try scene.spool.plant(.hardLink(to: scene.outside.path + "/victim"), .events("12"))
        let worker = try scene.worker()
        try worker.record(scene.event())
        try expectGone(scene, ["12"])
        let victim = try scene.outside.read("victim")
        scene.check(
            "REAP-1", victim == Array("precious\n".utf8),
            expected: "a file of which 12.req and 12.events were second names keeps its contents",
            seen: victim.map { Excerpt.of($0, limit: 120) } ?? "it is gone")
    },

    Case("REAP-2/living recorders of every kind", judges: ["REAP-2", "LOCK-3"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let contents: [(id: String, bytes: [UInt8])] = [
            ("1", Array("{\"userid\":null,\"all\":1}".utf8)), ("2", []), ("3", Array("{\"userid\":".utf8)),
            ("4", Array("[1]".utf8)), ("5", [0xC3, 0x28]), ("6", Array(repeating: 0x20, count: 70_000)),
            ("7", Array("{\"userid\":\"nobody@pam\",\"all\":0}".utf8)), ("2147483648", Array("{}".utf8)),
        ]
        var held: [PlantedRequest] = []
        for (id, bytes) in contents {
            held.append(try scene.spool.plantRequest(named: .request(id), contents: bytes))
            try scene.spool.appendEvents(id, text: "{\"path\":\"/before\"}\n")
            try scene.spool.setAge(.request(id), seconds: 90_000)
            try scene.spool.setAge(.events(id), seconds: 90_000)
        }
        let worker = try scene.worker()
        for _ in 0..<4 {
            try worker.record(scene.event())
            try worker.advance(seconds: 6)
        }
        try worker.record(scene.event())
        for request in held {
            let isNamed = try request.isStillNamed()
            scene.check(
                "REAP-2", isNamed, expected: "\(request.name), whose lock is held, to stay",
                seen: "it was removed or replaced")
            request.release()
        }
        try expectThere(scene, "REAP-2", contents.map { "\($0.id).events" })
    },

    Case("REAP-5/an orphan is swept", judges: ["REAP-5", "REAP-2"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let living = try scene.spool.plantRequest("34", Filter(userid: "nobody@pam", all: true))
        try scene.spool.appendEvents("34", text: "{\"path\":\"/mine\"}\n")
        try scene.spool.appendEvents("12", text: "{\"path\":\"/left\"}\n")
        try scene.spool.appendEvents("007", [])
        let worker = try scene.worker()
        try worker.record(scene.event())
        try worker.advance(seconds: 5.5)
        try worker.record(scene.event())
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        for name in ["12.events", "007.events"] {
            scene.check(
                "REAP-5", !(try scene.spool.exists(FileName(name))),
                expected: "\(name), seen without a request in scans more than 5 s apart, to be removed",
                seen: "it is still there")
        }
        let strange = try scene.spool.names().filter { $0 != "34.req" && $0 != "34.events" }
        scene.check(
            "REAP-5", strange.allSatisfy { $0 == "12.events" || $0 == "007.events" },
            expected: "nothing else to be left in the spool", seen: "\(strange)")
        try expectThere(scene, "REAP-2", ["34.req", "34.events"])
        living.release()
    },

    Case("REAP-5/an old orphan", judges: ["REAP-5"], role: .worker) { scene throws(Interruption) in
        try scene.makeSpool()
        try scene.spool.appendEvents("12", text: "{\"path\":\"/left\"}\n")
        try scene.spool.setAge(.events("12"), seconds: 3600)
        let worker = try scene.worker()
        try worker.record(scene.event())
        for _ in 0..<6 {
            try worker.advance(seconds: 1)
            try worker.record(scene.event())
        }
        scene.check(
            "REAP-5", !(try scene.spool.exists(.events("12"))),
            expected: "12.events, an hour old and seen without a request for 6 s, to be removed",
            seen: "it is still there")
    },

    Case("REAP-5/an orphan whose request comes", judges: ["REAP-5"], role: .worker) {
        scene throws(Interruption) in
        // Between the two sightings a recorder took the id: its file is no orphan.
        try scene.makeSpool()
        try scene.spool.appendEvents("12", text: "{\"path\":\"/left\"}\n")
        let worker = try scene.worker()
        try worker.record(scene.event())
        try scene.spool.remove(.events("12"))
        let living = try scene.spool.plantRequest("12", Filter(userid: "nobody@pam", all: true))
        try scene.spool.appendEvents("12", text: "{\"path\":\"/mine\"}\n")
        try worker.advance(seconds: 6)
        try worker.record(scene.event())
        try worker.advance(seconds: 6)
        try worker.record(scene.event())
        try expectThere(scene, "REAP-5", ["12.req", "12.events"])
        living.release()
    },
]

private func plantDead(_ scene: Scene, _ id: String, events: Bool) throws(Interruption) {
    try scene.spool.plantRequest(id, isLocked: false).release()
    if events { try scene.spool.appendEvents(id, text: "{\"path\":\"/left\"}\n") }
}

private func expectGone(_ scene: Scene, _ ids: [String]) throws(Interruption) {
    for id in ids {
        for name in [FileName.request(id), .events(id)] {
            scene.check(
                "REAP-1", !(try scene.spool.exists(name)),
                expected: "\(name) of a recorder whose lock is free to be removed by the first scan",
                seen: "it is still there")
        }
    }
}

private func expectThere(_ scene: Scene, _ clause: ClauseID, _ names: [String]) throws(Interruption) {
    for name in names {
        scene.check(
            clause, try scene.spool.exists(FileName(name)),
            expected: "\(name), of a living recorder, to stay",
            seen: "it is gone")
    }
}
