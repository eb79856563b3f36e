/// Makes the spool directory or checks the one that stands there (DIR-1, DIR-3 to DIR-5).
///
/// A new directory begins as 0700 and is opened to the group last, so that no umask and no moment gives others
/// access. `EEXIST` is no failure: somebody else's first start was faster. A crash in between leaves
/// 0700, which the next start mends.
public struct PrepareDirectory: Procedure {
    /// The directory's handle, or why there is none.
    public typealias Outcome = Result<Handle, StartFailure>

    /// Mode of the spool directory: group members may make files, which get the directory's group.
    public static let mode: UInt16 = 0o2770

    private enum State: Hashable, Sendable {
        case idle
        case making
        case opening
        case asking(Handle)
        case settingGroup(Handle)
        case settingMode(Handle)
        case refusing(StartFailure)
    }

    private let group: UInt32
    private let starter: UInt32
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
            if reply != .failed(.exists) { try reply.check() }
            state = .opening
            return .call(.openDirectory)
        case .opening:
            let handle = try reply.handle()
            state = .asking(handle)
            return .call(.status(handle))
        case .asking(let handle):
            return try judge(try reply.facts(), handle)
        case .settingGroup(let handle):
            try reply.check()
            state = .settingMode(handle)
            return .call(.setMode(handle, Self.mode))
        case .settingMode(let handle):
            try reply.check()
            return .done(.success(handle))
        case .refusing(let failure):
            return .done(.failure(failure))
        }
    }

    private mutating func judge(_ facts: FileFacts, _ handle: Handle) throws(SystemError) -> Step<Outcome> {
        guard facts.kind == .directory else { throw .notDirectory }
        guard facts.owner == 0 || facts.owner == starter else {
            return close(handle, .directoryOfAnother(owner: facts.owner))
        }
        if facts.group != group {
            state = .settingGroup(handle)
            return .call(.setGroup(handle, group))
        }
        if facts.mode != Self.mode {
            state = .settingMode(handle)
            return .call(.setMode(handle, Self.mode))
        }
        return .done(.success(handle))
    }

    private mutating func close(_ handle: Handle, _ failure: StartFailure) -> Step<Outcome> {
        state = .refusing(failure)
        return .call(.close(handle))
    }

    private mutating func fail(_ error: SystemError) -> Step<Outcome> {
        switch state {
        case .idle, .making: return .done(.failure(.system(.makeDirectory, error)))
        case .opening: return .done(.failure(.system(.openDirectory, error)))
        case .asking(let handle): return close(handle, .system(.openDirectory, error))
        case .settingGroup(let handle): return close(handle, .system(.setDirectoryGroup, error))
        case .settingMode(let handle): return close(handle, .system(.setDirectoryMode, error))
        case .refusing(let failure): return .done(.failure(failure))
        }
    }
}
