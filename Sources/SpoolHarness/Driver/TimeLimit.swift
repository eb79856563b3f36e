internal import SpoolSystem

/// A time limit for processes that leaves out the time in which they stood ready to run and got no processor: other
/// work on the machine is charged to no recorder.
///
/// A process that sleeps or waits has its limit to the second. One that computes has at least so much time in which it
/// is given a processor. Where the kernel does not count this (`schedstat`), the limit is plain time.
struct TimeLimit {
    private let since: Int64
    private let limit: Int64
    private var delays: [Int32: Int64] = [:]
    private var lookedAt: Int64?
    private var waited: Int64 = 0

    /// Between two looks, in nanoseconds; most replies come long before the first.
    private static var interval: Int64 { 250_000_000 }

    /// - Parameters:
    ///   - limit: in nanoseconds.
    ///   - since: when the time begins, by the monotonic clock.
    init(nanoseconds limit: Int64, since: Int64 = MonotonicClock.now) {
        self.limit = limit
        self.since = since
    }

    /// When the time is over, as far as is known.
    var deadline: Int64 { since + limit + waited }

    /// Until when to wait before the processes are looked at again.
    var nextLook: Int64 { min(deadline, MonotonicClock.now + Self.interval) }

    /// Takes note of how long processes waited for a processor since the last look.
    ///
    /// Of several threads the one that waited longest counts: they wait at the same time.
    ///
    /// - Returns: whether the time is over.
    mutating func isOver(for processes: @autoclosure () -> [Int32]) -> Bool {
        let now = MonotonicClock.now
        guard now >= (lookedAt ?? since) + Self.interval || lookedAt != nil && now >= deadline else {
            return now >= deadline
        }
        var longest: Int64 = 0
        var seen: [Int32: Int64] = [:]
        for thread in processes().flatMap(ProcessTable.tasks) {
            guard let delay = ProcessTable.processorDelay(thread) else { continue }
            seen[thread] = delay
            // What there was before the first look is a process's whole life so far.
            if lookedAt != nil { longest = max(longest, delay - (delays[thread] ?? 0)) }
        }
        delays = seen
        lookedAt = now
        waited += longest
        return now >= deadline
    }
}
