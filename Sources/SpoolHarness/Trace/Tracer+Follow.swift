internal import SpoolSystem

/// Beginning to follow a process.
extension Tracer {
    /// Begins to follow a process with all its threads.
    func follow(_ process: TracedProcess) throws(Interruption) {
        var names: [Int32] = []
        forgetFormer(of: process.processID)
        // A thread that is made while the others are seized may be missed at first.
        for _ in 0..<Self.listingsMax {
            let new = ProcessTable.tasks(of: process.processID).filter { threads[$0] == nil }
            if new.isEmpty { break }
            for thread in new where try seize(thread, of: process) { names.append(thread) }
        }
        if names.isEmpty {
            throw .skipped(
                "the system calls of \(process.name) cannot be followed (ptrace: it has no thread that runs)"
            )
        }
        if let round = Rings.wayRound(ofProcess: process.processID) {
            process.wayRound = .ring(round)
        }
        // Until all of them stand at their first stop, calls could go by unseen.
        let deadline = MonotonicClock.now + 2_000_000_000
        var waiting = Set(names)
        while !waiting.isEmpty {
            for thread in waiting where try step(thread) { waiting.remove(thread) }
            guard MonotonicClock.now < deadline else {
                // Whoever sleeps in the kernel where nothing wakes it is stopped before it does anything.
                guard waiting.allSatisfy({ ProcessTable.taskState($0) == "D" }) else {
                    throw .environment("\(process.name) cannot be stopped by ptrace: \(words(on: process))")
                }
                return
            }
            if !waiting.isEmpty { Trace.letOthersRun() }
        }
    }

    private static let listingsMax = 20

    /// Forgets threads of a process that has ended, and whose id another has now.
    ///
    /// Its parent may have taken note of its end before we did, and asked for another process under its id at once.
    private func forgetFormer(of processID: Int32) {
        for thread in ProcessTable.tasks(of: processID)
        where threads[thread] != nil && ProcessTable.isUntraced(thread) { drop(thread) }
    }

    /// - Returns: whether the thread is followed now; not so where it has ended meanwhile.
    private func seize(_ thread: Int32, of process: TracedProcess) throws(Interruption) -> Bool {
        do throws(Errno) {
            try Trace.seize(thread, of: ProcessDirectory(of: thread)?.owner)
        } catch {
            switch ProcessTable.taskState(thread) {
            case nil, "Z", "X": return false
            default:
                throw .skipped(
                    "the system calls of \(process.name) cannot be followed (ptrace: \(error)\(Self.reason(process)))"
                )
            }
        }
        add(thread, to: process)
        return true
    }
}
