internal import SpoolSpec
internal import SpoolSystem

/// A search that sees no call breaks nothing. Before it begins each process does what its part does, alone, and the files
/// are compared with the calls that were seen.
extension Troupe {
    /// Lets each client begin and end a recording, and each worker write a line.
    ///
    /// - Throws: what the files show, where no call that does it was seen.
    func proveSight() throws(Interruption) {
        for performer in performers {
            guard let traced = performer.traced else { continue }
            if performer.isClient {
                try proveStart(performer, traced)
            } else {
                try proveHook(performer, traced)
            }
        }
    }

    private func proveStart(_ performer: Performer, _ traced: TracedProcess) throws(Interruption) {
        guard let reply = try act(.start(userid: nil), performer, traced) else { return }
        try scene.requireSight(traced, ofStart: reply)
        if reply.isSuccess { _ = try act(.stop, performer, traced) }
    }

    private func proveHook(_ performer: Performer, _ traced: TracedProcess) throws(Interruption) {
        if try !scene.spool.exists() { try scene.makeSpool() }
        let recorder = try scene.spool.plantRequest(Self.recorderOfProof)
        defer { recorder.release() }
        if try act(.record(userid: "proof@pam"), performer, traced) != nil {
            try scene.requireSight(traced, ofLinesFor: Self.recorderOfProof)
        }
        for name in try scene.spool.names() { try scene.spool.remove(name) }
    }

    private static var recorderOfProof: String { "99999999" }

    /// Lets a process do something alone, and keeps its calls.
    ///
    /// - Returns: its reply; `nil` where it came to no proper end: whatever that is, the search meets it again.
    private func act(
        _ act: Scenario.Act, _ performer: Performer, _ traced: TracedProcess
    ) throws(Interruption) -> Reply? {
        guard let process = performer.process else { return nil }
        traced.forget()
        try performer.send(act, event: event(for: act))
        let deadline = MonotonicClock.now + Int64(process.deadlineSeconds * 1e9)
        var move = DriveMove.nothing
        while MonotonicClock.now < deadline {
            let end = try scene.switchboard.drive(traced, move, until: deadline) { () throws(Interruption) in
                try process.look()
            }
            switch end {
            case .answered: return try process.receive()
            case .asleep: move = .wake
            case .blocked: move = .letTimePass
            case .held, .gone, .late: return lost(performer)
            }
        }
        return lost(performer)
    }

    /// It is started anew before the first schedule.
    private func lost(_ performer: Performer) -> Reply? {
        performer.state = .dead
        return nil
    }
}
