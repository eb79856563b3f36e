internal import SpoolSpec
internal import SpoolSystem

/// How much may be under way, and when the load waits.
extension StressConductor {
    /// Holds the load back where the file system gets short of room, and excuses what a full one explains although
    /// nobody filled it on purpose.
    func lookForRoom() {
        let now = self.now
        if isShort, phase == .running { counters.waitingMicroseconds += Int(now - roomSeenAt) / 1000 }
        roomSeenAt = now
        let left = auditor.room
        isShort = left < room.heldBackBelow && nemeses.fullUntil == nil
        if left < room.fullBelow, !isFull {
            isFull = true
            for worker in aliveWorkers { worker.beginExcuse() }
        } else if isFull, nemeses.fullUntil == nil, left > 2 * room.fullBelow {
            isFull = false
            for worker in aliveWorkers { worker.endExcuse() }
            fullTimes.append((now, now))
        }
    }

    /// Nanoseconds between two events to a worker where room is short: it still scans, and so still reaps.
    private static let shortPause: Int64 = 100_000_000

    /// Whether events may be sent to a worker now.
    func hasRoom(_ worker: WorkerLife) -> Bool {
        // A load that begins before there is a recording teaches nothing.
        guard counters.starts + counters.startFailures > 0 || elapsed(now) > 5 else { return false }
        if isShort, worker.process.outstanding > 0 || now - worker.lastSentAt < Self.shortPause {
            return false
        }
        return waitingBytes < room.unreadMax && worker.process.outstanding <= Self.outstandingMax / 2
            && worker.process.unwrittenBytes < Self.unwrittenMax && eventsLeft > 0
    }
}
