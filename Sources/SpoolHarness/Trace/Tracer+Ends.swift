internal import SpoolSystem

/// Who cannot be followed, and whose end has to be taken note of.
extension Tracer {
    /// Who else follows a process, or what setting of the machine forbids it, where that is why it cannot be followed.
    static func reason(_ process: TracedProcess) -> String {
        if let other = ProcessTable.tracer(of: process.processID) {
            return "; \(ProcessEntry(other)?.description ?? "process \(other)") traces it already"
        }
        switch KernelSetting.value(KernelSetting.ptraceScope) {
        case let scope? where scope == "2" || scope == "3": return "; kernel.yama.ptrace_scope is \(scope)"
        default: return ""
        }
    }

    /// Forgets a thread that has ended.
    func drop(_ id: Int32) {
        guard let thread = threads.removeValue(forKey: id) else { return }
        thread.process.threads.removeAll { $0 == id }
        // The number may come back.
        heldThreads.removeAll { $0 == id }
        parkedThreads.remove(id)
        showHeld(of: thread.process)
    }

    /// Looks for threads of a process that was killed of which we were never told: one that was just made when the kill
    /// came is ours to take note of too, and the process does not end before.
    func findNewborn(of processID: Int32) throws(Interruption) {
        for thread in ProcessIDs.threads(of: processID) where thread != processID && threads[thread] == nil {
            unreaped.insert(thread)
        }
        try noteEnds()
    }

    /// Takes note of the end of those that nobody else waits for.
    func reapEnded() throws(Errno) {
        for id in unreaped where try Trace.reap(id) { unreaped.remove(id) }
    }

    /// The same, between two looks at the threads.
    func noteEnds() throws(Interruption) {
        do throws(Errno) { try reapEnded() } catch {
            throw .failed("take note of a traced process's end", error)
        }
    }
}
