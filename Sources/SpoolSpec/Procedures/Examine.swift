/// Finds out whether a recorder lives, and removes it where it does not.
///
/// The probe is a *shared* lock: it fails only where a client holds the exclusive one, and two workers that
/// probe at the same time never take each other for a client (LOCK-7). A dead recorder is removed by one
/// reaper at a time, who holds the directory's lock from before the look at whose file the name is until after
/// the removal: no second reaper can be between its look and its removal (REAP-3). Events go first: a
/// crash between the two leaves a dead request, which the next scan finds; the other way round it would leave
/// an orphan, and a start that reuses the id could lose its new events to the second removal.
public struct Examine: Procedure {
    /// What came of an examination.
    public enum Outcome: Hashable, Sendable {
        /// A client holds the lock; or, where the lock was not asked for, the request stands and could be read.
        case alive(Request)
        /// A client holds the lock; what it asks for is no request, or too large a one (SCAN-4, SCAN-5).
        case unreadable(SystemError?)
        /// Nobody held it, and both files are removed.
        case reaped
        /// Nobody holds it, but another reaper is at work, or the removal failed; later, then.
        case busy
        /// The name is gone, or another file stands under it than the one that was opened.
        case gone
        /// What stands there is no regular file: left alone (SCAN-6).
        case foreign
        /// The lock's state could not be told: neither dead nor newly alive (LOCK-4). A handle known from an
        /// earlier examination is still open then; in every other case but `alive` it is closed.
        case unclear(SystemError)
    }

    /// A live recorder's request as it was read.
    public struct Request: Hashable, Sendable {
        /// Kept open: while it is, no other file can have its inode number.
        public var handle: Handle
        /// As they were before the contents were read, so that a later change shows.
        public var facts: FileFacts
        /// The whole contents.
        public var contents: [UInt8]
    }

    /// Longest request that counts, in bytes.
    public static let requestBytesMax = 65_536

    private enum State: Hashable, Sendable {
        case idle
        case opening
        case asking(Handle)
        case probing(Handle, FileFacts)
        case refreshing(Handle)
        case reading(Handle, FileFacts)
        case lockingDirectory(Handle, FileFacts)
        case comparing(Handle, FileFacts)
        case removingEvents(Handle)
        case removingRequest(Handle)
        case unlocking(Handle, Outcome)
        case closing(Outcome)
    }

    private let id: RecorderID
    private let directory: Handle
    private let known: Handle?
    private let listedInode: UInt64?
    private let readsContents: Bool
    private let probesLock: Bool
    private var state = State.idle

    /// - Parameters:
    ///   - id: the recorder.
    ///   - directory: the spool directory's handle.
    ///   - known: the request's handle from an earlier examination; it is taken over.
    ///   - listedInode: the inode that a listing found under the name; a known handle of another is let go.
    ///   - readsContents: whether a live recorder's request is read; a start has no need of it.
    ///   - probesLock: whether it is found out if the recorder lives; between two scans what the last one found
    ///     is enough, and a probe may hinder others.
    public init(
        _ id: RecorderID, in directory: Handle, known: Handle? = nil, listedInode: UInt64? = nil,
        readsContents: Bool = true, probesLock: Bool = true
    ) {
        self.id = id
        self.directory = directory
        self.known = known
        self.listedInode = listedInode
        self.readsContents = readsContents
        self.probesLock = probesLock
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        guard let reply else { return begin() }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .opening: return opened(reply)
        case .asking(let handle): return judgeKind(reply, handle)
        case .probing(let handle, let facts): return probed(reply, handle, facts)
        case .refreshing(let handle): return refreshed(reply, handle)
        case .reading(let handle, let facts): return read(reply, handle, facts)
        case .lockingDirectory(let handle, let facts): return lockedDirectory(reply, handle, facts)
        case .comparing(let handle, let facts): return compared(reply, handle, facts)
        case .removingEvents(let handle): return removedEvents(reply, handle)
        case .removingRequest(let handle):
            if case .failed = reply { return unlock(handle, .busy) }
            return unlock(handle, .reaped)
        case .unlocking(let handle, let outcome): return close(handle, outcome)
        case .closing(let outcome): return .done(outcome)
        }
    }

    private mutating func begin() -> Step<Outcome> {
        if let known {
            state = .asking(known)
            return .call(.status(known))
        }
        return open()
    }

    private mutating func open() -> Step<Outcome> {
        state = .opening
        return .call(.open(.request(id), in: directory, [.noFollow, .nonBlocking], mode: 0))
    }

    private mutating func opened(_ reply: SpoolReply) -> Step<Outcome> {
        do throws(SystemError) {
            let handle = try reply.handle()
            state = .asking(handle)
            return .call(.status(handle))
        } catch {
            switch error {
            case .noEntry: return .done(.gone)
            case .loop, .noDevice: return .done(.foreign)
            default: return .done(.unclear(error))
            }
        }
    }

    private mutating func judgeKind(_ reply: SpoolReply, _ handle: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply else { return close(handle, .unreadable(.inputOutput)) }
        guard facts.kind == .regular else { return close(handle, .foreign) }
        if facts.linkCount == 0 || listedInode.map({ $0 != facts.inode }) == true {
            return close(handle, .gone)
        }
        guard probesLock else { return readContents(handle, facts) }
        state = .probing(handle, facts)
        return .call(.lock(handle, .shared))
    }

    private mutating func probed(_ reply: SpoolReply, _ handle: Handle, _ facts: FileFacts) -> Step<Outcome> {
        switch reply {
        case .failed(.wouldBlock):
            guard readsContents else { return close(handle, .unreadable(nil)) }
            // Asked again: between the first look and the probe the client may have written.
            state = .refreshing(handle)
            return .call(.status(handle))
        case .failed(let error):
            // What an earlier scan knew may stand, and needs its handle.
            return known == nil ? close(handle, .unclear(error)) : .done(.unclear(error))
        default:
            state = .lockingDirectory(handle, facts)
            return .call(.lock(directory, .exclusive))
        }
    }

    private mutating func refreshed(_ reply: SpoolReply, _ handle: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply else { return close(handle, .unreadable(.inputOutput)) }
        guard facts.linkCount > 0 else { return close(handle, .gone) }
        return readContents(handle, facts)
    }

    private mutating func readContents(_ handle: Handle, _ facts: FileFacts) -> Step<Outcome> {
        guard facts.size <= Int64(Self.requestBytesMax) else { return close(handle, .unreadable(nil)) }
        state = .reading(handle, facts)
        // One byte more than it has: a file that has grown since is too new to be read whole.
        return .call(.read(handle, offset: 0, count: Int(facts.size) + 1))
    }

    private mutating func read(_ reply: SpoolReply, _ handle: Handle, _ facts: FileFacts) -> Step<Outcome> {
        do throws(SystemError) {
            let contents = try reply.bytes()
            guard contents.count == Int(facts.size) else { return close(handle, .unreadable(nil)) }
            return .done(.alive(Request(handle: handle, facts: facts, contents: contents)))
        } catch {
            return close(handle, .unreadable(error))
        }
    }

    private mutating func lockedDirectory(
        _ reply: SpoolReply, _ handle: Handle, _ facts: FileFacts
    ) -> Step<Outcome> {
        if case .failed = reply { return close(handle, .busy) }
        state = .comparing(handle, facts)
        return .call(.statusOf(.request(id), in: directory))
    }

    private mutating func compared(
        _ reply: SpoolReply, _ handle: Handle, _ facts: FileFacts
    ) -> Step<Outcome> {
        guard case .facts(let named) = reply, named.isSameFile(as: facts) else {
            return unlock(handle, .gone)
        }
        state = .removingEvents(handle)
        return .call(.unlink(.events(id), in: directory))
    }

    private mutating func removedEvents(_ reply: SpoolReply, _ handle: Handle) -> Step<Outcome> {
        switch reply {
        case .done, .failed(.noEntry), .failed(.isDirectory):
            state = .removingRequest(handle)
            return .call(.unlink(.request(id), in: directory))
        default:
            // The request stays, so that a later scan finds the dead recorder again.
            return unlock(handle, .busy)
        }
    }

    private mutating func unlock(_ handle: Handle, _ outcome: Outcome) -> Step<Outcome> {
        state = .unlocking(handle, outcome)
        return .call(.unlock(directory))
    }

    private mutating func close(_ handle: Handle, _ outcome: Outcome) -> Step<Outcome> {
        state = .closing(outcome)
        return .call(.close(handle))
    }
}
