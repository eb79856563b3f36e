/// Appends one line to a recorder's events file.
///
/// Events file first, identity second, write third: if the request still stands after the events file was
/// opened, the file is that recorder's own, or one that is already unlinked; a successor's it cannot
/// be, since a start removes the old events file only after it owns the request's name (REUSE-1). There is
/// no lock on the events file: a worker that is stopped must not stop its peers (HOOK-1).
public struct Append: Procedure {
    /// What became of the line.
    public enum Fate: Hashable, Sendable {
        /// The whole line is in the file.
        case written
        /// The recorder is not the one that the last scan knew: look at it anew, then decide.
        case stale
        /// Nothing was written: the recording has reached its limit (HOOK-3).
        case overLimit
        /// Nothing was written: what stands under the events file's name is no file of its own (APPEND-5).
        case foreign
        /// Nothing was written, because a call failed.
        case failed(SystemError)
        /// A part was written; the rest is lost.
        case torn(written: Int)
    }

    /// The line's fate, and the target as it must be known from now on.
    public struct Outcome: Hashable, Sendable {
        /// What became of the line.
        public var fate: Fate
        /// With the events file's handle, once it is open.
        public var target: AppendTarget
    }

    /// Mode of an events file (MODE-2).
    public static let mode: UInt16 = 0o640
    /// How many interrupted writes are repeated.
    public static let interruptionsMax = 1000

    private enum State: Hashable, Sendable {
        case idle
        case checkingFirst
        case opening
        case judging(Handle)
        case mending(Handle, FileFacts)
        case checkingAgain(allocated: Int64)
        case measuring
        case writing
        case endingTornLine(written: Int)
        case closing(Fate)
    }

    private var target: AppendTarget
    private let line: [UInt8]
    private let limit: Int64
    private let writer: UInt32
    private var interruptions = 0
    private var state = State.idle

    /// - Parameters:
    ///   - line: one JSON object and its line feed.
    ///   - target: the recorder, as last known.
    ///   - limit: bytes that a recording may take of the file system.
    ///   - writer: the number of the user who writes, whose own files' mode is mended (MODE-3).
    public init(_ line: [UInt8], to target: AppendTarget, limit: Int64, writer: UInt32) {
        self.line = line
        self.target = target
        self.limit = limit
        self.writer = writer
    }

    /// An append whose line was just given to the kernel: the write's reply is what it waits for.
    @usableFromInline
    init(writing line: [UInt8], to target: AppendTarget, limit: Int64, writer: UInt32) {
        self.init(line, to: target, limit: limit, writer: writer)
        state = .writing
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        guard let reply else { return begin() }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .checkingFirst: return checkedFirst(reply)
        case .opening: return opened(reply)
        case .judging(let events): return judged(reply, events)
        case .mending(let events, let facts): return mended(events, facts)
        case .checkingAgain(let allocated): return checkedAgain(reply, allocated: allocated)
        case .measuring: return measured(reply)
        case .writing: return wrote(reply)
        case .endingTornLine(let written):
            target.isTorn = reply != .wrote(1)
            return done(.torn(written: written))
        case .closing(let fate): return done(fate)
        }
    }

    private mutating func begin() -> Step<Outcome> {
        // Whose descriptors are not kept has been looked at for this line, or is nobody that we know.
        guard let request = target.request else { return done(.stale) }
        state = .checkingFirst
        return .call(.status(request))
    }

    /// Looked at before the open too, so that a vanished recorder gets no empty file.
    private mutating func checkedFirst(_ reply: SpoolReply) -> Step<Outcome> {
        guard case .facts(let facts) = reply, target.stands(facts) else { return done(.stale) }
        if target.events != nil { return measureOrWrite() }
        state = .opening
        let flags: OpenFlags = [.writeOnly, .append, .create, .noFollow, .nonBlocking]
        return .call(.open(.events(target.id), in: target.directory, flags, mode: Self.mode))
    }

    private mutating func opened(_ reply: SpoolReply) -> Step<Outcome> {
        do throws(SystemError) {
            let events = try reply.handle()
            state = .judging(events)
            return .call(.status(events))
        } catch {
            switch error {
            case .loop, .noDevice, .isDirectory: return done(.foreign)
            default: return done(.failed(error))
            }
        }
    }

    private mutating func judged(_ reply: SpoolReply, _ events: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply else { return close(events, .failed(.inputOutput)) }
        guard facts.kind == .regular, facts.linkCount <= 1 else { return close(events, .foreign) }
        let isOpenEnough = facts.mode & Self.mode == Self.mode
        let isClosedEnough = facts.mode & 0o007 == 0
        if facts.owner == writer && !(isOpenEnough && isClosedEnough) {
            state = .mending(events, facts)
            return .call(.setMode(events, Self.mode))
        }
        return mended(events, facts)
    }

    private mutating func mended(_ events: Handle, _ facts: FileFacts) -> Step<Outcome> {
        target.events = events
        guard let request = target.request else { return closeEvents(.stale) }
        state = .checkingAgain(allocated: facts.allocated)
        return .call(.status(request))
    }

    private mutating func checkedAgain(_ reply: SpoolReply, allocated: Int64) -> Step<Outcome> {
        guard case .facts(let facts) = reply, target.stands(facts) else {
            return closeEvents(.stale)
        }
        return measure(allocated: allocated)
    }

    private mutating func measureOrWrite() -> Step<Outcome> {
        if target.allowance >= Int64(line.count), let events = target.events { return write(events) }
        guard let events = target.events else { return done(.stale) }
        state = .measuring
        return .call(.status(events))
    }

    private mutating func measured(_ reply: SpoolReply) -> Step<Outcome> {
        guard case .facts(let facts) = reply else { return closeEvents(.failed(.inputOutput)) }
        return measure(allocated: facts.allocated)
    }

    /// Grants itself a 64th of what is left, so that 64 workers together keep to the limit without asking
    /// the kernel for the file's size before each line.
    private mutating func measure(allocated: Int64) -> Step<Outcome> {
        let left = limit - allocated
        guard left >= Int64(line.count), let events = target.events else {
            target.allowance = 0
            return done(.overLimit)
        }
        target.allowance = max(Int64(line.count), left / 64)
        return write(events)
    }

    private mutating func write(_ events: Handle) -> Step<Outcome> {
        state = .writing
        return .call(.write(events, target.isTorn ? [0x0A] + line : line))
    }

    private mutating func wrote(_ reply: SpoolReply) -> Step<Outcome> {
        let wanted = line.count + (target.isTorn ? 1 : 0)
        switch reply {
        case .wrote(wanted):
            target.isTorn = false
            target.allowance -= Int64(wanted)
            return done(.written)
        case .wrote(let count):
            guard count > 0, let events = target.events else { return done(.failed(.noSpace)) }
            target.isTorn = true
            state = .endingTornLine(written: count)
            return .call(.write(events, [0x0A]))
        case .failed(.interrupted) where interruptions < Self.interruptionsMax:
            interruptions += 1
            guard let events = target.events else { return done(.stale) }
            return write(events)
        case .failed(let error):
            return done(.failed(error))
        default: preconditionFailure("a kernel answered a write with \(reply)")
        }
    }

    private mutating func closeEvents(_ fate: Fate) -> Step<Outcome> {
        guard let events = target.events else { return done(fate) }
        target.events = nil
        return close(events, fate)
    }

    private mutating func close(_ events: Handle, _ fate: Fate) -> Step<Outcome> {
        state = .closing(fate)
        return .call(.close(events))
    }

    private func done(_ fate: Fate) -> Step<Outcome> { .done(Outcome(fate: fate, target: target)) }
}
