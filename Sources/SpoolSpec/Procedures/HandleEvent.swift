/// Handles one event: appends its line to every recorder that wants it, as a worker last knew them.
///
/// A recorder that turns out to be another than the last scan knew is looked at anew, and gets the line if it
/// still wants it. A few times at most: a published start changes its request twice after it has cut it, but
/// a spool that changes at every look must not hold the server up (HOOK-1).
public struct HandleEvent: Procedure {
    /// What became of the line, and what the worker knows from now on.
    public struct Outcome: Hashable, Sendable {
        /// The worker's memory: handles may have been opened, and recorders may have gone.
        public var memory: WorkerMemory
        /// How many recorders the whole line was written for.
        public var written = 0
        /// Every other fate that the line met.
        public var losses: [Append.Fate] = []
        /// How many dead recorders were removed on the way.
        public var reaped = 0
    }

    /// How many times one recorder is looked at anew for one event.
    public static let looksMax = 3

    private enum State: Hashable, Sendable {
        case idle
        case appending
        case lookingAgain
        case appendingAgain
    }

    private let traits: Event.Traits
    private let line: [UInt8]
    private let limit: Int64
    private let writer: UInt32
    private let now: Int64
    private var outcome: Outcome
    private var index: Int
    private var end: Int
    private var looks = 0
    private var state = State.idle
    // Beside the state, not in it: what is changed in place is not copied at each call.
    private var append: Append?
    private var scan: Scan?

    /// - Parameters:
    ///   - traits: what decides which recorders want the line.
    ///   - line: the event as it is written, with its line feed.
    ///   - memory: what the last scan left.
    ///   - first: the first of the memory's recorders that has not got the line yet.
    ///   - limit: bytes that a recording may take of the file system (HOOK-3).
    ///   - writer: the number of the user who writes.
    ///   - now: the worker's own time, in nanoseconds.
    public init(
        _ traits: Event.Traits, line: [UInt8], memory: WorkerMemory, from first: Int = 0, limit: Int64,
        writer: UInt32, now: Int64
    ) {
        self.traits = traits
        self.line = line
        self.limit = limit
        self.writer = writer
        self.now = now
        index = first
        end = memory.recorders.count
        outcome = Outcome(memory: memory)
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch state {
        case .idle: return appendNext()
        case .appending, .appendingAgain: return continueAppend(reply)
        case .lookingAgain: return continueScan(reply)
        }
    }

    private mutating func appendNext() -> Step<Outcome> {
        while index < end {
            if wants(outcome.memory.recorders[index]) {
                looks = 0
                state = .appending
                return beginAppend(to: index)
            }
            index += 1
        }
        return .done(outcome)
    }

    private func wants(_ recorder: KnownRecorder) -> Bool {
        recorder.filter.matches(traits)
    }

    private mutating func beginAppend(to index: Int) -> Step<Outcome> {
        append = Append(line, to: outcome.memory.recorders[index].target, limit: limit, writer: writer)
        return continueAppend(nil)
    }

    private mutating func continueAppend(_ reply: SpoolReply?) -> Step<Outcome> {
        switch append?.next(after: reply) {
        case nil: preconditionFailure("an append goes on that has not begun")
        case .call(let call): return .call(call)
        case .done(let result): return appended(result)
        }
    }

    private mutating func appended(_ result: Append.Outcome) -> Step<Outcome> {
        append = nil
        // Looked at anew a recorder moves to the end of the list, or is gone.
        let isMoved = state == .appendingAgain
        outcome.memory.recorders[isMoved ? outcome.memory.recorders.count - 1 : index].target = result.target
        if result.fate == .stale, looks < Self.looksMax, let directory = outcome.memory.directory {
            looks += 1
            if !isMoved { end -= 1 }
            state = .lookingAgain
            scan = Scan(again: result.target.id, in: directory, outcome.memory, now: now)
            return continueScan(nil)
        }
        count(result.fate)
        if !isMoved { index += 1 }
        return appendNext()
    }

    private mutating func continueScan(_ reply: SpoolReply?) -> Step<Outcome> {
        switch scan?.next(after: reply) {
        case nil: preconditionFailure("a look goes on that has not begun")
        case .call(let call): return .call(call)
        case .done(let result):
            scan = nil
            let isBack = result.memory.recorders.count == outcome.memory.recorders.count
            outcome.memory = result.memory
            outcome.reaped += result.reaped.count
            guard isBack, let last = outcome.memory.recorders.last, wants(last) else { return appendNext() }
            state = .appendingAgain
            return beginAppend(to: outcome.memory.recorders.count - 1)
        }
    }

    private mutating func count(_ fate: Append.Fate) {
        if fate == .written { outcome.written += 1 } else { outcome.losses.append(fate) }
    }
}
