internal import SpoolSystem

/// What the judge knows of one worker process: how far it was told, how far it has answered, what befell it.
final class WorkerLife {
    /// Its number in this run, which its events carry.
    let number: Int
    let process: StressProcess
    /// Whether its clock runs ahead.
    let isReaper: Bool
    /// When it answered `hello`.
    var readyAt: Int64?
    /// Events sent.
    private(set) var sent = 0
    /// Events answered: the hook has returned, so what it had to write is written.
    private(set) var replied = 0
    /// Time that was let pass for it besides the real time, as far as it was told, in nanoseconds.
    private(set) var advanced: Int64 = 0
    /// Whether its time of day was ever set.
    var clockWasSet = false
    /// When it was found to have ended.
    var endedAt: Int64?
    /// Events that were on their way while the file system was full: their lines may be missing or torn.
    private var excused: [Range<Int>] = []
    private var excusedFrom: Int?
    /// The event whose line its death may have torn, once a torn piece was found: there can be no second.
    var tornByDeath: TornPlace?
    /// The last of its events that was found anywhere.
    var furthest = -1
    /// When the events that are on their way were sent, for latencies and for proofs of a scan.
    private var sentAt: [Int64] = []
    /// When the last event was sent; 0 before the first.
    private(set) var lastSentAt: Int64 = 0
    private var sentAtStart = 0
    /// Recordings that had been started before it was ready.
    var startsBefore = 0
    /// Descriptors that it had before it recorded anything.
    var descriptorsAtFirst: Int?
    /// The most memory that it had in the run's first part.
    var memoryEarly: Int?

    init(number: Int, process: StressProcess, isReaper: Bool) {
        self.number = number
        self.process = process
        self.isReaper = isReaper
    }

    var isAlive: Bool { endedAt == nil && process.killedAt == nil && process.exit == nil }
    var isReady: Bool { readyAt != nil && isAlive && !process.isInputClosed }

    /// - Returns: the event's number.
    func send(at now: Int64) -> Int {
        sentAt.append(now)
        lastSentAt = now
        sent += 1
        return sent - 1
    }

    func advance(_ span: Int64) { advanced += span }

    /// - Returns: when the event was sent.
    func reply() -> Int64 {
        let at = sentAt[sentAtStart]
        sentAtStart += 1
        if sentAtStart > 1024 {
            sentAt.removeFirst(sentAtStart)
            sentAtStart = 0
        }
        replied += 1
        return at
    }

    /// Whether a full file system explains what is wrong with any event from that one on.
    func isExcused(since event: Int) -> Bool {
        excusedFrom != nil || excused.contains { $0.upperBound > event }
    }

    func beginExcuse() { if excusedFrom == nil { excusedFrom = replied } }

    func endExcuse() {
        guard let from = excusedFrom else { return }
        excusedFrom = nil
        guard from < sent else { return }
        excused.append(from..<sent)
        if excused.count > 64 { excused.removeFirst() }
    }

    /// Whether a full file system explains what is wrong with the event's line.
    func isExcused(_ event: Int) -> Bool {
        if let excusedFrom, event >= excusedFrom { return true }
        return excused.contains { $0.contains(event) }
    }

    /// Whether the event was under way when the process was killed.
    func isCutOff(_ event: Int) -> Bool {
        process.killedAt != nil && event >= replied && event < sent
    }
}

/// What one worker process owes one recording, and what was found of it there.
struct StressAccount {
    /// Events before this one were answered before the start was asked for.
    let firstAllowed: Int
    /// How far the worker's own time ran ahead when the start was answered.
    var advancedAtStart: Int64
    /// From this event on the worker must know the recording (SCAN-1).
    var mustFrom: Int?
    /// Events before this one were answered before the end was asked for.
    var definiteEnd: Int?
    /// The first event found; the last possible one where none was.
    var first = Int.max
    /// The last event found.
    var last = -1
    /// Events that must be there and were passed over.
    var missing: [Int] = []
    /// Events whose line was found damaged and was dealt with as such.
    var damaged: [Int] = []

    static let missingMax = 4096
}
