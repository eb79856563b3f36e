internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// A start or a stop that is preempted at each of its calls while others act: DIR-3, LOCK-5, LOCK-6, START-3,
    /// STOP-2, REUSE-2.
    static let startRaceCases: [Case] = [
        Case(
            "LOCK-5/a start, and a worker's scan in between", judges: ["LOCK-5", "START-3", "REAP-3"],
            role: .client, secondsMax: 120
        ) { scene in
            try Preemption.everywhere(scene, in: "start") { scene throws(Interruption) in
                let client = try scene.client()
                let worker = try scene.worker()
                return try startRound(scene, client, succeedsFor: "START-3") { () throws(Interruption) in
                    try worker.record(scene.event())
                } after: { () throws(Interruption) in
                    try worker.end()
                }
            }
        },

        Case(
            "REUSE-2/a start on a dead id, and a worker's scan in between",
            judges: ["LOCK-5", "START-3", "REUSE-2", "START-2", "REAP-3"], role: .client,
            needs: [.chosenProcessIDs],
            secondsMax: 120
        ) { scene in
            try Preemption.everywhere(scene, in: "start on a dead id") { scene throws(Interruption) in
                try plantDead(scene)
                let client = try scene.client(ProcessOptions(processID: scene.world.reusedID))
                let worker = try scene.worker()
                return try startRound(scene, client, succeedsFor: "REUSE-2") { () throws(Interruption) in
                    try worker.record(scene.event())
                } after: { () throws(Interruption) in
                    try worker.end()
                }
            }
        },

        Case(
            "START-3/a start, and workers that probe and sweep in between",
            judges: ["START-3", "LOCK-5", "REAP-3"], role: .client, needs: [.chosenProcessIDs],
            secondsMax: 120
        ) { scene in
            // An orphan of the same id, which the worker has seen long enough to remove it.
            try Preemption.everywhere(scene, in: "start on an orphan's id") { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                try scene.spool.appendEvents("\(scene.world.reusedID)", text: "{\"path\":\"/left\"}\n")
                let client = try scene.client(ProcessOptions(processID: scene.world.reusedID))
                let worker = try scene.worker()
                try worker.record(scene.event())
                try worker.advance(seconds: 6)
                return try startRound(scene, client, succeedsFor: "START-3") { () throws(Interruption) in
                    try worker.record(scene.event())
                } after: { () throws(Interruption) in
                    try worker.end()
                }
            }
        },

        Case(
            "START-3/a reap, and a start of the same id in between",
            judges: ["START-3", "LOCK-5", "REAP-3"], role: .client, needs: [.chosenProcessIDs],
            secondsMax: 120
        ) { scene in
            // The worker stands still for a moment only: the start may wait for it, but must not fail.
            try Preemption.everywhere(scene, in: "reap") { scene throws(Interruption) in
                try plantDead(scene)
                let worker = try scene.worker()
                let client = try scene.client(ProcessOptions(processID: scene.world.reusedID))
                let traced = try scene.follow(worker.process, as: worker.processID)
                let custody = Custody()
                return Preemption.Round(
                    worker.process, traced,
                    begin: { () throws(Interruption) in
                        try worker.process.send("record", ["event": .object(scene.event().members)])
                    },
                    meanwhile: { _ throws(Interruption) in
                        try sendStart(client)
                        try scene.sleep(seconds: 0.05)
                        // Not while it still runs: a probe of the judge's would be one more in its way.
                        let isOver = client.process.hasReply
                        try custody.note(scene, "\(scene.world.reusedID)", isClients: isOver, before: traced)
                    },
                    judge: { _, when throws(Interruption) in
                        let reply = try client.process.receive()
                        if try custody.chargesWorker(scene, "\(scene.world.reusedID)", when) { return }
                        scene.check(
                            "START-3", reply.isSuccess, expected: "a start beside \(when) to succeed",
                            seen: "it failed: \(reply.error)")
                        if reply.isSuccess, let id = RecorderID(try reply.text("id")) {
                            try expectHeld(scene, id, "LOCK-5", "a start beside \(when)")
                        }
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try worker.end()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        },

        Case("DIR-3/two first starts", judges: ["DIR-3", "LOCK-5"], role: .client, secondsMax: 120) { scene in
            try Preemption.everywhere(scene, in: "first start") { scene throws(Interruption) in
                let client = try scene.client()
                let second = try scene.client()
                let other = Box<RecorderID?>(nil)
                return try startRound(scene, client, succeedsFor: "DIR-3") { () throws(Interruption) in
                    other.value = try second.start(mustSucceedFor: "DIR-3")
                } after: { () throws(Interruption) in
                    if let id = other.value {
                        try expectHeld(scene, id, "DIR-3", "the other of two first starts")
                    }
                    try second.kill()
                    let root = scene.spool.path
                    for name in try scene.spool.names() { try scene.spool.remove(name) }
                    try scene.spool.doing("remove \(root)") { () throws(Errno) in
                        try FileSystem.removeDirectory(root)
                    }
                }
            }
        },

        Case(
            "LOCK-6/a start, and another that takes the id in between", judges: ["LOCK-6"], role: .client,
            needs: [.chosenProcessIDs], secondsMax: 120
        ) { scene in
            // The other is a client of another PID namespace, played by the judge: it claims the id only where
            // the name is free, and locks before it does.
            try Preemption.everywhere(scene, in: "start") { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                let client = try scene.client(ProcessOptions(processID: scene.world.reusedID))
                let traced = try scene.follow(client.process, as: client.processID)
                let id = "\(scene.world.reusedID)"
                let filter = Filter(userid: "somebody@pam", all: false)
                let other = Box<PlantedRequest?>(nil)
                return Preemption.Round(
                    client.process, traced, begin: { () throws(Interruption) in try sendStart(client) },
                    meanwhile: { _ throws(Interruption) in
                        guard try !scene.spool.exists(.request(id)) else { return }
                        other.value = try scene.spool.plantRequest(id, filter)
                        try scene.spool.appendEvents(id, text: "{\"path\":\"/mine\"}\n")
                    },
                    judge: { reply, when throws(Interruption) in
                        guard let other = other.value else { return }
                        let isNamed = try other.isStillNamed()
                        let contents = try scene.spool.read(.request(id))
                        let events = try scene.spool.read(.events(id))
                        scene.check(
                            "LOCK-6", isNamed && contents == filter.encoded(),
                            expected:
                                "\(when) to leave \(id).req alone, which another had taken and locked meanwhile",
                            seen: isNamed ? "it was written to" : "it was removed or replaced")
                        scene.check(
                            "LOCK-6", events == Array("{\"path\":\"/mine\"}\n".utf8),
                            expected:
                                "\(when) to leave \(id).events alone, which another had taken meanwhile",
                            seen: events.map { Excerpt.of($0, limit: 100) } ?? "it was removed")
                        scene.check(
                            "LOCK-6", !reply.isSuccess,
                            expected: "\(when) to fail, for another had taken the id",
                            seen: "it reported success")
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try other.value?.stop()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        },

        Case("STOP-2/a stop, and a successor in between", judges: ["STOP-2"], role: .client, secondsMax: 120)
        { scene in
            // The successor is of another PID namespace, played by the judge: where the name stands unlocked it
            // clears it as a worker would, and where it is locked it gives up.
            try Preemption.everywhere(scene, in: "stop") { scene throws(Interruption) in
                let client = try scene.client()
                let id = try client.start().text
                try scene.spool.appendEvents(id, text: "{\"path\":\"/old\"}\n")
                let traced = try scene.follow(client.process, as: client.processID)
                let successor = Box<PlantedRequest?>(nil)
                return Preemption.Round(
                    client.process, traced,
                    begin: { () throws(Interruption) in try client.process.send("stop") },
                    meanwhile: { _ throws(Interruption) in
                        switch try scene.spool.lockState(.request(id)) {
                        case .exclusive, .shared: return
                        case .free:
                            try scene.spool.remove(.request(id))
                            try scene.spool.remove(.events(id))
                        case .missing: break
                        }
                        let taken = try scene.spool.plantRequest(id)
                        try scene.spool.remove(.events(id))
                        try scene.spool.appendEvents(id, text: "{\"path\":\"/new\"}\n")
                        successor.value = taken
                    },
                    judge: { _, when throws(Interruption) in
                        guard let successor = successor.value else { return }
                        let isNamed = try successor.isStillNamed()
                        scene.check(
                            "STOP-2", isNamed, expected: "\(when) to leave a successor's \(id).req",
                            seen: "it was removed")
                        let events = try scene.spool.paths(id)
                        scene.check(
                            "STOP-2", events == ["/new"],
                            expected: "\(when) to leave a successor's \(id).events",
                            seen: "it holds \(events)")
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try successor.value?.stop()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        },
    ]

    private static func plantDead(_ scene: Scene) throws(Interruption) {
        if try !scene.spool.exists() { try scene.makeSpool() }
        try scene.spool.plantRequest(
            "\(scene.world.reusedID)", Filter(userid: "old@pam", all: true), isLocked: false
        )
        .release()
        try scene.spool.appendEvents("\(scene.world.reusedID)", text: "{\"path\":\"/left\"}\n")
    }

    private static func sendStart(_ client: Client) throws(Interruption) {
        try client.process.send("start", ["filter": ["userid": .null, "all": .bool(true)]])
    }

    /// A start that is preempted: it succeeds, and when it says so its name, file and lock are one.
    private static func startRound(
        _ scene: Scene, _ client: Client, succeedsFor clause: ClauseID,
        meanwhile: @escaping () throws(Interruption) -> Void, after: @escaping () throws(Interruption) -> Void
    ) throws(Interruption) -> Preemption.Round {
        let traced = try scene.follow(client.process, as: client.processID)
        let own = "\(client.processID)"
        let custody = Custody()
        return Preemption.Round(
            client.process, traced, begin: { () throws(Interruption) in try sendStart(client) },
            meanwhile: { _ throws(Interruption) in
                // Nobody else is there to lock it.
                try custody.note(scene, own, isClients: true)
                try meanwhile()
                try custody.look(scene, own)
            },
            judge: { reply, when throws(Interruption) in
                if try custody.chargesWorker(scene, own, when) { return }
                scene.check(
                    clause, reply.isSuccess, expected: "\(when) to succeed", seen: "it failed: \(reply.error)"
                )
                if reply.isSuccess, let id = RecorderID(try reply.text("id")) {
                    try expectHeld(scene, id, "LOCK-5", when)
                    guard clause == "REUSE-2" else { return }
                    let old = try scene.spool.paths(id.text).contains("/left")
                    scene.check(
                        "START-2", !old, expected: "\(when) to begin without the lines of a dead recorder",
                        seen: "\(id).events still holds them")
                }
            },
            finish: { () throws(Interruption) in
                try client.kill()
                try after()
                for name in try scene.spool.names() { try scene.spool.remove(name) }
            })
    }

    /// A recording that was reported as started has its name and its lock.
    private static func expectHeld(
        _ scene: Scene, _ id: RecorderID, _ clause: ClauseID, _ when: String
    ) throws(Interruption) {
        let state = try scene.spool.lockState(.request(id))
        scene.check(
            clause, state == .exclusive,
            expected: "\(when) to hold the lock of \(id).req once it has succeeded",
            seen: state == .missing ? "there is no \(id).req" : "the lock is \(state)")
    }
}

/// A place for what a later step of a round needs.
final class Box<Value> {
    var value: Value

    init(_ value: Value) { self.value = value }
}
