internal import SpoolSystem

/// Whether the threads of a process have come to rest, whatever each of them is in.
extension Tracer {
    /// How long the other threads of a process may run on beside one that stands before a call: a thread that only
    /// computes would be waited for for ever.
    private static var settlingNanoseconds: Int64 { 20_000_000 }
    /// Beside one that only sleeps: it may wait for what they do.
    private static var patienceNanoseconds: Int64 { 200_000_000 }
    /// After so long the kernel is asked what a thread does that has not stopped.
    private static var silenceNanoseconds: Int64 { 1_000_000 }

    /// Whether all threads of a process stand still, or sleep: which of them are before a call is then no matter of
    /// their speed. What was let go on is done before anybody else's turn.
    ///
    /// - Parameters:
    ///   - since: when this was asked first since the process was let go on.
    ///   - isAsleep: whether the process seems to do nothing but sleep: then the kernel is asked too of threads that are
    ///     in a call known to sleep.
    func isSettled(
        _ process: TracedProcess, since: inout Int64?, isAsleep: Bool = false
    ) throws(Interruption) -> Bool {
        var isSettled = true
        for id in process.threads where !heldThreads.contains(id) && !parkedThreads.contains(id) {
            guard let thread = threads[id], isAsleep || !thread.maySleep else { continue }
            let now = MonotonicClock.now
            let elapsed = now - (since ?? now)
            since = now - elapsed
            guard thread.maySleep || thread.isBusy || elapsed >= Self.silenceNanoseconds else {
                isSettled = false
                continue
            }
            let limit = isAsleep ? Self.patienceNanoseconds : Self.settlingNanoseconds
            switch ProcessTable.taskState(id) {
            case "S", "D", "T": break
            case "Z":
                // The first thread of a process that goes on without it: no stop tells of its end.
                if id == process.processID { drop(id) }
            case nil:
                // Nobody may know.
                if elapsed < limit { isSettled = false }
            default:
                // One in a sleep that ends by itself is about to begin it, or has just woken: it computes nothing.
                if thread.nap == nil, thread.isBusy || elapsed >= limit { try setAside(id, thread) }
                isSettled = false
            }
        }
        return isSettled
    }

    /// A thread that computes on and on, or makes one call after the other, stands still from its next stop on, until
    /// its process is driven again.
    private func setAside(_ id: Int32, _ thread: TracedThread) throws(Interruption) {
        thread.isBusy = true
        guard !thread.isSetAside else { return }
        thread.isSetAside = true
        do throws(Errno) {
            try Trace.interrupt(id)
        } catch {
            guard error == .noProcess else { throw .failed("stop \(thread.process.label)", error) }
        }
    }

    /// The sleep that ends first, where a process does nothing but sleep; `nil` where it does anything else, or sleeps
    /// until something happens.
    func sleep(of process: TracedProcess, since: inout Int64?) throws(Interruption) -> ObservedCall? {
        guard !process.isInRealTime, let id = nextToWake(of: process),
            !process.threads.contains(where: { threads[$0]?.nap?.isWoken ?? false }),
            try isSettled(process, since: &since, isAsleep: true)
        else { return nil }
        return threads[id]?.nap?.call
    }

    /// The thread whose sleep ends first; one that stands before its call without having been let go on for that is
    /// none.
    func nextToWake(of process: TracedProcess) -> Int32? {
        func wakesAt(_ id: Int32) -> Int64 { threads[id]?.nap?.wakesAt ?? .max }
        return process.threads.filter { wakesAt($0) < .max && !parkedThreads.contains($0) }
            .min { wakesAt($0) < wakesAt($1) }
    }

    /// What each thread of a process is in, for a message: the kernel's word, the call, and since when.
    func words(on process: TracedProcess) -> String {
        let now = MonotonicClock.now
        return process.threads.prefix(8).compactMap { id -> String? in
            guard let thread = threads[id] else { return nil }
            let call = thread.call ?? thread.interrupted
            let name = thread.number < 0 ? nil : SystemCall.name(thread.number)
            let place: String =
                if heldThreads.contains(id) {
                    "stands before \(call?.description ?? name ?? "a call")"
                } else if parkedThreads.contains(id) {
                    "stands before \(name ?? "a call")"
                } else if ProcessTable.taskState(id) == "R" {
                    "computes, after \(name ?? "no call yet")"
                } else { "is in \(call?.description ?? name ?? "an unknown call")" }
            let time = thread.silentSince.map { " for \(Excerpt.seconds(now - $0))" } ?? ""
            return "thread \(id) \(place)\(time)"
        }.joined(separator: ", ")
    }
}
