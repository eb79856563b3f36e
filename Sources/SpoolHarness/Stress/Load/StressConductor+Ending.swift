internal import SpoolSpec
internal import SpoolSystem

/// The way from the load to the verdict.
extension StressConductor {
    private static let drainNanoseconds: Int64 = 20_000_000_000

    /// Goes on to the next phase where this one is over.
    func step(_ now: Int64) {
        let waited = now - phaseSince
        switch phase {
        case .running:
            if elapsed(now) >= plan.seconds || counters.events >= plan.events ?? .max { begin(.draining) }
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
            guard clientSlots.allSatisfy({ $0.process == nil }) || waited > Self.drainNanoseconds else {
                return
            }
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
        guard plan.verifies, life.process.outstanding == 0 else { return }
        ledger.tally.looked(at: "HOOK-2")
        let id = life.process.processID
        if let first = life.descriptorsAtFirst, let last = ProcessTable.descriptorCount(id),
            last > first + Self.descriptorsAllowed
        {
            note(
                .descriptors, "HOOK-2",
                "\(life.process.label) has \(last) descriptors open after \(life.replied) events and without any "
                    + "recording; it began with \(first)", nil, [life], ProcessTable.descriptorTargets(id))
        }
        if let early = life.memoryEarly, let last = ProcessTable.residentMemory(id),
            last > 2 * early + Self.memoryAllowed
        {
            note(
                .memory, "HOOK-2",
                "\(life.process.label) uses \(last >> 20) MiB after \(life.replied) events and without any recording; "
                    + "early in the run it used at most \(early >> 20) MiB", nil, [life], [])
        }
    }

    /// The spool directory, a log, and what an interpreter opens when it first needs it.
    private static let descriptorsAllowed = 6
    private static let memoryAllowed = 64 << 20

    /// What is done once a second: samples, and a look at those who say nothing.
    func watch(_ now: Int64) {
        if plan.verifies { auditor.lookAtDirectory() }
        counters.ownMemory = ProcessTable.residentMemory(Accounts.process) ?? 0
        for slot in workerSlots {
            guard let life = slot.life, life.isReady else { continue }
            if elapsed(now) < max(plan.seconds * 0.4, 5),
                let memory = ProcessTable.residentMemory(life.process.processID)
            {
                life.memoryEarly = max(life.memoryEarly ?? 0, memory)
            }
            watchForHang(slot, life, now)
        }
    }

    /// A hook hangs if its process sleeps and uses no processor time at all while a request waits; how long we
    /// have waited proves nothing on a machine that is busy.
    private func watchForHang(_ slot: WorkerSlot, _ life: WorkerLife, _ now: Int64) {
        let process = life.process
        guard process.outstanding > 0, process.isWritten, !process.isStopped,
            now - process.lastHeardAt > 5_000_000_000,
            let (state, ticks) = ProcessTable.stateAndTicks(process.processID), state == "S" || state == "D"
        else {
            slot.idleSince = nil
            return
        }
        guard let idle = slot.idleSince, idle.ticks == ticks else {
            slot.idleSince = (ticks, now)
            return
        }
        guard now - idle.at > 5_000_000_000 else { return }
        slot.idleSince = nil
        note(
            .hookHangs, "HOOK-1",
            "\(process.label) sleeps in the hook: no answer for "
                + "\(StressText.seconds((now - process.lastHeardAt) / 1_000_000)), and no processor time used",
            nil,
            [life], ProcessTable.sleepsIn(process.processID).map { ["it sleeps in \($0)"] } ?? [])
        process.kill()
    }
}

extension ProcessTable {
    /// What they stand for, the first few.
    static func descriptorTargets(_ processID: Int32) -> [String] {
        guard let directory = try? Descriptor.open("/proc/\(processID)/fd", [.readOnly, .directory]),
            let entries = try? directory.allEntries()
        else { return [] }
        return entries.prefix(40).map { entry in
            let target = (try? FileSystem.linkTarget(bytes: entry.name, at: directory.rawValue)) ?? []
            return "descriptor \(Excerpt.of(entry.name)): \(Excerpt.of(target))"
        }
    }

    /// Its state's letter, and the processor time that it has used, in ticks.
    static func stateAndTicks(_ processID: Int32) -> (state: Substring, ticks: Int)? {
        guard let text = read("/proc/\(processID)/stat"), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let words = text[text.index(after: end)...].split(separator: " ")
        guard words.count > 12, let user = Int(words[11]), let system = Int(words[12]) else { return nil }
        return (words[0], user + system)
    }

    /// The kernel function that it sleeps in, where that is told.
    static func sleepsIn(_ processID: Int32) -> String? {
        read("/proc/\(processID)/wchan").flatMap { $0.isEmpty || $0 == "0" ? nil : $0 }
    }
}
