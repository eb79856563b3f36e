/// Makes the spool directory or checks the one that stands there (DIR-1, DIR-3 to DIR-5).
///
/// A new directory begins as 0700 and is opened to the group last, so that no umask and no moment gives others
/// access. `EEXIST` is no failure: somebody else's first start was faster. A crash in between leaves
/// 0700, which the next start mends.
///
/// A directory that stood there with another mode or group is set right if it holds nothing that is none of the
/// protocol's. How it was is kept, so that a start that fails can leave it so. Of an empty one with mode 0700 that is not
/// kept: another start may be about to open it to the group.
public struct PrepareDirectory: Procedure {
    /// The directory, or why there is none.
    public typealias Outcome = Result<PreparedDirectory, StartFailure>

    /// Mode of the spool directory: group members may make files, which get the directory's group.
    public static let mode: UInt16 = 0o2770

    private enum State: Hashable, Sendable {
        case idle
        case making
        case opening
        case asking(Handle)
        case lookingThrough(Handle, isEmpty: Bool)
        case askingAgain(Handle, isEmpty: Bool)
        case settling(SettleDirectory, PreparedDirectory)
        case refusing(StartFailure)
    }

    private let group: UInt32
    private let starter: UInt32
    private var isNew = false
    private var state = State.idle

    /// - Parameters:
    ///   - group: number of the spool group.
    ///   - starter: the user who starts the recording: besides root the only owner that is trusted.
    public init(group: UInt32, starter: UInt32) {
        self.group = group
        self.starter = starter
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
        guard let reply else {
            state = .making
            return .call(.makeDirectory(mode: 0o700))
        }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .making:
            if reply != .failed(.exists) {
                try reply.check()
                isNew = true
            }
            state = .opening
            return .call(.openDirectory)
        case .opening:
            let handle = try reply.handle()
            state = .asking(handle)
            return .call(.status(handle))
        case .asking(let handle):
            return try judge(try reply.facts(), handle)
        case .lookingThrough(let handle, let isEmpty):
            let (own, others, end) = try reply.kindsOfNames()
            if others > 0 { return close(handle, .directoryForOtherUse) }
            let isEmpty = isEmpty && own == 0
            state = end ? .askingAgain(handle, isEmpty: isEmpty) : .lookingThrough(handle, isEmpty: isEmpty)
            return .call(end ? .status(handle) : .listKinds(handle))
        case .askingAgain(let handle, let isEmpty):
            // Another start may have opened it to the group meanwhile: what it was before that is nobody's wish.
            let facts = try reply.facts()
            if isRight(facts) { return .done(.success(PreparedDirectory(handle: handle, before: nil))) }
            let isUnfinished = isEmpty && facts.mode == 0o700
            return settle(facts, PreparedDirectory(handle: handle, before: isUnfinished ? nil : facts))
        case .settling(let settle, let prepared):
            return continueSettling(settle, reply, prepared)
        case .refusing(let failure):
            return .done(.failure(failure))
        }
    }

    private mutating func judge(_ facts: FileFacts, _ handle: Handle) throws(SystemError) -> Step<Outcome> {
        guard facts.kind == .directory else { throw .notDirectory }
        guard facts.owner == 0 || facts.owner == starter else {
            return close(handle, .directoryOfAnother(owner: facts.owner))
        }
        if isRight(facts) { return .done(.success(PreparedDirectory(handle: handle, before: nil))) }
        if isNew { return settle(facts, PreparedDirectory(handle: handle, before: nil)) }
        state = .lookingThrough(handle, isEmpty: true)
        return .call(.listKinds(handle))
    }

    private func isRight(_ facts: FileFacts) -> Bool { facts.group == group && facts.mode == Self.mode }

    private mutating func settle(_ facts: FileFacts, _ prepared: PreparedDirectory) -> Step<Outcome> {
        let settle = SettleDirectory(
            prepared.handle, from: facts.group, to: group, mode: Self.mode, givesBack: prepared.before != nil)
        return continueSettling(settle, nil, prepared)
    }

    private mutating func continueSettling(
        _ settle: SettleDirectory, _ reply: SpoolReply?, _ prepared: PreparedDirectory
    ) -> Step<Outcome> {
        var settle = settle
        switch settle.next(after: reply) {
        case .call(let call):
            state = .settling(settle, prepared)
            return .call(call)
        case .done(let failure?): return close(prepared.handle, failure)
        case .done(nil): return .done(.success(prepared))
        }
    }

    private mutating func close(_ handle: Handle, _ failure: StartFailure) -> Step<Outcome> {
        state = .refusing(failure)
        return .call(.close(handle))
    }

    private mutating func fail(_ error: SystemError) -> Step<Outcome> {
        switch state {
        case .idle, .making: return .done(.failure(.system(.makeDirectory, error)))
        case .opening: return .done(.failure(.system(.openDirectory, error)))
        case .asking(let handle), .askingAgain(let handle, _):
            return close(handle, .system(.openDirectory, error))
        case .settling(_, let prepared): return close(prepared.handle, .system(.openDirectory, error))
        case .lookingThrough(let handle, _): return close(handle, .system(.listDirectory, error))
        case .refusing(let failure): return .done(.failure(failure))
        }
    }
}

/// A spool directory in which a recording may be started.
public struct PreparedDirectory: Hashable, Sendable {
    /// The directory's handle.
    public let handle: Handle
    /// How it was before its mode or group was set right, where a start that fails must leave it so.
    public let before: FileFacts?

    /// A directory, and how it was.
    public init(handle: Handle, before: FileFacts?) {
        self.handle = handle
        self.before = before
    }
}
