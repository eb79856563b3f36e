/// Takes possession of an id: the request's name appears locked, complete in mode, and empty.
///
/// The file is made without a name, locked, given its group and mode, and only then linked. No worker can ever
/// find it unlocked, and an empty request is skipped by all, so that what comes next happens unseen. The
/// link fails where the name stands: whose it is must then be found out by an `Examine`.
///
/// A start claims its id this way, and so does a worker that sweeps an orphan (REAP-5).
public struct Claim: Procedure {
    /// What came of a claim.
    public enum Outcome: Hashable, Sendable {
        /// The id is ours as long as the handle is open.
        case claimed(Handle)
        /// The name stands; the unnamed file is kept, ready for another try with `init(again:…)`.
        case taken(Handle)
        /// A call failed, and nothing is left.
        case failed(StartFailure.Operation, SystemError)
    }

    /// Mode of a request: the group may read, which is enough to probe its lock (MODE-1).
    public static let mode: UInt16 = 0o640

    private enum State: Hashable, Sendable {
        case idle
        case making
        case locking(Handle)
        case asking(Handle)
        case settingGroup(Handle)
        case settingMode(Handle)
        case linking(Handle)
        case givingUp(StartFailure.Operation, SystemError)
    }

    private let id: RecorderID
    private let directory: Handle
    private let group: UInt32?
    private let kept: Handle?
    private var state = State.idle

    /// - Parameters:
    ///   - id: the id to claim.
    ///   - directory: the spool directory's handle.
    ///   - group: number of the group that the request must have; `nil` takes what the directory gives.
    ///   - kept: the unnamed file of an earlier try that found the name taken.
    public init(_ id: RecorderID, in directory: Handle, group: UInt32?, again kept: Handle? = nil) {
        self.id = id
        self.directory = directory
        self.group = group
        self.kept = kept
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        do throws(SystemError) {
            return try advance(reply)
        } catch {
            return fail(error)
        }
    }

    private mutating func advance(_ reply: SpoolReply?) throws(SystemError) -> Step<Outcome> {
        guard let reply else { return begin() }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .making:
            let handle = try reply.handle()
            state = .locking(handle)
            return .call(.lock(handle, .exclusive))
        case .locking(let handle):
            try reply.check()
            state = .asking(handle)
            return .call(.status(handle))
        case .asking(let handle):
            let facts = try reply.facts()
            guard let group, facts.group != group else { return setMode(handle) }
            state = .settingGroup(handle)
            return .call(.setGroup(handle, group))
        case .settingGroup(let handle):
            try reply.check()
            return setMode(handle)
        case .settingMode(let handle):
            try reply.check()
            return link(handle)
        case .linking(let handle):
            if reply == .failed(.exists) { return .done(.taken(handle)) }
            try reply.check()
            return .done(.claimed(handle))
        case .givingUp(let operation, let error):
            return .done(.failed(operation, error))
        }
    }

    private mutating func begin() -> Step<Outcome> {
        if let kept { return link(kept) }
        state = .making
        return .call(.openUnnamed(in: directory, mode: 0o600))
    }

    private mutating func setMode(_ handle: Handle) -> Step<Outcome> {
        state = .settingMode(handle)
        return .call(.setMode(handle, Self.mode))
    }

    private mutating func link(_ handle: Handle) -> Step<Outcome> {
        state = .linking(handle)
        return .call(.link(handle, as: .request(id), in: directory))
    }

    private mutating func fail(_ error: SystemError) -> Step<Outcome> {
        switch state {
        case .idle, .making: return .done(.failed(.makeRequest, error))
        case .locking(let handle): return close(handle, .lockRequest, error)
        case .asking(let handle), .settingGroup(let handle): return close(handle, .setRequestGroup, error)
        case .settingMode(let handle): return close(handle, .setRequestMode, error)
        case .linking(let handle): return close(handle, .nameRequest, error)
        case .givingUp(let operation, let error): return .done(.failed(operation, error))
        }
    }

    private mutating func close(
        _ handle: Handle, _ operation: StartFailure.Operation, _ error: SystemError
    ) -> Step<Outcome> {
        state = .givingUp(operation, error)
        return .call(.close(handle))
    }
}
