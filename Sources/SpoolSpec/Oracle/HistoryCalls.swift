extension History {
    /// Takes a call, and judges it by what it has changed.
    ///
    /// - Parameters:
    ///   - observed: the call and its answer.
    ///   - before: the kernel before it.
    ///   - after: the kernel after it.
    /// - Returns: a clause that is broken by it.
    public mutating func observe(
        _ observed: PerformedCall, before: ModelKernel, after: ModelKernel
    ) -> Breach? {
        let process = observed.process
        // On a full file system nobody can do better.
        if observed.reply == .failed(.noSpace) { memories[process].isExcused = true }
        switch observed.call {
        case .unlink(let name, _):
            return observed.hasSucceeded ? removed(name, process, before, after) : nil
        case .open(let name, _, let flags, _):
            return observed.hasSucceeded ? opened(name, flags, process, before, after) : nil
        case .link(_, let name, _):
            guard observed.hasSucceeded, case .request(let id) = name else { return nil }
            appeared(id)
            noteRivals(after)
            return judgeModes(after)
        case .lock:
            noteRivals(after)
            return judgeRecordings(after)
        case .unlock, .close:
            // A start that lets go of a request begins anew: nobody need have written for the old one.
            if memories[process].activity == .starting { forget(process) }
            return judgeRecordings(after)
        case .write(let handle, let bytes):
            guard case .wrote(let count) = observed.reply else { return nil }
            if count < bytes.count { memories[process].isExcused = true }
            return wrote(handle, process, before, after)
        case .read(let handle, _, _):
            if case .bytes(let bytes) = observed.reply { read(bytes, handle, process, before) }
            return nil
        case .makeDirectory, .setDirectoryMode, .setMode: return judgeModes(after)
        default: return nil
        }
    }

    // MARK: Names

    private mutating func removed(
        _ name: SpoolName, _ process: Int, _ before: ModelKernel, _ after: ModelKernel
    ) -> Breach? {
        let id = name.id
        if case .request = name {
            if roles[process] == .worker { reaped |= bit(id) } else { reaped &= ~bit(id) }
        }
        if memories[process].unclear & bit(id) != 0, roles[process] == .worker {
            return Breach("LOCK-4", "\(name) is removed, although its lock could not be asked for")
        }
        guard let owner = possessor(of: id, in: before), owner != process else {
            return judgeRecordings(after)
        }
        // Old events may go until the new recording is active.
        if case .events = name, before.contents(.request(id))?.isEmpty != false { return nil }
        memories[owner].isSpoiled = true
        return Breach(clauseOfRemoval(id, process, before), "\(name) of a live recording is removed")
    }

    private func clauseOfRemoval(_ id: RecorderID, _ process: Int, _ kernel: ModelKernel) -> ClauseID {
        if roles[process] == .client {
            return memories[process].activity == .starting ? "LOCK-6" : "STOP-2"
        }
        let standing = kernel.file(.request(id))
        for description in kernel.descriptions
        where description.lock != nil && description.file != ModelKernel.directoryFile
            && description.file != standing
            && kernel.descriptors.contains(where: {
                $0.process == process && $0.description == description.number
            })
        {
            return "REAP-3"
        }
        return "REAP-2"
    }

    private mutating func opened(
        _ name: SpoolName, _ flags: OpenFlags, _ process: Int, _ before: ModelKernel, _ after: ModelKernel
    ) -> Breach? {
        let id = name.id
        if before.file(name) == nil {
            if case .request = name { appeared(id) }
            return judgeModes(after)
        }
        guard flags.contains(.truncate), let owner = possessor(of: id, in: before), owner != process
        else { return nil }
        if case .events = name, before.contents(.request(id))?.isEmpty != false { return nil }
        memories[owner].isSpoiled = true
        return Breach(
            roles[process] == .client ? "LOCK-6" : "REAP-2", "\(name) of a live recording is cut to nothing")
    }

    private mutating func appeared(_ id: RecorderID) {
        for worker in memories.indices { memories[worker].absent &= ~bit(id) }
        reaped &= ~bit(id)
    }

    /// Whoever has the id of a start that is under way is a reason for it to fail.
    private mutating func noteRivals(_ kernel: ModelKernel) {
        for client in memories.indices where memories[client].activity == .starting {
            if let owner = possessor(of: ids[Int(memories[client].id)], in: kernel), owner != client {
                memories[client].hadRival = true
            }
        }
    }

    // MARK: Contents

    /// A worker that has read a live and complete request knows that recorder.
    private mutating func read(_ bytes: [UInt8], _ handle: Handle, _ process: Int, _ kernel: ModelKernel) {
        guard roles[process] == .worker, let file = kernel.file(of: handle, in: process),
            let id = ids.first(where: { kernel.file(.request($0)) == file }),
            let owner = possessor(of: id, in: kernel), (try? Filter.decode(request: bytes)) != nil
        else { return }
        memories[process].read |= 1 << UInt8(owner)
    }

    private mutating func wrote(
        _ handle: Handle, _ process: Int, _ before: ModelKernel, _ after: ModelKernel
    ) -> Breach? {
        guard let file = after.file(of: handle, in: process) else { return nil }
        for id in ids {
            if after.file(.request(id)) == file { return wroteRequest(id, process, before) }
            if after.file(.events(id)) == file { return wroteEvents(id, process, after) }
        }
        return nil
    }

    private mutating func wroteRequest(
        _ id: RecorderID, _ process: Int, _ before: ModelKernel
    ) -> Breach? {
        guard let owner = possessor(of: id, in: before), owner != process else { return nil }
        memories[owner].isSpoiled = true
        return Breach("LOCK-6", "\(id).req of a live recording is overwritten")
    }

    private mutating func wroteEvents(
        _ id: RecorderID, _ process: Int, _ after: ModelKernel
    ) -> Breach? {
        if memories[process].absent & reaped & bit(id) != 0 {
            return Breach("LOCK-7", "a line is written for \(id), which a peer had removed before")
        }
        if let wrong = judgeEventsMode(id, after) { return wrong }
        if let glued = judgeGlue(after.contents(.events(id)) ?? [], process) { return glued }
        // From the moment at which it is active, reported or not.
        guard let owner = possessor(of: id, in: after), after.contents(.request(id))?.isEmpty == false,
            memories[owner].activity == .starting || memories[owner].activity == .recording
        else { return nil }
        return judgeLines(owner, after)
    }
}
