internal import SpoolSystem

/// Letting a process run without stops, and seeing its calls again.
extension Tracer {
    /// Lets a process run without a stop at its calls, which costs it nothing.
    ///
    /// Threads that stand still go on at once. One that runs, or sleeps in a call, is let loose at its next stop: it
    /// may never come, so nobody waits for it.
    func loosen(_ process: TracedProcess) throws(Interruption) {
        // What has stopped without having been looked at would stand still for ever.
        if process.threads.count > 1 {
            for id in process.threads { _ = try step(id) }
        }
        process.isLoose = true
        process.isInRealTime = false
        for id in process.threads {
            let stands = heldThreads.contains(id) || parkedThreads.contains(id)
            threads[id]?.forgetCall()
            heldThreads.removeAll { $0 == id }
            parkedThreads.remove(id)
            if stands { try trace(process) { () throws(Errno) in try Trace.run(id) } }
        }
        showHeld(of: process)
    }

    /// Stops a process again that runs without stops and has nothing to do; from here on its calls are seen.
    func tighten(_ process: TracedProcess) throws(Interruption) {
        process.isLoose = false
        for id in process.threads {
            try trace(process) { () throws(Errno) in
                try Trace.interrupt(id)
                // It sleeps in a call, which is broken off and made again: that is its next stop. One that takes longer
                // is stopped all the same before it makes another call.
                if let thread = threads[id], let stop = try Trace.wait(id) { try handle(stop, id, thread) }
            }
        }
    }

    private func trace(_ process: TracedProcess, _ body: () throws(Errno) -> Void) throws(Interruption) {
        do throws(Errno) {
            try body()
        } catch {
            guard error == .noProcess else { throw .failed("follow \(process.label)", error) }
        }
    }
}
