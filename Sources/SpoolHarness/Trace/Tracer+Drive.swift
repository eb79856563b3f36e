internal import SpoolSystem

/// How a process that was let go on came to stand still again.
enum DriveEnd {
    /// Before its next call on the arena.
    case held(ObservedCall)
    /// It waits for a lock that another holds.
    case blocked(ObservedCall)
    /// It has answered what it was asked.
    case answered
    /// It has ended.
    case gone
    /// It did none of these in time.
    case late
}

/// Letting one process run while all others stand still.
extension Tracer {
    /// Waits for one process alone, until it stands before a call on the arena, has answered, or is gone.
    ///
    /// A process with one thread is waited for in the kernel, without a look at anything else: before each call in
    /// which it could sleep it stops, and is asked for its answer first. With an answer there it is left standing.
    ///
    /// - Parameter hasAnswered: looks, without waiting, whether the answer has come.
    func drive(
        _ process: TracedProcess, until deadline: Int64, hasAnswered: () throws(Interruption) -> Bool
    ) throws(Interruption) -> DriveEnd {
        var settlesBy = Int64.max
        while true {
            if let held = process.held {
                // The clock is for those of whose threads one still runs.
                var isSettled = isSettled(process)
                if !isSettled {
                    settlesBy = min(settlesBy, MonotonicClock.now + Self.settlingNanoseconds)
                    isSettled = MonotonicClock.now >= settlesBy
                }
                if isSettled { return process.isBlocked ? .blocked(held) : .held(held) }
            }
            let own = process.threads
            if own.isEmpty { return .gone }
            var mayWait = own.count == 1
            for id in own where process.held == nil && parkedThreads.contains(id) {
                if try hasAnswered() { return .answered }
                parkedThreads.remove(id)
                mayWait = false
                try resume(id, process)
                // Kept on one processor, it makes its call now, and mostly stands still again when this returns: what
                // follows need not go to sleep and be woken.
                Trace.letOthersRun()
            }
            if mayWait, let thread = threads[own[0]], !thread.maySleep {
                try waitForStop(of: own[0], thread)
                continue
            }
            var moved = false
            for id in own where try step(id) { moved = true }
            if moved { continue }
            if process.held == nil, try hasAnswered() { return .answered }
            guard MonotonicClock.now < deadline else { return .late }
            try sleepUntilNotice(min(deadline, settlesBy))
        }
    }

    /// How long the other threads of a process may run on beside one that stands before a call: a thread that only
    /// computes would be waited for for ever.
    private static var settlingNanoseconds: Int64 { 20_000_000 }

    /// Lets a process run on that was left standing after its answer.
    func unpark(_ process: TracedProcess) throws(Interruption) {
        for id in parkedThreads.sorted() where threads[id]?.process === process {
            parkedThreads.remove(id)
            try resume(id, process)
        }
    }

    /// Lets a process that was left standing run without a stop at its calls, which costs it nothing.
    func loosen(_ process: TracedProcess) throws(Interruption) {
        for id in process.threads {
            guard let thread = threads[id] else { continue }
            thread.call = nil
            thread.maySleep = false
            thread.isPassing = false
            let isParked = parkedThreads.remove(id) != nil
            try trace(process) { () throws(Errno) in
                if !isParked {
                    try Trace.interrupt(id)
                    _ = try Trace.wait(id)
                }
                try Trace.run(id)
            }
        }
        process.isLoose = true
    }

    /// Stops a process again that runs without stops and has nothing to do; from here on its calls are seen.
    func tighten(_ process: TracedProcess) throws(Interruption) {
        process.isLoose = false
        for id in process.threads {
            try trace(process) { () throws(Errno) in
                try Trace.interrupt(id)
                // It sleeps in a call, which is broken off and made again: that is its next stop.
                if let stop = try Trace.wait(id), let thread = threads[id] { try handle(stop, id, thread) }
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

    private func resume(_ id: Int32, _ process: TracedProcess) throws(Interruption) {
        do throws(Errno) {
            try Trace.resume(id)
        } catch {
            guard error == .noProcess else { throw .failed("let \(process.label) go on", error) }
        }
    }

    private func waitForStop(of id: Int32, _ thread: TracedThread) throws(Interruption) {
        do throws(Errno) {
            guard let stop = try Trace.wait(id, isPassing: thread.isPassing) else { return }
            try handle(stop, id, thread)
        } catch {
            guard error == .noProcess else { throw .failed("follow \(thread.process.label)", error) }
            drop(id)
        }
    }

    /// Sleeps until anything has stopped, a millisecond at most: an answer comes by a pipe that is not looked at.
    private func sleepUntilNotice(_ deadline: Int64) throws(Interruption) {
        var entries = [PollEntry(descriptor, .readable)]
        do throws(Errno) {
            _ = try Poll.wait(&entries, until: min(deadline, MonotonicClock.now + 1_000_000))
        } catch { throw .failed("wait for a traced process", error) }
        drainNotices()
    }
}
