/// What a follower keeps between two looks at the events file.
public struct FollowMemory: Hashable, Sendable {
    /// The events file, once it stood there.
    public var events: Handle?
    /// How many bytes of it are read.
    public var offset: Int64 = 0
    /// Cuts what is read into lines.
    public var framer = LineFramer()
    /// Up to where the file's memory was given back.
    public var released: Int64 = 0

    /// A follower that has not looked yet.
    public init() {}
}

/// Reads what has been added to an events file since the last look (FOLLOW-1 to FOLLOW-5).
///
/// A file that has lost its name is read to its end before its successor is opened, so that nothing that was
/// written is missed; one that was cut shorter is read from its beginning.
public struct Follow: Procedure {
    /// What one look brought.
    public struct Outcome: Hashable, Sendable {
        /// What the follower knows from now on.
        public var memory: FollowMemory
        /// Complete lines without their line feed, in the file's order.
        public var lines: [ArraySlice<UInt8>] = []
        /// Lines given up: too long, or cut off by the end of a file that is gone.
        public var skipped = 0
        /// Whether more could be read at once: the look ended because it had brought enough, or lines before what
        /// looked like the end.
        public var hasMore = false
    }

    /// Bytes read by a look's first call: mostly there is one event, and no need to take memory for many.
    public static let firstReadBytesMax = 16 << 10
    /// Bytes read by one call.
    public static let readBytesMax = 256 << 10
    /// Bytes after which a look ends, so that a follower's memory stays flat however fast the file grows.
    public static let lookBytesMax = 1 << 20
    /// Bytes that are read before their memory is given back.
    public static let releaseBytesMin: Int64 = 1 << 20

    private enum State: Hashable, Sendable {
        case idle
        case opening(writable: Bool)
        case judging(Handle)
        case reading(Handle, bytesMax: Int)
        case releasing(Handle)
        case checkingEnd(Handle)
        case closing(reopen: Bool)
    }

    private let id: RecorderID
    private let directory: Handle
    private let releasesMemory: Bool
    private var brought = 0
    private var reopened = false
    private var outcome: Outcome
    private var state = State.idle

    /// - Parameters:
    ///   - id: the recording.
    ///   - directory: the spool directory's handle.
    ///   - memory: what the last look left.
    ///   - releasesMemory: whether the file system's memory is given back behind what is read.
    public init(_ id: RecorderID, in directory: Handle, _ memory: FollowMemory, releasesMemory: Bool) {
        self.id = id
        self.directory = directory
        self.releasesMemory = releasesMemory
        outcome = Outcome(memory: memory)
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        guard let reply else {
            if let events = outcome.memory.events { return read(events) }
            return open(writable: releasesMemory)
        }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .opening(let writable): return opened(reply, writable: writable)
        case .judging(let events): return judged(reply, events)
        case .reading(let events, let bytesMax): return didRead(reply, events, bytesMax)
        case .releasing(let events): return read(events)
        case .checkingEnd(let events): return checkedEnd(reply, events)
        case .closing(let reopen): return reopen ? open(writable: releasesMemory) : .done(outcome)
        }
    }

    private mutating func open(writable: Bool) -> Step<Outcome> {
        state = .opening(writable: writable)
        let flags: OpenFlags = [.noFollow, .nonBlocking]
        let access: OpenFlags = writable ? [.readWrite] : []
        return .call(.open(.events(id), in: directory, flags.union(access), mode: 0))
    }

    private mutating func opened(_ reply: SpoolReply, writable: Bool) -> Step<Outcome> {
        switch reply {
        case .opened(let events):
            state = .judging(events)
            return .call(.status(events))
        case .failed(.noAccess) where writable:
            return open(writable: false)
        default:
            return .done(outcome)
        }
    }

    private mutating func judged(_ reply: SpoolReply, _ events: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply, facts.kind == .regular else {
            return close(events, reopen: false)
        }
        outcome.memory.events = events
        outcome.memory.offset = 0
        outcome.memory.released = 0
        return read(events)
    }

    private mutating func read(_ events: Handle) -> Step<Outcome> {
        guard brought < Self.lookBytesMax else {
            outcome.hasMore = true
            return .done(outcome)
        }
        let bytesMax = brought == 0 ? Self.firstReadBytesMax : Self.readBytesMax
        state = .reading(events, bytesMax: bytesMax)
        return .call(.read(events, offset: outcome.memory.offset, count: bytesMax))
    }

    private mutating func didRead(
        _ reply: SpoolReply, _ events: Handle, _ bytesMax: Int
    ) -> Step<Outcome> {
        guard case .bytes(let bytes) = reply, !bytes.isEmpty else { return checkEnd(events) }
        outcome.memory.offset += Int64(bytes.count)
        brought += bytes.count
        let skippedBefore = outcome.memory.framer.skipped
        outcome.lines += outcome.memory.framer.lines(in: bytes)
        outcome.skipped += outcome.memory.framer.skipped - skippedBefore
        let memory = outcome.memory
        if releasesMemory && memory.offset - memory.released >= Self.releaseBytesMin {
            outcome.memory.released = memory.offset
            state = .releasing(events)
            return .call(.punchHole(events, upTo: memory.offset))
        }
        guard bytes.count < bytesMax else { return read(events) }
        // Fewer than were asked for: that was the end, unless it has moved since. Whoever waits for the lines gets
        // them before that is asked (FOLLOW-1).
        guard outcome.lines.isEmpty else {
            outcome.hasMore = true
            return .done(outcome)
        }
        return checkEnd(events)
    }

    private mutating func checkEnd(_ events: Handle) -> Step<Outcome> {
        state = .checkingEnd(events)
        return .call(.status(events))
    }

    private mutating func checkedEnd(_ reply: SpoolReply, _ events: Handle) -> Step<Outcome> {
        guard case .facts(let facts) = reply else { return .done(outcome) }
        if facts.size < outcome.memory.offset {
            dropPartialLine()
            outcome.memory.offset = 0
            outcome.memory.released = 0
            return read(events)
        }
        // Grown since the last read: there may be more, also in a file that has just lost its name.
        if facts.size > outcome.memory.offset { return read(events) }
        guard facts.linkCount == 0 else { return .done(outcome) }
        dropPartialLine()
        outcome.memory.events = nil
        return close(events, reopen: !reopened)
    }

    /// A line whose end will never come.
    private mutating func dropPartialLine() {
        if outcome.memory.framer.hasPartialLine { outcome.skipped += 1 }
        outcome.memory.framer.reset()
    }

    private mutating func close(_ events: Handle, reopen: Bool) -> Step<Outcome> {
        reopened = reopened || reopen
        state = .closing(reopen: reopen)
        return .call(.close(events))
    }
}
