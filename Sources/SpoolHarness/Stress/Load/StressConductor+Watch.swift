internal import SpoolSpec
internal import SpoolSystem

/// What is looked at once a second: memory, those who say nothing, and whether anything goes on at all.
extension StressConductor {
    func watch(_ now: Int64) {
        if plan.verifies { auditor.lookAtDirectory() }
        counters.ownMemory = ProcessTable.residentMemory(Accounts.process) ?? 0
        if elapsed(now) < max(plan.seconds / 5, 2) { counters.ownMemoryEarly = counters.ownMemory }
        for slot in workerSlots {
            guard let life = slot.life, life.isReady else { continue }
            if elapsed(now) < max(plan.seconds * 0.4, 5),
                let memory = ProcessTable.residentMemory(life.process.processID)
            {
                life.memoryEarly = max(life.memoryEarly ?? 0, memory)
            }
            watchForHang(slot, life, now)
        }
        watchForProgress(now)
    }

    /// A run in which nobody answers anything for so long teaches nothing any more. That is no violation of
    /// anybody's: the machine may be at fault as well.
    private func watchForProgress(_ now: Int64) {
        guard phase == .running else { return }
        let silence = now - answeredAt
        counters.stallMilliseconds = Int(silence / 1_000_000)
        counters.longestStallMilliseconds = max(counters.longestStallMilliseconds, counters.stallMilliseconds)
        guard Double(silence) / 1_000_000_000 > plan.silenceSeconds else { return }
        let states = aliveWorkers.prefix(8).map { life in
            "\(life.process.label) \(ProcessTable.activity(life.process.processID) ?? "cannot be looked at")"
        }
        giveUp(
            "no progress: no event was answered for \(StressText.seconds(silence / 1_000_000)); \(states.joined(separator: ", "))"
        )
    }

    /// A hook hangs if its process sleeps and uses no processor time at all while a request waits, and it is too
    /// slow if it uses very much of it; how long we have waited proves nothing on a machine that is busy.
    private func watchForHang(_ slot: WorkerSlot, _ life: WorkerLife, _ now: Int64) {
        let process = life.process
        guard process.outstanding > 0, process.isWritten, !process.isStopped,
            let (state, ticks) = ProcessTable.stateAndTicks(process.processID)
        else {
            slot.patience = nil
            return
        }
        guard var patience = slot.patience, patience.heardAt == process.lastHeardAt else {
            slot.patience = Patience(
                heardAt: process.lastHeardAt, ticks: ticks, idleTicks: ticks, idleSince: now)
            return
        }
        if patience.idleTicks != ticks || !"SDT".contains(state) {
            patience.idleTicks = ticks
            patience.idleSince = now
        }
        slot.patience = patience
        let silence = StressText.seconds((now - process.lastHeardAt) / 1_000_000)
        if now - patience.idleSince > Self.sleepMax {
            note(
                StressAccusation(
                    .hookHangs, "HOOK-1",
                    "\(process.label) sleeps in the hook: no answer for \(silence), and no processor time used",
                    by: [life],
                    evidence: ProcessTable.sleepsIn(process.processID).map { ["it sleeps in \($0)"] } ?? []))
        } else if ticks - patience.ticks > Self.ticksMax {
            note(
                StressAccusation(
                    .hookSlow, "HOOK-1",
                    "\(process.label) does not come back from the hook: no answer for \(silence), in which it has used "
                        + "\((ticks - patience.ticks) / 100) s of processor time", by: [life]))
        } else {
            return
        }
        slot.patience = nil
        process.kill()
    }

    private static let sleepMax: Int64 = 6_000_000_000
    /// Hundredths of a second: the unit in which the kernel tells it to everybody.
    private static let ticksMax = 500
}

/// What a worker's process has used since it was last heard.
struct Patience {
    var heardAt: Int64
    /// Processor time then, in hundredths of a second.
    var ticks: Int
    /// Processor time at the last look, and since when it sleeps without using more.
    var idleTicks: Int
    var idleSince: Int64
}

extension ProcessTable {
    /// What a process's descriptors stand for, the first few.
    static func descriptorTargets(_ processID: Int32) -> [String] {
        guard let directory = living(processID), let numbers = directory.entries("fd") else {
            return []
        }
        return numbers.prefix(40).map { number in
            let target = directory.linkTarget("fd/\(number)") ?? ""
            return "descriptor \(number): \(Excerpt.of(target.utf8))"
        }
    }

    /// Its state's letter, and the processor time that it has used, in ticks.
    static func stateAndTicks(_ processID: Int32) -> (state: Substring, ticks: Int)? {
        guard let text = ProcessDirectory(of: processID)?.read("stat"), let end = text.lastIndex(of: ")")
        else {
            return nil
        }
        let words = text[text.index(after: end)...].split(separator: " ")
        guard words.count > 12, let user = Int(words[11]), let system = Int(words[12]) else { return nil }
        return (words[0], user + system)
    }

    /// The kernel function that it sleeps in, where that is told.
    static func sleepsIn(_ processID: Int32) -> String? {
        ProcessDirectory(of: processID)?.read("wchan").flatMap { $0.isEmpty || $0 == "0" ? nil : $0 }
    }
}
