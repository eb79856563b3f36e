extension History {
    /// Takes what a process tells, and judges it.
    ///
    /// - Parameters:
    ///   - note: what it tells.
    ///   - process: who tells it.
    ///   - kernel: the kernel at that moment.
    /// - Returns: a clause that is broken by it.
    public mutating func hear(_ note: Note, from process: Int, kernel: ModelKernel) -> Breach? {
        switch note {
        case .starting(let id, let filter): begin(id, filter, process, kernel)
        case .started(let handle): return started(handle, process, kernel)
        case .startFailed(let failure): return failed(failure, process, kernel)
        case .stopping: forget(process, .stopping)
        case .stopped:
            let breach = judgeStopped(process, kernel)
            memories[process] = Memory()
            return breach
        case .scanning: scan(process)
        case .scanned(let ids): return scanned(ids, process)
        case .handling(let number): handle(number, process, kernel)
        case .handled(let number): return handled(number, process, kernel)
        case .holding(let handles): return judgeDescriptors(handles, process, kernel)
        }
        return nil
    }

    /// A process ends or is killed.
    public mutating func hearDeath(of process: Int, isKilled: Bool, kernel: ModelKernel) -> Breach? {
        if isKilled { killedAt = memories[process].activity }
        forget(process, .dead)
        memories[process] = Memory()
        memories[process].activity = .dead
        return nil
    }

    /// A call of a process is about to go wrong.
    public mutating func noteFault(
        _ fault: ModelFault, on call: SpoolCall, of process: Int, in kernel: ModelKernel
    ) {
        hasFaulted = true
        // A signal in a write excuses nothing: the write is to be made again (APPEND-4).
        if case .write = call, fault == .error(.interrupted) {
            memories[process].wasInterrupted = true
            return
        }
        memories[process].isExcused = true
        if case .lock(let handle, _) = call, let file = kernel.file(of: handle, in: process) {
            for id in ids where kernel.file(.request(id)) == file { memories[process].unclear |= bit(id) }
        }
    }

    // MARK: Clients

    private mutating func begin(_ id: RecorderID, _ filter: Filter, _ process: Int, _ kernel: ModelKernel) {
        forget(process, .starting)
        memories[process].id = UInt8(ids.firstIndex(of: id) ?? 0)
        memories[process].filter = filter
        memories[process].wanted = 0
        for event in events where filter.matches(event.traits) {
            memories[process].wanted |= Self.mark(event.number)
        }
        memories[process].isSpoiled = false
        memories[process].isExcused = false
        memories[process].oldEvents = 0
        for number in ModelEvent.numbers(in: kernel.contents(.events(id)) ?? []) {
            memories[process].oldEvents |= Self.mark(number)
        }
        let rival = possessor(of: id, in: kernel)
        memories[process].hadRival = rival != nil && rival != process
    }

    private mutating func started(_ handle: Handle, _ process: Int, _ kernel: ModelKernel) -> Breach? {
        memories[process].activity = .recording
        memories[process].hadRival = false
        guard let file = kernel.file(of: handle, in: process) else {
            memories[process].isSpoiled = true
            return Breach("LOCK-1", "the start succeeded, and no request is open")
        }
        memories[process].request = file
        let id = ids[Int(memories[process].id)]
        if let breach = judgePossession(process, kernel, "LOCK-5", "the start succeeded") {
            return breach
        }
        if (try? Filter.decode(request: kernel.contents(.request(id)) ?? [])) != memories[process].filter {
            memories[process].isSpoiled = true
            return Breach(
                memories[process].isExcused ? "START-4" : "START-1",
                "the start succeeded, and \(id).req does not say the filter")
        }
        return judgeStartedModes(id, file, kernel) ?? judgeLines(process, kernel)
    }

    private mutating func forget(_ process: Int, _ activity: Activity) {
        memories[process].activity = activity
        forget(process)
    }

    /// No worker need write for it any more.
    mutating func forget(_ process: Int) {
        for worker in memories.indices {
            memories[worker].saw &= ~(1 << UInt8(process))
            memories[worker].read &= ~(1 << UInt8(process))
        }
    }

    // MARK: Workers

    private mutating func scan(_ process: Int) {
        memories[process].activity = .scanning
        memories[process].unclear = 0
        memories[process].isExcused = false
        memories[process].saw = 0
        memories[process].read = 0
        for client in memories.indices
        where memories[client].activity == .recording && !memories[client].isSpoiled {
            memories[process].saw |= 1 << UInt8(client)
        }
    }

    private mutating func scanned(_ alive: [RecorderID], _ process: Int) -> Breach? {
        memories[process].activity = .idle
        var known: UInt8 = 0
        for id in alive { known |= bit(id) }
        let wrong = known & memories[process].unclear & ~memories[process].known
        memories[process].known = known
        memories[process].unclear = 0
        for client in memories.indices where memories[process].read & (1 << UInt8(client)) != 0 {
            if known & (1 << memories[client].id) != 0 { memories[process].saw |= 1 << UInt8(client) }
        }
        memories[process].read = 0
        if memories[process].isExcused { memories[process].saw = 0 }
        guard wrong != 0 else { return nil }
        return Breach("LOCK-4", "a recorder whose lock could not be asked for is newly taken for alive")
    }

    private mutating func handle(_ number: UInt8, _ process: Int, _ kernel: ModelKernel) {
        memories[process].activity = .handling
        memories[process].event = number
        memories[process].events |= Self.mark(number)
        memories[process].isExcused = false
        memories[process].wasInterrupted = false
        memories[process].absent = 0
        for id in ids where kernel.file(.request(id)) == nil { memories[process].absent |= bit(id) }
    }

    private mutating func handled(_ number: UInt8, _ process: Int, _ kernel: ModelKernel) -> Breach? {
        memories[process].activity = .idle
        memories[process].absent = 0
        defer { memories[process].wasInterrupted = false }
        if memories[process].isExcused { return nil }
        return judgeHandled(number, process, kernel)
    }
}
