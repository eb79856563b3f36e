/// What the oracle remembers of a run: as much as the clauses need to be judged, and no more, since it is a part
/// of every state that is walked through.
public struct History: Hashable, Sendable {
    /// What a process is at.
    public enum Activity: UInt8, Hashable, Sendable {
        /// Between two things.
        case idle
        /// A client that starts a recording.
        case starting
        /// A client whose start was reported as a success.
        case recording
        /// A client that was asked to stop.
        case stopping
        /// A worker that looks through the spool.
        case scanning
        /// A worker that appends an event.
        case handling
        /// It lives no more.
        case dead
    }

    /// What is remembered of one process.
    struct Memory: Hashable, Sendable {
        var activity = Activity.idle
        /// Number of its recording's id in `ids`.
        var id: UInt8 = 0
        /// Its recording's filter.
        var filter: Filter?
        /// Numbers of the events that it wants.
        var wanted: UInt64 = 0
        /// The file that it holds since its start succeeded.
        var request: UInt16 = 0
        /// Numbers of events whose lines stood in the events file when the start began.
        var oldEvents: UInt64 = 0
        /// Whether another client had the id at some moment of the start.
        var hadRival = false
        /// Whether somebody broke a clause against it already: what follows from that is not told again.
        var isSpoiled = false
        /// Whether a call failed that excuses what it does not achieve.
        var isExcused = false
        /// Whether a signal came in the middle of a write, which excuses nothing (APPEND-4).
        var wasInterrupted = false
        /// The event that is handled.
        var event: UInt8 = 0
        /// Every event that it has handled.
        var events: UInt64 = 0
        /// Clients that this worker must write for: their recordings had been reported as started when its last look
        /// began, or it found them active then.
        var saw: UInt8 = 0
        /// Clients whose requests this worker's look has read.
        var read: UInt8 = 0
        /// Ids without a request since this worker began to handle an event.
        var absent: UInt8 = 0
        /// Ids whose lock this worker's look could not ask for.
        var unclear: UInt8 = 0
        /// Ids that the worker's last look took for alive.
        var known: UInt8 = 0

        /// Hashes few words for many fields. What nearly always follows from them is left to `==`: the filter, the
        /// events that it wants, and those that were handled.
        func hash(into hasher: inout Hasher) {
            var bits: UInt16 = hadRival ? 1 : 0
            if isSpoiled { bits |= 2 }
            if isExcused { bits |= 4 }
            if wasInterrupted { bits |= 8 }
            hasher.combine(packed(activity.rawValue, id, bits, UInt32(request) | UInt32(read) << 16))
            hasher.combine(packed(event, saw, UInt16(absent), UInt32(unclear) << 16 | UInt32(known)))
            hasher.combine(oldEvents)
        }
    }

    /// The ids that occur.
    public let ids: [RecorderID]
    /// The events that are handled.
    public let events: [ModelEvent]
    /// Each process's part.
    public let roles: [Role]
    /// Whether a process may be stopped in the middle for longer than a start waits for it, so that START-3 lets
    /// the start fail.
    public var stopsProcesses = false
    var memories: [Memory]
    /// Ids whose request was removed by a worker when it was removed last.
    var reaped: UInt8 = 0
    /// Whether a call has failed that had no reason to.
    var hasFaulted = false
    /// What the last process that was killed was at.
    public internal(set) var killedAt: Activity?

    /// - Parameters:
    ///   - roles: each process's part.
    ///   - ids: the ids that occur, eight at most.
    ///   - events: the events that are handled.
    public init(roles: [Role], ids: [RecorderID], events: [ModelEvent]) {
        self.roles = roles
        self.ids = ids
        self.events = events
        memories = roles.map { _ in Memory() }
    }

    /// Equal when nothing that can change tells them apart.
    public static func == (one: History, other: History) -> Bool {
        one.memories == other.memories && one.reaped == other.reaped && one.killedAt == other.killedAt
            && one.hasFaulted == other.hasFaulted
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(memories)
        hasher.combine(reaped)
        hasher.combine(killedAt)
        hasher.combine(hasFaulted)
    }

    /// What a process is at.
    public func activity(of process: Int) -> Activity { memories[process].activity }

    func bit(_ id: RecorderID) -> UInt8 {
        ids.firstIndex(of: id).map { 1 << UInt8($0) } ?? 0
    }

    /// The client that has an id: it holds the exclusive lock of the file that the request's name names.
    func possessor(of id: RecorderID, in kernel: ModelKernel) -> Int? {
        guard let file = kernel.file(.request(id)), let holder = kernel.exclusiveHolder(of: file),
            roles[holder] == .client
        else { return nil }
        return holder
    }

    func wants(_ process: Int, _ number: UInt8) -> Bool {
        memories[process].wanted & Self.mark(number) != 0
    }

    static func mark(_ event: UInt8) -> UInt64 { 1 << UInt64(event % 64) }
}
