internal import SpoolSystem

/// How a process is let go on.
enum DriveMove: Hashable {
    /// It was asked for something, or is waited for only.
    case nothing
    /// One of the calls is made before which its threads stand, see ``Tracer``'s `release`.
    case release(thread: Int, Tampering)
    /// The first of its sleeps ends.
    case wake
    /// It waits for real: nobody else can do anything.
    case letTimePass
}

/// How a process that was let go on came to stand still again.
enum DriveEnd {
    /// Before its next call on the arena.
    case held(ObservedCall)
    /// It waits for a lock that another holds.
    case blocked(ObservedCall)
    /// It does nothing but let time pass.
    case asleep(ObservedCall)
    /// It has answered what it was asked.
    case answered
    /// It has ended.
    case gone
    /// It did none of these in time.
    case late
}

/// Letting one process run while all others stand still.
extension Tracer {
    /// Waits for one process alone, until it stands before a call on the arena, has answered, only sleeps, or is gone.
    ///
    /// Before each call in which it is known to sleep often it stops, and is asked for its answer first. With an answer
    /// there it is left standing. Any other call may sleep too: after a millisecond without a stop it is asked as well.
    ///
    /// - Parameters:
    ///   - hasAnswered: looks, without waiting, whether the answer has come.
    ///   - meanwhile: done now and then while nothing moves.
    func drive(
        _ process: TracedProcess, until deadline: Int64, hasAnswered: () throws(Interruption) -> Bool,
        meanwhile: () throws(Interruption) -> Void
    ) throws(Interruption) -> DriveEnd {
        var since: Int64?
        if process.held == nil {
            for id in process.threads where threads[id]?.isSetAside ?? false { try endSetAside(id, process) }
        }
        while true {
            let own = process.threads
            if own.isEmpty { return .gone }
            let isAlone = own.count == 1
            if let held = process.held, try isAlone ? true : isSettled(process, since: &since) {
                // Of several threads one may have answered while another that keeps house stands before a call.
                if !isAlone, try hasAnswered() { return .answered }
                return process.isBlocked ? .blocked(held) : .held(held)
            }
            if isAlone, heldThreads.contains(own[0]), let call = threads[own[0]]?.nap?.call {
                return .asleep(call)
            }
            var hasMoved = false
            if process.held == nil {
                // Whoever is waited for must not stand still for the sake of one that sleeps no more.
                let sleeps = nextToWake(of: process) != nil
                for id in own where parkedThreads.contains(id) {
                    if threads[id]?.isSetAside ?? false, sleeps { continue }
                    if try hasAnswered() { return .answered }
                    try endSetAside(id, process)
                    hasMoved = true
                    // A sleep begins: what the others do meanwhile is timed from here.
                    if threads[id]?.nap != nil { since = nil }
                }
            }
            if hasMoved {
                // Kept on one processor, it makes its call now, and mostly stands still again when this returns: what
                // follows need not go to sleep and be woken.
                Trace.letOthersRun()
            }
            if isAlone, !hasMoved, let thread = threads[own[0]], !thread.maySleep {
                hasMoved = try waitForStop(of: own[0], thread)
            } else {
                for id in own where try step(id) { hasMoved = true }
            }
            guard MonotonicClock.now < deadline else { return .late }
            if hasMoved { continue }
            if process.held == nil {
                if try hasAnswered() { return .answered }
                if let call = try sleep(of: process, since: &since) { return .asleep(call) }
            }
            for id in own {
                if threads[id]?.silentSince == nil { threads[id]?.silentSince = MonotonicClock.now }
            }
            try meanwhile()
            try sleepUntilNotice(deadline)
        }
    }

    private func endSetAside(_ id: Int32, _ process: TracedProcess) throws(Interruption) {
        threads[id]?.isSetAside = false
        if parkedThreads.contains(id) { try unpark(id, process) }
    }

    private func unpark(_ id: Int32, _ process: TracedProcess) throws(Interruption) {
        parkedThreads.remove(id)
        threads[id]?.silentSince = nil
        do throws(Errno) {
            try Trace.resume(id)
        } catch {
            guard error == .noProcess else { throw .failed("let \(process.name) go on", error) }
        }
    }

    /// - Returns: whether it has stopped.
    private func waitForStop(of id: Int32, _ thread: TracedThread) throws(Interruption) -> Bool {
        do throws(Errno) {
            guard let stop = try Trace.wait(id, isPassing: thread.isPassing) else { return false }
            try handle(stop, id, thread)
        } catch {
            guard error == .noProcess else { throw .failed("follow \(thread.process.name)", error) }
            drop(id)
        }
        return true
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
