/// A client of the reference recorder: recordings, one after another.
public struct ClientProgram: ModelProgram {
    /// One thing that a client does.
    public enum Task: Hashable, Sendable {
        /// Makes the spool directory, or checks it, and opens it.
        case prepare
        /// Opens the spool directory, which stands.
        case open
        /// Starts a recording; where that fails the client ends.
        case start(RecorderID, Filter)
        /// Stops it. A client that ends without that leaves its files to the workers.
        case stop
    }

    private enum Running: Hashable, Sendable {
        case nothing
        case prepare(PrepareDirectory)
        case opening
        case start(Start)
        case stop(Stop)
    }

    private let tasks: [Task]
    private let user: UInt32
    private let patience: Start.Patience
    private var done = 0
    private var directory: PreparedDirectory?
    private var recording: StartedRecording?
    private var running = Running.nothing
    private var toTell: [Note] = []

    /// - Parameters:
    ///   - tasks: what the client does; `prepare` or `open` comes first.
    ///   - user: who it is.
    ///   - waitsMax: how often it waits for a taken name.
    public init(_ tasks: [Task], user: ModelUser = .root, waitsMax: Int = 3) {
        self.tasks = tasks
        self.user = user.number
        var patience = Start.Patience()
        patience.waitsMax = waitsMax
        self.patience = patience
    }

    /// See `ModelProgram`.
    public var events: [ModelEvent] { [] }

    /// See `ModelProgram`.
    public mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let note = toTell.popLast() { return .tell(note) }
        switch running {
        case .nothing: return begin()
        case .prepare(let procedure): return advance(procedure, reply)
        case .opening: return opened(reply)
        case .start(let procedure): return advance(procedure, reply, opening: nil)
        case .stop(let procedure): return advance(procedure, reply, opening: nil)
        }
    }

    private mutating func begin() -> ProgramStep {
        guard done < tasks.count else { return .done }
        let task = tasks[done]
        done += 1
        switch task {
        case .prepare:
            return advance(PrepareDirectory(group: ModelKernel.spoolGroup, starter: user), nil)
        case .open:
            running = .opening
            return .call(.openDirectory, opening: nil)
        case .start(let id, let filter):
            guard let directory else { return .done }
            let start = Start(
                id, filter: filter, in: directory, group: ModelKernel.spoolGroup, patience: patience)
            return advance(start, nil, opening: .starting(id, filter))
        case .stop:
            guard let recording else { return .done }
            return advance(Stop(recording), nil, opening: .stopping)
        }
    }

    private mutating func opened(_ reply: SpoolReply?) -> ProgramStep {
        running = .nothing
        if case .opened(let handle) = reply {
            directory = PreparedDirectory(handle: handle, before: nil)
        } else {
            done = tasks.count
        }
        return begin()
    }

    private mutating func advance(_ procedure: PrepareDirectory, _ reply: SpoolReply?) -> ProgramStep {
        var procedure = procedure
        switch procedure.next(after: reply) {
        case .call(let call):
            running = .prepare(procedure)
            return .call(call, opening: nil)
        case .done(.success(let prepared)):
            running = .nothing
            directory = prepared
            return .tell(.holding([prepared.handle]))
        case .done(.failure(let failure)): return failed(failure)
        }
    }

    private mutating func advance(
        _ procedure: Start, _ reply: SpoolReply?, opening: Note?
    ) -> ProgramStep {
        var procedure = procedure
        switch procedure.next(after: reply) {
        case .call(let call):
            running = .start(procedure)
            return .call(call, opening: opening)
        case .done(.success(let started)):
            running = .nothing
            recording = started
            toTell = [.holding([started.directory, started.request])]
            return .tell(.started(started.request))
        case .done(.failure(let failure)): return failed(failure)
        }
    }

    private mutating func advance(
        _ procedure: Stop, _ reply: SpoolReply?, opening: Note?
    ) -> ProgramStep {
        var procedure = procedure
        switch procedure.next(after: reply) {
        case .call(let call):
            running = .stop(procedure)
            return .call(call, opening: opening)
        case .done:
            running = .nothing
            recording = nil
            toTell = [.holding(directory.map { [$0.handle] } ?? [])]
            return .tell(.stopped)
        }
    }

    private mutating func failed(_ failure: StartFailure) -> ProgramStep {
        running = .nothing
        done = tasks.count
        toTell = [.holding(directory.map { [$0.handle] } ?? [])]
        return .tell(.startFailed(failure))
    }

    /// The tasks never change: how many are done says enough.
    public static func == (one: ClientProgram, other: ClientProgram) -> Bool {
        one.done == other.done && one.directory == other.directory && one.recording == other.recording
            && one.running == other.running && one.toTell == other.toTell
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(done)
        hasher.combine(directory)
        hasher.combine(recording)
        hasher.combine(running)
        hasher.combine(toTell)
    }
}
