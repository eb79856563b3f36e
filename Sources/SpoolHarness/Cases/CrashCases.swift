internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// A process killed at each of its system calls in turn, and what the scans that follow make of it: START-5,
    /// STOP-3, REAP-4.
    static let crashCases: [Case] = [
        Case("START-5/killed at each call of a start", judges: ["START-5"], role: .client, secondsMax: 120) {
            scene in
            try killAtEachCall(scene, "START-5", "start") { scene in
                let client = try scene.client()
                return Victim(client.process, try scene.follow(client.process, as: client.processID)) {
                    _ = try client.tryStart()
                }
            }
        },

        Case(
            "START-5/killed at each call of a start on a dead recorder's id", judges: ["START-5"],
            role: .client,
            needs: [.chosenProcessIDs], secondsMax: 120
        ) { scene in
            try scene.makeSpool()
            try killAtEachCall(scene, "START-5", "start on a dead id") { scene in
                let id = scene.world.reusedID
                try scene.spool.plantRequest("\(id)", isLocked: false).release()
                try scene.spool.appendEvents("\(id)", text: "{}\n")
                let client = try scene.client(ProcessOptions(processID: id))
                return Victim(client.process, try scene.follow(client.process, as: client.processID)) {
                    _ = try client.tryStart()
                }
            }
        },

        Case("STOP-3/killed at each call of a stop", judges: ["STOP-3"], role: .client, secondsMax: 120) {
            scene in
            try killAtEachCall(scene, "STOP-3", "stop") { scene in
                let client = try scene.client()
                let id = try client.start()
                try scene.spool.appendEvents(id.text, text: "{}\n")
                return Victim(client.process, try scene.follow(client.process, as: client.processID)) {
                    _ = try client.tryStop()
                }
            }
        },

        Case("REAP-4/killed at each call of a reap", judges: ["REAP-4"], role: .worker, secondsMax: 120) {
            scene in
            try scene.makeSpool()
            try killAtEachCall(scene, "REAP-4", "reap") { scene in
                try scene.spool.plantRequest("12", isLocked: false).release()
                try scene.spool.appendEvents("12", text: "{}\n")
                let worker = try scene.worker()
                return Victim(worker.process, try scene.follow(worker.process, as: worker.processID)) {
                    try worker.record(scene.event())
                }
            }
        },

        Case("REAP-4/killed at each call of a sweep", judges: ["REAP-4"], role: .worker, secondsMax: 120) {
            scene in
            try scene.makeSpool()
            try scene.spool.appendEvents("12", text: "{}\n")
            try letScan(scene)
            guard try !scene.spool.exists("12.events") else {
                throw Interruption.skipped(
                    "this recorder removes no orphan (REAP-5), so there is no sweep to be killed in")
            }
            try killAtEachCall(scene, "REAP-4", "sweep of an orphan") { scene in
                try scene.spool.appendEvents("12", text: "{}\n")
                let worker = try scene.worker()
                try worker.record(scene.event())
                try worker.advance(seconds: 6)
                return Victim(worker.process, try scene.follow(worker.process, as: worker.processID)) {
                    try worker.record(scene.event())
                }
            }
        },
    ]

    /// A process that is to be killed in the middle of what it does.
    private struct Victim {
        let process: AdapterProcess
        let traced: TracedProcess
        let act: () throws -> Void

        init(_ process: AdapterProcess, _ traced: TracedProcess, act: @escaping () throws -> Void) {
            self.process = process
            self.traced = traced
            self.act = act
        }
    }

    /// Most calls at which a process is killed.
    private static let pointsMax = 100

    /// Plays the same again and again, and kills at the first call, the second, and so on, until a run comes to
    /// its end unharmed.
    private static func killAtEachCall(
        _ scene: Scene, _ clause: ClauseID, _ what: String,
        _ prepare: (Scene) throws -> Victim
    ) throws {
        for point in 1...pointsMax {
            let victim = try prepare(scene)
            let traced = victim.traced
            var count = 0
            var killedAt: ObservedCall?
            traced.before = { call in
                guard killedAt == nil else { return .none }
                count += 1
                guard count == point else { return .none }
                killedAt = call
                return .kill
            }
            do { try victim.act() } catch let interruption as Interruption {
                guard killedAt != nil else { throw interruption }
            }
            try victim.process.kill()
            try traced.requireCalls()
            try judgeLeftovers(
                scene, clause,
                "a \(what) that was killed before call \(point), \(killedAt.map(\.description) ?? "after its end")"
            )
            guard killedAt != nil else {
                scene.note("\(point - 1) points at which a \(what) was killed")
                return
            }
        }
        scene.note("no more than \(pointsMax) calls of a \(what) were tried")
    }

    /// Lets a fresh worker of the same recorder scan as often as it takes for an orphan, and looks what is left.
    private static func judgeLeftovers(
        _ scene: Scene, _ clause: ClauseID, _ when: String
    ) throws(Interruption) {
        try letScan(scene)
        let left = try scene.spool.names()
        scene.check(
            clause, left.isEmpty,
            expected: "\(when), to leave nothing that the scans that follow do not clean",
            seen: "still there: \(left.map(\.description).joined(separator: ", "))")
        for name in left { try scene.spool.remove(name) }
    }

    /// As many scans as it takes to reap the dead and to sweep orphans, whichever of the two ages is looked at.
    private static func letScan(_ scene: Scene) throws(Interruption) {
        let worker = try scene.worker()
        try worker.record(scene.event())
        for _ in 0..<2 {
            try worker.advance(seconds: 6)
            try worker.record(scene.event())
        }
        try worker.end()
    }
}
