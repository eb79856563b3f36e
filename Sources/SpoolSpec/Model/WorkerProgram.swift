/// A worker of the reference recorder: looks and events in a given order.
public struct WorkerProgram: ModelProgram {
    /// One thing that a worker does.
    public enum Task: Hashable, Sendable {
        /// Looks through the spool at this second of its own clock.
        case scan(at: Int)
        /// Handles an event, as its last look knows the recorders.
        case handle(ModelEvent)
    }

    private enum Running: Hashable, Sendable {
        case nothing
        case scan(Scan)
        case event(HandleEvent, UInt8)
    }

    private let tasks: [Task]
    private let user: UInt32
    private let limit: Int64
    private var keptMax = Int.max
    private var done = 0
    private var now: Int64 = 0
    private var memory = WorkerMemory()
    private var running = Running.nothing
    private var toTell: [Note] = []

    /// - Parameters:
    ///   - tasks: what the worker does.
    ///   - user: the number of the user that it runs as.
    ///   - limit: bytes that it lets a recording take (HOOK-3).
    public init(_ tasks: [Task], user: ModelUser = .server, limit: Int64 = 1 << 20) {
        self.tasks = tasks
        self.user = user.number
        self.limit = limit
    }

    /// The same worker, with descriptors to keep of so many recorders only.
    public func keeping(_ keptMax: Int) -> WorkerProgram {
        var program = self
        program.keptMax = keptMax
        return program
    }

    /// See `ModelProgram`.
    public var events: [ModelEvent] {
        tasks.compactMap { task in
            if case .handle(let event) = task { event } else { nil }
        }
    }

    /// See `ModelProgram`.
    public mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let note = toTell.popLast() { return .tell(note) }
        switch running {
        case .nothing: return begin()
        case .scan(let scan): return advance(scan, reply, opening: nil)
        case .event(let procedure, let number): return advance(procedure, number, reply, opening: nil)
        }
    }

    private mutating func begin() -> ProgramStep {
        guard done < tasks.count else { return .done }
        let task = tasks[done]
        done += 1
        switch task {
        case .scan(let second):
            now = Int64(second) * 1_000_000_000
            return advance(Scan(memory, now: now, keptMax: keptMax), nil, opening: .scanning)
        case .handle(let event):
            let procedure = HandleEvent(
                event.traits, line: event.line, memory: memory, limit: limit,
                writer: user, now: now)
            return advance(procedure, event.number, nil, opening: .handling(event.number))
        }
    }

    private mutating func advance(_ scan: Scan, _ reply: SpoolReply?, opening: Note?) -> ProgramStep {
        var scan = scan
        switch scan.next(after: reply) {
        case .call(let call):
            running = .scan(scan)
            return .call(call, opening: opening)
        case .done(let outcome):
            memory = outcome.memory
            return ended(.scanned(memory.recorders.map(\.target.id)))
        }
    }

    private mutating func advance(
        _ procedure: HandleEvent, _ number: UInt8, _ reply: SpoolReply?, opening: Note?
    ) -> ProgramStep {
        var procedure = procedure
        switch procedure.next(after: reply) {
        case .call(let call):
            running = .event(procedure, number)
            return .call(call, opening: opening)
        case .done(let outcome):
            memory = outcome.memory
            return ended(.handled(number))
        }
    }

    private mutating func ended(_ note: Note) -> ProgramStep {
        running = .nothing
        toTell = [.holding(memory.handles)]
        return .tell(note)
    }

    /// The tasks never change: how many are done says enough.
    public static func == (one: WorkerProgram, other: WorkerProgram) -> Bool {
        one.done == other.done && one.now == other.now && one.memory == other.memory
            && one.running == other.running && one.toTell == other.toTell
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(done)
        hasher.combine(memory)
        hasher.combine(running)
        hasher.combine(toTell)
    }
}

extension WorkerMemory {
    /// Every descriptor that a worker holds between two procedures.
    public var handles: [Handle] {
        var handles = directory.map { [$0] } ?? []
        for recorder in recorders { handles += recorder.target.handles }
        return handles
    }
}
