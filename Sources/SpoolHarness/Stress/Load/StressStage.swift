internal import SpoolSpec
internal import SpoolSystem

/// What `spool-stress` becomes inside its stage.
package enum StressStage {
    /// The first argument by which the tool knows that it is to run a plan, which comes by its standard input.
    package static let argument = "--stress-stage"

    /// Runs the plan that the standard input holds: see ``StageInput``.
    ///
    /// - Returns: the exit status; 0 also where there are violations, for those were told.
    package static func run(_ arguments: [String]) -> Int32 {
        guard arguments.count == 1, let plan = StageInput.job().flatMap(StressPlan.init) else {
            return complain("no plan that a stage could read")
        }
        guard let stage = Stage.current else { return complain("not started as a stage") }
        let output = StressOutput()
        do throws(Interruption) {
            let (world, refused) = world(stage, plan)
            let place = try place(plan, world)
            let spool = place + "/spool"
            let room = StressRoom(plan, room: StressRoom.room(in: place))
            let conductor = StressConductor(plan, world, spool: spool, room, output)
            output.send(
                .began(
                    nemeses: conductor.nemeses.active.map(\.rawValue),
                    missing: conductor.nemeses.missing.map { "\($0.nemesis.rawValue): \($0.reason)" }
                        + [refused].compactMap(\.self),
                    notes: [room.note].compactMap(\.self)))
            try conductor.run()
            let result = conductor.result
            if plan.keepsAlways { conductor.keep(result) }
            output.send(.ended(result))
            if plan.directory != nil { try removeSpool(spool) }
            return 0
        } catch { return complain(error.text) }
    }

    /// The world of the run, and why its workers are our own user's, where that is because theirs cannot run an adapter.
    private static func world(_ stage: Stage, _ plan: StressPlan) -> (World, refused: String?) {
        let world = World(stage)
        for command in [plan.command, plan.mix].compactMap({ $0 }) {
            let job = StageJob(.preflight, candidate: command)
            guard let reason = Preflight.serverRefused(job, in: world) else { continue }
            // Where nobody can run it at all, its own error is told.
            guard Preflight.isRunnable(job, in: world) else { break }
            return (World(stage, serverRefused: reason), "workers of another user than clients: \(reason)")
        }
        return (world, nil)
    }

    /// The directory that the spool is made in: the arena, or one of its own in the one that was named.
    private static func place(_ plan: StressPlan, _ world: World) throws(Interruption) -> String {
        guard let directory = plan.directory else { return world.root }
        let path = "\(directory)/spool-stress-\(plan.seed)-\(WallClock.now)"
        do throws(Errno) {
            try FileSystem.makeDirectory(path, mode: 0o755)
        } catch { throw .failed("make \(path)", error) }
        return path
    }

    private static func removeSpool(_ path: String) throws(Interruption) {
        do throws(Errno) {
            let directory = try Descriptor.open(path, [.readOnly, .directory, .noFollow])
            for entry in try directory.allEntries() {
                try FileSystem.remove(bytes: entry.name, at: directory.rawValue)
            }
            try FileSystem.removeDirectory(path)
            try FileSystem.removeDirectory(String(path.dropLast("/spool".count)))
        } catch {
            if error != .noEntry { throw .failed("remove \(path)", error) }
        }
    }

    private static func complain(_ text: String) -> Int32 {
        StandardError.write("stage: \(text)\n")
        return 70
    }
}

extension StressConductor {
    /// What the run has come to.
    var result: StressResult {
        _ = progress(now)
        // Each whole line in its place could have broken these, and each answer the hook's promise.
        for clause: ClauseID in ["APPEND-2", "EVENT-2"] {
            ledger.tally.looked(at: clause, times: ledger.linesInPlace)
        }
        if plan.filters > 1 {
            for clause: ClauseID in ["FILTER-2", "FILTER-3", "FILTER-6"] {
                ledger.tally.looked(at: clause, times: ledger.linesInPlace)
            }
        }
        ledger.tally.looked(at: "APPEND-3", times: ledger.tornLines)
        ledger.tally.looked(at: "HOOK-1", times: plan.verifies ? counters.replies : 0)
        ledger.tally.looked(at: "LOCK-1", times: plan.verifies ? counters.settled : 0)
        return StressResult(
            seconds: loadSeconds, counters: counters, tally: ledger.tally, latency: latency,
            recorders: hellos.compactMap { $0 }.map { "\($0.name) \($0.version) (\($0.language))" },
            troubles: troubles, gluedExample: ledger.gluedExample, endurance: endurance)
    }
}
