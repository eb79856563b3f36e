/// Handles one event: appends its line to every recorder that wants it, as a worker last knew them.
///
/// A recorder that turns out to be another than the last scan knew is looked at anew, and gets the line if it
/// still wants it. A few times at most: a published start changes its request twice after it has cut it, but
/// a spool that changes at every look must not hold the server up (HOOK-1).
///
/// A recorder whose descriptors the worker does not keep is *visited*: its request is opened and read, and where it
/// still says what the last scan read, the line is appended as to any other, and both descriptors are closed again.
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
        case visiting
        case appending
        case lookingAgain
        case appendingAgain
        case leaving
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
    /// Whether the recorder at hand has descriptors for this event only.
    private var visits = false
    private var toClose: [Handle] = []
    private var state = State.idle
    // Beside the state, not in it: what is changed in place is not copied at each call.
    private var visit: Examine?
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
        case .visiting: return continueVisit(reply)
        case .leaving: return leave()
        case .appending, .appendingAgain: return continueAppend(reply)
        case .lookingAgain: return continueScan(reply)
        }
    }

    private mutating func appendNext() -> Step<Outcome> {
        while index < end {
            if wants(outcome.memory.recorders[index]) {
                looks = 0
                visits = outcome.memory.recorders[index].target.request == nil
                return visits ? beginVisit() : beginAppend(.appending, to: index)
            }
            index += 1
        }
        return .done(outcome)
    }

    private func wants(_ recorder: KnownRecorder) -> Bool {
        recorder.filter.matches(traits)
    }

    // MARK: A visit

    private mutating func beginVisit() -> Step<Outcome> {
        let target = outcome.memory.recorders[index].target
        visit = Examine(target.id, in: target.directory, probesLock: false)
        state = .visiting
        return continueVisit(nil)
    }

    private mutating func continueVisit(_ reply: SpoolReply?) -> Step<Outcome> {
        switch visit?.next(after: reply) {
        case nil: preconditionFailure("a visit goes on that has not begun")
        case .call(let call): return .call(call)
        case .done(let result):
            visit = nil
            return visited(result)
        }
    }

    private mutating func visited(_ result: Examine.Outcome) -> Step<Outcome> {
        switch result {
        case .alive(let request):
            outcome.memory.recorders[index].target.request = request.handle
            guard outcome.memory.recorders[index].contents == request.contents else {
                return lookAgain(outcome.memory.recorders[index].target.id)
            }
            // Whoever's request it is now, it asks for the same.
            outcome.memory.recorders[index].target.facts = request.facts
            return beginAppend(.appending, to: index)
        case .unclear(let error), .unreadable(let error?):
            outcome.losses.append(.failed(error))
            index += 1
            return appendNext()
        default:
            return lookAgain(outcome.memory.recorders[index].target.id)
        }
    }

    /// Lets go of what was opened for this event, and goes to the next recorder.
    private mutating func leave() -> Step<Outcome> {
        guard let handle = toClose.popLast() else { return appendNext() }
        state = .leaving
        return .call(.close(handle))
    }

    private mutating func leave(_ place: Int) -> Step<Outcome> {
        if visits {
            toClose = outcome.memory.recorders[place].target.handles
            outcome.memory.recorders[place].target.request = nil
            outcome.memory.recorders[place].target.events = nil
        }
        return leave()
    }

    // MARK: The line

    private mutating func beginAppend(_ newState: State, to index: Int) -> Step<Outcome> {
        state = newState
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
        let place = isMoved ? outcome.memory.recorders.count - 1 : index
        outcome.memory.recorders[place].target = result.target
        if result.fate == .stale, looks < Self.looksMax, outcome.memory.directory != nil {
            return lookAgain(result.target.id, isMoved: isMoved)
        }
        count(result.fate)
        if !isMoved { index += 1 }
        return leave(place)
    }

    // MARK: Another look

    private mutating func lookAgain(_ id: RecorderID, isMoved: Bool = false) -> Step<Outcome> {
        guard let directory = outcome.memory.directory else {
            preconditionFailure("a recorder is known in no directory")
        }
        looks += 1
        if !isMoved { end -= 1 }
        state = .lookingAgain
        scan = Scan(again: id, in: directory, outcome.memory, now: now)
        return continueScan(nil)
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
            guard isBack, let last = outcome.memory.recorders.last else { return appendNext() }
            let place = outcome.memory.recorders.count - 1
            return wants(last) ? beginAppend(.appendingAgain, to: place) : leave(place)
        }
    }

    private mutating func count(_ fate: Append.Fate) {
        if fate == .written { outcome.written += 1 } else { outcome.losses.append(fate) }
    }
}
