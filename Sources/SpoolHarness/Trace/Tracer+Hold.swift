internal import SpoolSystem

/// Threads that stand still before a call until somebody lets them go on.
extension Tracer {
    /// The threads of a process that stand still, each before a call of its own: the oldest first, and those that wait
    /// for a lock behind all others. Who only lets time pass is none of them.
    private func held(of process: TracedProcess) -> [Int32] {
        if process.threads.count == 1 {
            let id = process.threads[0]
            return heldThreads.contains(id) && threads[id]?.nap == nil ? process.threads : []
        }
        let own = heldThreads.filter { threads[$0]?.process === process && threads[$0]?.nap == nil }
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

    /// Lets a process go on that does nothing but sleep: the thread whose sleep ends first goes on.
    ///
    /// A sleep before which it stands is cut short. In any other it waits for something too, so its end is waited for.
    func wake(_ process: TracedProcess) throws(Interruption) {
        guard let id = nextToWake(of: process), let thread = threads[id], let nap = thread.nap else { return }
        process.time = max(process.time, nap.wakesAt)
        thread.nap?.isWoken = true
        if heldThreads.contains(id) { try letGoOn(id, thread, .none) }
    }

    /// Lets a process wait for real, where nobody else can do anything: its locks are waited for in the kernel, where a
    /// timer's signal ends the wait, and its sleeps last.
    func letTimePass(for process: TracedProcess) throws(Interruption) {
        process.isInRealTime = true
        for id in process.threads {
            guard let thread = threads[id], heldThreads.contains(id) else { continue }
            guard thread.isBlocked || thread.nap != nil else { continue }
            try letGoOn(id, thread, .none)
        }
    }

    private func letGoOn(
        _ id: Int32, _ thread: TracedThread, _ tampering: Tampering
    ) throws(Interruption) {
        heldThreads.removeAll { $0 == id }
        showHeld(of: thread.process)
        guard var call = thread.call else { return }
        thread.isBlocked = false
        do throws(Errno) {
            let goesOn = try apply(tampering, &call, id, thread)
            thread.call = call
            if goesOn { try Trace.resume(id) }
        } catch {
            // A process that was killed while it stood still needs no release.
            guard error == .noProcess else { throw .failed("release \(thread.process.name)", error) }
        }
    }

    /// Does something to a call before which a process stands still, and lets its thread go on where it can.
    ///
    /// - Parameter index: which of the calls: 0 for ``TracedProcess/held``, then ``TracedProcess/heldBeside``.
    func release(_ process: TracedProcess, call index: Int, _ tampering: Tampering) throws(Interruption) {
        let own = held(of: process)
        guard own.indices.contains(index) else { return showHeld(of: process) }
        if let thread = threads[own[index]] { try letGoOn(own[index], thread, tampering) }
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
                guard error == .noProcess else { throw .failed("release \(process.name)", error) }
            }
        }
    }
}
