internal import SpoolSystem

/// Threads that stand still before a call until somebody lets them go on.
extension Tracer {
    /// Of several threads that stand still the oldest has the next turn: each call is treated by itself, and one is
    /// made at a time.
    func showHeld(of process: TracedProcess) {
        let next = heldThreads.lazy.compactMap { self.threads[$0] }.first { $0.process === process }
        process.held = next?.call
        process.isBlocked = next?.isBlocked ?? false
    }

    /// Does something to the call before which a process stands still, and lets its thread go on where it can.
    func release(_ process: TracedProcess, _ tampering: Tampering) throws(Interruption) {
        guard let place = heldThreads.firstIndex(where: { threads[$0]?.process === process }) else {
            return showHeld(of: process)
        }
        let id = heldThreads.remove(at: place)
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
