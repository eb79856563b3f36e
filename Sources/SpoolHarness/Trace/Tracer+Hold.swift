internal import SpoolSystem

/// Threads that stand still before a call until somebody lets them go on.
extension Tracer {
    /// The threads of a process that stand still, each before a call of its own: the oldest first, and those that wait
    /// for a lock behind all others.
    private func held(of process: TracedProcess) -> [Int32] {
        if process.threads.count == 1 {
            return heldThreads.contains(process.threads[0]) ? process.threads : []
        }
        let own = heldThreads.filter { threads[$0]?.process === process }
        func isBlocked(_ id: Int32) -> Bool { threads[id]?.isBlocked ?? false }
        return own.filter { !isBlocked($0) } + own.filter(isBlocked)
    }

    /// Each call of a process is treated by itself, and one is made at a time.
    func showHeld(of process: TracedProcess) {
        let all = held(of: process)
        let first = all.first.flatMap { threads[$0] }
        process.stand(
            before: first?.call, or: all.dropFirst().compactMap { threads[$0]?.call },
            isBlocked: first?.isBlocked ?? false)
    }

    /// Does something to a call before which a process stands still, and lets its thread go on where it can.
    ///
    /// - Parameter index: which of the calls: 0 for ``TracedProcess/held``, then ``TracedProcess/heldBeside``.
    func release(_ process: TracedProcess, call index: Int, _ tampering: Tampering) throws(Interruption) {
        let own = held(of: process)
        guard own.indices.contains(index) else { return showHeld(of: process) }
        let id = own[index]
        heldThreads.removeAll { $0 == id }
        showHeld(of: process)
        guard let thread = threads[id], var call = thread.call else { return }
        thread.isBlocked = false
        do throws(Errno) {
            let goesOn = try apply(tampering, &call, id, thread)
            thread.call = call
            if goesOn { try Trace.resume(id) }
        } catch {
            guard error == .noProcess else { throw .failed("release \(process.label)", error) }
        }
    }

    /// Lets every thread of a process go on that stands still before a call.
    func release(_ process: TracedProcess) throws(Interruption) {
        let all = heldThreads.filter { threads[$0]?.process === process }
        heldThreads.removeAll(where: all.contains)
        showHeld(of: process)
        for id in all {
            do throws(Errno) {
                try Trace.resume(id)
            } catch {
                // A process that was killed while it stood still needs no release.
                guard error == .noProcess else { throw .failed("release \(process.label)", error) }
            }
        }
    }

    /// Whether all threads of a process stand still, or sleep: which of them are before a call is then no matter of
    /// their speed. What was let go on is done before anybody else's turn.
    func isSettled(_ process: TracedProcess) -> Bool {
        guard process.threads.count > 1 else { return true }
        return process.threads.allSatisfy {
            heldThreads.contains($0) || parkedThreads.contains($0) || threads[$0]?.maySleep ?? true
        }
    }
}
