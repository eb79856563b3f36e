internal import SpoolSpec
internal import SpoolSystem

/// The way from the load to the verdict.
extension StressConductor {
    private static let drainNanoseconds: Int64 = 20_000_000_000

    /// Goes on to the next phase where this one is over.
    func step(_ now: Int64) {
        let waited = now - phaseSince
        switch phase {
        case .starting: stepStarting(now)
        case .running:
            if elapsed(now) >= plan.seconds || eventsLeft <= 0 { begin(.draining) }
        case .draining:
            endTrouble()
            let isDrained = workerSlots.allSatisfy { ($0.life?.process.outstanding ?? 0) == 0 }
            guard isDrained || waited > Self.drainNanoseconds else { return }
            for slot in clientSlots where slot.state == .live { slot.actsAt = now }
            begin(.stopping)
        case .stopping:
            for slot in clientSlots where slot.state == .idle || slot.state == .greeting {
                slot.state = .dying
                slot.process?.closeInput()
            }
            for slot in clientSlots where slot.state == .live { slot.actsAt = min(slot.actsAt, now) }
            let areGone = rivals.isEmpty && clientSlots.allSatisfy { $0.process == nil }
            guard areGone || waited > Self.drainNanoseconds else { return }
            for life in aliveWorkers where life.isReady { sendLast(life, now) }
            begin(.quiet)
        case .quiet:
            guard waited > 1_100_000_000 else { return }
            if !lastWasSent {
                lastWasSent = true
                for life in aliveWorkers where life.isReady { sendLast(life, now) }
            }
            let isDrained = workerSlots.allSatisfy { ($0.life?.process.outstanding ?? 0) == 0 }
            guard isDrained || waited > Self.drainNanoseconds else { return }
            for life in aliveWorkers where life.isReady { judgeResources(life) }
            for life in aliveWorkers { life.process.closeInput() }
            begin(.leaving)
        case .leaving:
            guard workerSlots.allSatisfy({ $0.life == nil }) || waited > Self.drainNanoseconds else { return }
            begin(.over)
        case .over: break
        }
    }

    /// An event that nobody records: it makes the worker look around once more.
    private func sendLast(_ life: WorkerLife, _ now: Int64) {
        vigils.sending(life, at: now)
        sendEvent(life, now)
        life.process.flush()
    }

    /// No recording is left, and the worker has scanned since: it may hold no more than it began with.
    private func judgeResources(_ life: WorkerLife) {
        let id = life.process.processID
        guard plan.verifies, life.process.outstanding == 0, let first = life.descriptorsAtFirst,
            let last = ProcessTable.descriptorCount(id), let early = life.memoryEarly,
            let memory = ProcessTable.residentMemory(id)
        else { return }
        let endurance = StressEndurance(
            label: life.process.label, events: life.replied, recordings: counters.starts - life.startsBefore,
            descriptorsFirst: first, descriptorsLast: last, memoryEarly: early, memoryLast: memory)
        if endurance.isEnough { ledger.tally.looked(at: "HOOK-2") }
        if endurance.events > self.endurance?.events ?? -1 { self.endurance = endurance }
        let lived = "after \(life.replied) events and without any recording"
        if last > first + Self.descriptorsAllowed {
            note(
                StressAccusation(
                    .descriptors, "HOOK-2",
                    "\(life.process.label) has \(last) descriptors open \(lived); it began with \(first)",
                    by: [life], evidence: ProcessTable.descriptorTargets(id)))
        }
        if memory > 2 * early + Self.memoryAllowed {
            note(
                StressAccusation(
                    .memory, "HOOK-2",
                    "\(life.process.label) uses \(memory >> 20) MiB \(lived); early in the run it used at most "
                        + "\(early >> 20) MiB", by: [life]))
        }
    }

    /// The spool directory, a log, and what an interpreter opens when it first needs it.
    private static let descriptorsAllowed = 6
    private static let memoryAllowed = 64 << 20
}
