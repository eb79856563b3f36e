extension History {
    // MARK: The lock (LOCK-1, LOCK-5)

    /// A recording that is reported as started has its name, its file and its lock.
    mutating func judgePossession(
        _ process: Int, _ kernel: ModelKernel, _ clause: ClauseID, _ when: String
    ) -> Breach? {
        let memory = memories[process]
        let id = ids[Int(memory.id)]
        var fault: String?
        if kernel.file(.request(id)) != memory.request {
            fault = "\(id).req does not name the file that is locked"
        } else if kernel.exclusiveHolder(of: memory.request) != process {
            fault = "\(id).req is not locked by its client"
        }
        guard let fault else { return nil }
        memories[process].isSpoiled = true
        return Breach(clause, "\(when), and \(fault)")
    }

    mutating func judgeRecordings(_ kernel: ModelKernel) -> Breach? {
        for client in memories.indices
        where memories[client].activity == .recording && !memories[client].isSpoiled {
            if let breach = judgePossession(client, kernel, "LOCK-1", "the recording runs") {
                return breach
            }
        }
        return nil
    }

    // MARK: Lines (REUSE-1, START-2, APPEND-2, APPEND-3)

    /// Nothing of a stranger and nothing twice is in a recording.
    mutating func judgeLines(_ process: Int, _ kernel: ModelKernel) -> Breach? {
        guard !memories[process].isSpoiled else { return nil }
        let id = ids[Int(memories[process].id)]
        var seen: UInt64 = 0
        for number in ModelEvent.numbers(in: kernel.contents(.events(id)) ?? []) {
            let mark = Self.mark(number)
            if memories[process].oldEvents & mark != 0 {
                memories[process].isSpoiled = true
                return Breach(
                    "START-2", "the new recording \(id) holds event \(number) from before its start")
            }
            if !wants(process, number) {
                memories[process].isSpoiled = true
                return Breach(
                    "REUSE-1", "the new recording \(id) holds event \(number), which it did not ask for")
            }
            if seen & mark != 0 {
                memories[process].isSpoiled = true
                return Breach("APPEND-2", "the recording \(id) holds event \(number) twice")
            }
            seen |= mark
        }
        return nil
    }

    /// A worker's line is never glued to a torn one of its own; to another's it may be.
    func judgeGlue(_ contents: [UInt8], _ process: Int) -> Breach? {
        var torn: UInt8?
        for byte in contents {
            if byte == 0x0A {
                torn = nil
            } else if byte != ModelEvent.fullStop {
                if let torn, byte == memories[process].event,
                    memories[process].events & Self.mark(torn) != 0
                {
                    return Breach("APPEND-3", "event \(byte) is glued to the torn line of event \(torn)")
                }
                torn = byte
            }
        }
        return nil
    }

    /// A recorder that lived when the worker's last look began, and that still lives, has got the event.
    mutating func judgeHandled(_ number: UInt8, _ process: Int, _ kernel: ModelKernel) -> Breach? {
        for client in memories.indices
        where memories[process].saw & (1 << UInt8(client)) != 0 && !memories[client].isSpoiled {
            let id = ids[Int(memories[client].id)]
            guard memories[client].activity == .starting || memories[client].activity == .recording,
                wants(client, number), possessor(of: id, in: kernel) == client
            else { continue }
            guard !ModelEvent.numbers(in: kernel.contents(.events(id)) ?? []).contains(number) else {
                continue
            }
            memories[client].isSpoiled = true
            return Breach(
                memories[process].wasInterrupted ? "APPEND-4" : "APPEND-2",
                "event \(number) is lost, though \(id) lived all the while")
        }
        return nil
    }

    // MARK: Starts and stops

    mutating func failed(_ failure: StartFailure, _ process: Int, _ kernel: ModelKernel) -> Breach? {
        let memory = memories[process]
        let wasStarting = memory.activity == .starting
        memories[process] = Memory()
        let id = ids[Int(memory.id)]
        if wasStarting, possessor(of: id, in: kernel) == process {
            return Breach(
                "START-4", "the start failed (\(failure)), and \(id).req of its own still stands")
        }
        guard !memory.isExcused else { return nil }
        if case .system(.makeDirectory, _) = failure {
            return Breach("DIR-3", "the start failed: \(failure)")
        }
        guard wasStarting, !memory.hadRival, !(stopsProcesses && failure == .idInUse) else { return nil }
        return Breach("START-3", "the start failed, and no other client had \(id): \(failure)")
    }

    func judgeStopped(_ process: Int, _ kernel: ModelKernel) -> Breach? {
        let memory = memories[process]
        guard !memory.isExcused, !memory.isSpoiled else { return nil }
        let id = ids[Int(memory.id)]
        if let holder = kernel.exclusiveHolder(of: memory.request), holder == process {
            return Breach("STOP-1", "the stop is over, and \(id).req is still locked")
        }
        return nil
    }
}

extension History {
    /// When all is over and fresh workers have looked through the spool, nothing is left.
    public func judgeEnd(_ kernel: ModelKernel) -> Breach? {
        guard let left = kernel.directory?.entries, !left.isEmpty else { return nil }
        let clause: ClauseID =
            switch killedAt {
            case .starting: "START-5"
            case .stopping: "STOP-3"
            case .scanning: "REAP-4"
            case .idle, .recording: "REAP-1"
            case nil, .handling, .dead: "REAP-5"
            }
        return Breach(clause, "left for ever: \(left.map { $0.name.fileName }.joined(separator: " "))")
    }
}
