internal import SpoolSystem

/// Letting one process go on until its next call on the arena.
extension Conductor {
    /// Lets it make its call, and the calls after it that concern nobody else.
    ///
    /// - Parameter first: how it came to stand still, where it was let go on before.
    mutating func goOn(
        _ performer: Performer, _ move: DriveMove, cameBy first: DriveEnd? = nil
    ) throws(Interruption) {
        performer.next = nil
        guard let process = performer.process, let traced = performer.traced else { return }
        if performer.isPolling { letPoll(performer, traced) }
        defer {
            if performer.hasPolled { traced.before = { _ in .hold } }
            traced.sleepsForReal = false
        }
        var move = move
        var known = first
        var timeLimit = TimeLimit(nanoseconds: Int64(process.deadlineSeconds * 1e9))
        while true {
            let end: DriveEnd
            if let end_ = known {
                end = end_
            } else {
                end = try drive(performer, traced, move, until: timeLimit.nextLook)
            }
            known = nil
            // Calls that concern nobody can be made for ever too.
            let isLate = timeLimit.isOver(for: [traced.processID, Accounts.process])
            switch end {
            case .late where !isLate:
                move = .nothing
                continue
            case .held(let call):
                let print = names.footprint(call)
                if Footprint.isPrivate(call, print), !isLate {
                    // Nobody else is concerned, but that it fails may lead on.
                    let treatment = treat(call, of: performer, print)
                    move = .release(thread: 0, treatment.tampering)
                    if treatment != .none { performer.asides.append("\(call.name) \(treatment)") }
                    continue
                }
                if Footprint.isPrivate(call, print) { return try isLateFor(performer, process, traced) }
                performer.next = print
                performer.state = .standing(call)
            case .blocked(let call): performer.state = .waiting(call)
            case .asleep where performer.hasPolled && !isLate:
                move = .wake
                continue
            case .asleep(let call): performer.state = .waiting(call)
            case .answered: performer.state = .finished
            case .gone where process.wasKilled, .late where process.wasKilled:
                try awaitDeath(performer, process)
            case .gone: try lose(performer, process)
            case .late: try isLateFor(performer, process, traced)
            }
            return
        }
    }

    private mutating func drive(
        _ performer: Performer, _ traced: TracedProcess, _ move: DriveMove, until deadline: Int64
    ) throws(Interruption) -> DriveEnd {
        guard let process = performer.process else { return .gone }
        let end = try troupe.scene.switchboard.drive(traced, move, until: deadline) {
            // Who was killed answers no more. The last of its threads closes its output before it has ended,
            // which is no answer: the end of all of them is waited for.
            () throws(Interruption) in process.wasKilled ? false : try process.look()
        }
        learnNames(traced)
        return end
    }

    /// The schedule killed it, whichever thread stood at the call: its end is no fault of its own.
    private func awaitDeath(_ performer: Performer, _ process: AdapterProcess) throws(Interruption) {
        guard try process.waitUntilGone(within: process.deadlineSeconds) else {
            throw .environment("the schedule killed \(performer.name), but its end was not seen")
        }
        performer.state = .dead
    }

    private func lose(_ performer: Performer, _ process: AdapterProcess) throws(Interruption) {
        do throws(Interruption) {
            _ = try process.receive()
        } catch {
            // What no clause of the scenario forbids is for the case to tell.
            guard witness.lost(performer, error) else { throw error }
            performer.state = .dead
        }
    }

    /// It has neither answered nor come to a call in time: for a worker that is a hook that does not return.
    private func isLateFor(
        _ performer: Performer, _ process: AdapterProcess, _ traced: TracedProcess
    ) throws(Interruption) {
        let words = troupe.scene.switchboard.words(on: traced)
        do throws(Interruption) {
            _ = try process.receive()
        } catch {
            let end = Interruption(error.kind, blame: error.blame, "\(error.text); \(words)")
            guard witness.lost(performer, end) else { throw end }
            performer.state = .dead
        }
    }

    // MARK: Real time

    /// Lets those wait for real that wait for locks, where nobody else can do anything: a timer of theirs may end it.
    ///
    /// - Returns: whether anybody waited, and went on or was found to wait for ever.
    mutating func letTimePass() throws(Interruption) -> Bool {
        let stuck = troupe.performers.filter(\.isWaiting)
        guard let first = stuck.first else { return false }
        let now = MonotonicClock.now
        var deadline = Int64.max
        for performer in stuck {
            // In all, however often it tries.
            let until =
                performer.waitsUntil ?? now + Int64((first.process?.deadlineSeconds ?? 5) * 1e9) + Self.grace
            performer.waitsUntil = until
            deadline = min(deadline, until)
        }
        var move = DriveMove.letTimePass
        repeat {
            for performer in stuck {
                guard let traced = performer.traced else { continue }
                let slice = MonotonicClock.now + Self.sliceNanoseconds
                switch try drive(performer, traced, move, until: slice) {
                case .late: continue
                case let end:
                    performer.mayRetry = false
                    try goOn(performer, .nothing, cameBy: end)
                    try endStep(performer, nil, .none, false)
                    return true
                }
            }
            move = .nothing
        } while MonotonicClock.now < deadline
        try tellStuck(stuck)
        return true
    }

    /// A start may use up the whole time for its reply.
    private static var grace: Int64 { 500_000_000 }
    private static var sliceNanoseconds: Int64 { 20_000_000 }

    private mutating func tellStuck(_ stuck: [Performer]) throws(Interruption) {
        let words = stuck.map { performer in
            "\(performer.name): \(performer.traced.map(troupe.scene.switchboard.words) ?? "the judge")"
        }
        let how = stuck.count > 1 ? "wait for each other" : "waits for what nobody does"
        let end = Interruption(
            .late, blame: stuck[0].process?.blame,
            "\(stuck.map(\.name).joined(separator: " and ")) \(how), and nobody else can do anything (\(words.joined(separator: "; "))); before that: \(performance.steps.suffix(10).map(\.text))"
        )
        // A hook never waits, whoever it waits for.
        let first = stuck.first { !$0.isClient } ?? stuck[0]
        guard witness.lost(first, end) else { throw end }
        first.state = .dead
        try endStep(first, nil, .none, false)
    }
}
