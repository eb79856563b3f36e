internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// A worker that is preempted at each of its calls while others act: REAP-2, REAP-3, REAP-5, REUSE-1, LOCK-7,
    /// APPEND-2.
    static let workerRaceCases: [Case] = [
        Case(
            "REAP-3/a reap, and a successor in between", judges: ["REAP-3"], role: .worker, secondsMax: 120
        ) { scene in
            // A peer, which is a worker of the same recorder, reaps meanwhile where it can; if the name is free
            // then, the id comes back.
            try Preemption.everywhere(scene, in: "reap") { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                try scene.spool.plantRequest("12", isLocked: false).release()
                try scene.spool.appendEvents("12", text: "{\"path\":\"/old\"}\n")
                let worker = try scene.worker()
                let peer = try scene.worker()
                return try reapRound(scene, worker, "12", "REAP-3") { () throws(Interruption) in
                    try peer.record(scene.event())
                    return try succeed(scene, "12")
                } after: { () throws(Interruption) in
                    try peer.end()
                }
            }
        },

        startBeside("REAP-5/a sweep, and a start in between", "sweep of an orphan", isOld: true),
        startBeside(
            "REAP-5/the first sight of an orphan, and a start in between", "scan that finds an orphan",
            isOld: false),

        Case(
            "REUSE-1/an append, and death and a successor in between", judges: ["REUSE-1", "REAP-3"],
            role: .worker,
            secondsMax: 120
        ) { scene in
            for hasEvents in [false, true] {
                try Preemption.everywhere(scene, in: "hook with a known recorder") {
                    scene throws(Interruption) in
                    if try !scene.spool.exists() { try scene.makeSpool() }
                    let old = try scene.spool.plantRequest("12")
                    let worker = try scene.worker()
                    // With an event before, it has the events file open; without, only the list of recorders.
                    try worker.record(scene.event(proxied: !hasEvents))
                    return try reapRound(scene, worker, "12", "REUSE-1") { () throws(Interruption) in
                        try old.stop()
                        return try succeed(scene, "12")
                    } after: { () throws(Interruption) in
                    }
                }
            }
        },

        Case(
            "LOCK-7/a scan, and a peer's removal in between", judges: ["LOCK-7"], role: .worker,
            secondsMax: 120
        ) { scene in
            for strength in [FileLock.shared, .exclusive] {
                try Preemption.everywhere(scene, in: "scan") { scene throws(Interruption) in
                    if try !scene.spool.exists() { try scene.makeSpool() }
                    try scene.spool.plantRequest("12", isLocked: false).release()
                    let worker = try scene.worker()
                    let traced = try scene.follow(worker.process, as: worker.processID)
                    let path = scene.spool.path + "/12.req"
                    let probe = Box<Int32>(-1)
                    // A peer probes, and so holds the lock while this worker scans; then it removes what it found.
                    probe.value = try scene.spool.doing("probe 12.req") { () throws(Errno) in
                        let file = try Descriptor.open(path, [.readOnly])
                        try file.tryLock(strength)
                        return file.release()
                    }
                    let removed = Box(false)
                    let remove = { () throws(Interruption) in
                        guard !removed.value else { return }
                        removed.value = true
                        try scene.spool.remove("12.req")
                        try scene.spool.remove("12.events")
                        _ = Descriptor(owning: probe.value)
                    }
                    return Preemption.Round(
                        worker.process, traced,
                        begin: { () throws(Interruption) in try sendEvent(scene, worker) },
                        meanwhile: { _ throws(Interruption) in try remove() },
                        judge: { _, when throws(Interruption) in
                            let later = scene.event()
                            try worker.record(later)
                            let paths = try scene.spool.paths("12")
                            scene.check(
                                "LOCK-7", !paths.contains(later.path),
                                expected:
                                    "\(when) to be followed by no line for a recorder that a peer removed meanwhile",
                                seen: "12.events holds \(paths)")
                        },
                        finish: { () throws(Interruption) in
                            try remove()
                            try worker.end()
                            for name in try scene.spool.names() { try scene.spool.remove(name) }
                        })
                }
            }
        },

        Case(
            "APPEND-2/an append, and a peer's in between", judges: ["APPEND-2"], role: .worker,
            secondsMax: 120
        ) {
            scene in
            try Preemption.everywhere(scene, in: "append") { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                let living = try scene.spool.plantRequest("12")
                let worker = try scene.worker()
                let peer = try scene.worker()
                let traced = try scene.follow(worker.process, as: worker.processID)
                let events = (0..<3).map { _ in scene.event() }
                return Preemption.Round(
                    worker.process, traced,
                    begin: { () throws(Interruption) in
                        try worker.process.send("record", ["event": .object(events[0].members)])
                    },
                    meanwhile: { _ throws(Interruption) in
                        try peer.record(events[1])
                        try peer.record(events[2])
                    },
                    judge: { _, when throws(Interruption) in
                        let paths = try scene.spool.paths("12")
                        let expected = events.map(\.path)
                        scene.check(
                            "APPEND-2",
                            paths.sorted() == expected.sorted()
                                && !before(expected[2], expected[1], in: paths),
                            expected:
                                "\(when) and a peer's two lines to be in 12.events, each once, the peer's in their order",
                            seen: "\(paths)")
                    },
                    finish: { () throws(Interruption) in
                        try worker.end()
                        try peer.end()
                        try living.stop()
                    })
            }
        },
    ]

    private static func before(_ first: String, _ second: String, in paths: [String]) -> Bool {
        guard let one = paths.firstIndex(of: first), let other = paths.firstIndex(of: second) else {
            return false
        }
        return one < other
    }

    private static func sendEvent(_ scene: Scene, _ worker: Worker) throws(Interruption) {
        try worker.process.send("record", ["event": .object(scene.event(userid: "old@pam").members)])
    }

    /// What a sound client does that gets the id: it claims the free name, clears the events, and asks for others.
    private static func succeed(_ scene: Scene, _ id: String) throws(Interruption) -> PlantedRequest? {
        guard try !scene.spool.exists(.request(id)) else { return nil }
        let successor = try scene.spool.plantRequest(id, Filter(userid: "new@pam", all: true))
        try scene.spool.remove(.events(id))
        try scene.spool.appendEvents(id, text: "{\"path\":\"/new\"}\n")
        return successor
    }

    /// A worker's hook that is preempted, and a successor that may come meanwhile: neither its files nor its
    /// events are touched.
    private static func reapRound(
        _ scene: Scene, _ worker: Worker, _ id: String, _ clause: ClauseID,
        meanwhile: @escaping () throws(Interruption) -> PlantedRequest?,
        after: @escaping () throws(Interruption) -> Void
    ) throws(Interruption) -> Preemption.Round {
        let traced = try scene.follow(worker.process, as: worker.processID)
        let successor = Box<PlantedRequest?>(nil)
        return Preemption.Round(
            worker.process, traced, begin: { () throws(Interruption) in try sendEvent(scene, worker) },
            meanwhile: { _ throws(Interruption) in successor.value = try meanwhile() },
            judge: { _, when throws(Interruption) in
                guard let successor = successor.value else { return }
                // Also what it does next, with whatever it remembers.
                try sendEvent(scene, worker)
                _ = try worker.process.receive().success()
                let isNamed = try successor.isStillNamed()
                scene.check(
                    "REAP-3", isNamed, expected: "\(when) to leave the request of a successor of the same id",
                    seen: "it was removed or replaced")
                let paths = try scene.spool.paths(id)
                scene.check(
                    clause, paths == ["/new"],
                    expected:
                        "\(when) to leave a successor's \(id).events, and to write nothing that it did not ask for",
                    seen: "it holds \(paths)")
            },
            finish: { () throws(Interruption) in
                try after()
                try worker.end()
                try successor.value?.stop()
                for name in try scene.spool.names() { try scene.spool.remove(name) }
            })
    }

    /// A start while a worker has an orphan of its id in hand, one that it has seen for long or sees for the first time.
    private static func startBeside(_ name: String, _ what: String, isOld: Bool) -> Case {
        Case(name, judges: ["REAP-5"], role: .worker, needs: [.chosenProcessIDs], secondsMax: 120) { scene in
            try Preemption.everywhere(scene, in: what, within: 10) { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                try scene.spool.appendEvents("\(scene.world.reusedID)", text: "{\"path\":\"/old\"}\n")
                let worker = try scene.worker()
                if isOld {
                    try worker.record(scene.event())
                    try worker.advance(seconds: 6)
                }
                let client = try scene.peerClient(ProcessOptions(processID: scene.world.reusedID))
                let traced = try scene.follow(worker.process, as: worker.processID)
                let started = Box(false)
                return Preemption.Round(
                    worker.process, traced,
                    begin: { () throws(Interruption) in try sendEvent(scene, worker) },
                    meanwhile: { _ throws(Interruption) in
                        // While the sweeper stands in the middle a start may fail, but not harm or be harmed.
                        guard try client.tryStart(Filter(userid: "nobody@pam", all: true)).value != nil else {
                            return
                        }
                        started.value = true
                        try scene.spool.appendEvents("\(scene.world.reusedID)", text: "{\"path\":\"/new\"}\n")
                    },
                    judge: { _, when throws(Interruption) in
                        guard started.value else { return }
                        let state = try scene.spool.lockState("\(scene.world.reusedID).req")
                        scene.check(
                            "REAP-5", state == .exclusive,
                            expected: "\(when) to leave the request of a start of the same id",
                            seen: state == .missing ? "it is gone" : "its lock is \(state)")
                        let paths = try scene.spool.paths("\(scene.world.reusedID)")
                        scene.check(
                            "REAP-5", paths == ["/new"],
                            expected: "\(when) to leave the new recording's events",
                            seen: "\(scene.world.reusedID).events holds \(paths)")
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try worker.end()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        }
    }
}
