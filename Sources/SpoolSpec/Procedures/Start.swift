/// Begins a recording in a prepared directory: claim the id, clean up, activate.
///
/// Only the owner of the id removes old events (LOCK-6), and only then the filter is written, in one call: that
/// activates the recording, since workers skip an empty request. A name that is taken is examined: the dead
/// are reaped at once (REUSE-2), the rest is waited for a bounded time, since it may be a worker that probes
/// or sweeps (START-3).
public struct Start: Procedure {
    /// A recording that has begun, or why none has.
    public typealias Outcome = Result<StartedRecording, StartFailure>

    /// How often a start tries again before it gives up.
    public struct Patience: Hashable, Sendable {
        /// How many times a taken name is waited for: with `waitNanoseconds`, one second.
        public var waitsMax = 50
        /// How many times a name is tried again without a wait, because what stood there is gone.
        public var retriesMax = 1000
        /// How many times a request that others removed is made again.
        public var removalsMax = 3

        /// What a start on a real machine needs; a model, where every wait is worth its while, does with less.
        public init() {}
    }

    /// How long one wait for a taken name lasts, in nanoseconds.
    public static let waitNanoseconds: Int64 = 20_000_000

    private enum State: Hashable, Sendable {
        case claiming(Claim)
        case examining(Examine, Handle)
        case waiting(Handle)
        case removingOldEvents(Handle)
        case writing(Handle)
        case checking(Handle)
        case comparing(Handle, FileFacts)
        case takingBack(Handle, StartFailure)
        case startingOver
        case closing(StartFailure)
        case restoring(SettleDirectory, StartFailure)
    }

    private let id: RecorderID
    private let request: [UInt8]
    private let prepared: PreparedDirectory
    private var directory: Handle { prepared.handle }
    private let group: UInt32
    private let patience: Patience
    private var waits = 0
    private var retries = 0
    private var removals = 0
    private var state: State

    /// - Parameters:
    ///   - id: the client's process id (NAME-2).
    ///   - filter: what is asked for.
    ///   - directory: what `PrepareDirectory` came to.
    ///   - group: number of the spool group.
    ///   - patience: how often to try again.
    public init(
        _ id: RecorderID, filter: Filter, in directory: PreparedDirectory, group: UInt32,
        patience: Patience = Patience()
    ) {
        self.id = id
        self.patience = patience
        request = filter.encoded()
        prepared = directory
        self.group = group
        state = .claiming(Claim(id, in: directory.handle, group: group))
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch state {
        case .claiming(let claim): return continueClaim(claim, reply)
        case .examining(let examine, let unnamed): return continueExamine(examine, reply, unnamed)
        case .waiting(let unnamed): return claimAgain(unnamed)
        case .removingOldEvents(let handle): return removedOldEvents(reply, handle)
        case .writing(let handle): return wrote(reply, handle)
        case .checking(let handle): return checked(reply, handle)
        case .comparing(let handle, let facts): return compared(reply, handle, facts)
        case .takingBack(let handle, let failure): return close(handle, failure)
        case .startingOver: return startOver()
        case .closing(let failure): return end(failure)
        case .restoring(let restore, let failure): return continueRestoring(restore, reply, failure)
        }
    }

    private mutating func continueClaim(_ claim: Claim, _ reply: SpoolReply?) -> Step<Outcome> {
        var claim = claim
        switch claim.next(after: reply) {
        case .call(let call):
            state = .claiming(claim)
            return .call(call)
        case .done(.claimed(let handle)):
            state = .removingOldEvents(handle)
            return .call(.unlink(.events(id), in: directory))
        case .done(.taken(let unnamed)):
            return continueExamine(Examine(id, in: directory, readsContents: false), nil, unnamed)
        case .done(.failed(let operation, let error)):
            return end(.system(operation, error))
        }
    }

    private mutating func continueExamine(
        _ examine: Examine, _ reply: SpoolReply?, _ unnamed: Handle
    ) -> Step<Outcome> {
        var examine = examine
        switch examine.next(after: reply) {
        case .call(let call):
            state = .examining(examine, unnamed)
            return .call(call)
        case .done(.reaped), .done(.gone):
            retries += 1
            guard retries < patience.retriesMax else { return close(unnamed, .idInUse) }
            return claimAgain(unnamed)
        case .done(.foreign):
            return close(unnamed, .nameTaken)
        case .done(.alive), .done(.unreadable), .done(.busy), .done(.unclear):
            waits += 1
            guard waits <= patience.waitsMax else { return close(unnamed, .idInUse) }
            state = .waiting(unnamed)
            return .call(.wait(nanoseconds: Self.waitNanoseconds))
        }
    }

    private mutating func claimAgain(_ unnamed: Handle) -> Step<Outcome> {
        continueClaim(Claim(id, in: directory, group: group, again: unnamed), nil)
    }

    private mutating func removedOldEvents(_ reply: SpoolReply?, _ handle: Handle) -> Step<Outcome> {
        switch reply {
        case .done, .failed(.noEntry):
            state = .writing(handle)
            return .call(.write(handle, request))
        case .failed(let error):
            return takeBack(handle, .system(.removeOldEvents, error))
        default: preconditionFailure("a kernel answered a removal with \(String(describing: reply))")
        }
    }

    private mutating func wrote(_ reply: SpoolReply?, _ handle: Handle) -> Step<Outcome> {
        switch reply {
        case .wrote(let count) where count == request.count:
            state = .checking(handle)
            return .call(.status(handle))
        case .wrote(let count):
            return takeBack(handle, .shortWrite(written: count, of: request.count))
        case .failed(.interrupted):
            return .call(.write(handle, request))
        case .failed(let error):
            return takeBack(handle, .system(.writeRequest, error))
        default: preconditionFailure("a kernel answered a write with \(String(describing: reply))")
        }
    }

    /// LOCK-5: success is told only of a request that stands under its name.
    private mutating func checked(_ reply: SpoolReply?, _ handle: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply else {
            return takeBack(handle, .system(.checkRequest, .inputOutput))
        }
        state = .comparing(handle, facts)
        return .call(.statusOf(.request(id), in: directory))
    }

    private mutating func compared(
        _ reply: SpoolReply?, _ handle: Handle, _ facts: FileFacts
    ) -> Step<Outcome> {
        if case .facts(let named) = reply, named.isSameFile(as: facts) {
            let started = StartedRecording(id: id, directory: directory, request: handle, facts: facts)
            return .done(.success(started))
        }
        state = .startingOver
        return .call(.close(handle))
    }

    /// The end of a start that failed: what was set right in a directory that stood there is set back (DIR-5).
    private mutating func end(_ failure: StartFailure) -> Step<Outcome> {
        guard let before = prepared.before else { return .done(.failure(failure)) }
        let restore = SettleDirectory(
            directory, from: group, to: before.group, mode: before.mode, givesBack: false)
        return continueRestoring(restore, nil, failure)
    }

    private mutating func continueRestoring(
        _ restore: SettleDirectory, _ reply: SpoolReply?, _ failure: StartFailure
    ) -> Step<Outcome> {
        var restore = restore
        guard case .call(let call) = restore.next(after: reply) else { return .done(.failure(failure)) }
        state = .restoring(restore, failure)
        return .call(call)
    }

    private mutating func startOver() -> Step<Outcome> {
        removals += 1
        guard removals <= patience.removalsMax else { return end(.removedByOthers) }
        return continueClaim(Claim(id, in: directory, group: group), nil)
    }

    private mutating func takeBack(_ handle: Handle, _ failure: StartFailure) -> Step<Outcome> {
        state = .takingBack(handle, failure)
        return .call(.unlink(.request(id), in: directory))
    }

    private mutating func close(_ handle: Handle, _ failure: StartFailure) -> Step<Outcome> {
        state = .closing(failure)
        return .call(.close(handle))
    }
}

/// What a client keeps of a recording that it has begun.
public struct StartedRecording: Hashable, Sendable {
    /// The recording's id.
    public let id: RecorderID
    /// The spool directory.
    public let directory: Handle
    /// The locked request: the recording lives as long as this is open.
    public let request: Handle
    /// The request's facts when the start was over.
    public let facts: FileFacts

    /// All that is kept of a recording.
    public init(id: RecorderID, directory: Handle, request: Handle, facts: FileFacts) {
        self.id = id
        self.directory = directory
        self.request = request
        self.facts = facts
    }
}
