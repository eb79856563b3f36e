/// One rule of the spool protocol: the smallest thing that a recorder keeps or breaks.
public struct Clause: Hashable, Sendable, Identifiable {
    /// The clause's name, for instance `APPEND-1`.
    public let id: ClauseID
    /// Against which kind of world the clause protects.
    public let profile: Profile
    /// Whether breaking it fails a recorder or only warns its author.
    public let level: Level
    /// The parts of a recorder that the clause binds.
    public let roles: [Role]
    /// The rule itself, complete for an implementer who reads nothing else.
    public let text: String
    /// Why there is such a rule, where that does not follow from its text.
    public let rationale: String?
    /// The ways in which the suite shows that the rule holds.
    public let shownBy: [Means]

    init(
        _ id: ClauseID, _ profile: Profile, _ level: Level, _ roles: [Role], shownBy: [Means],
        _ text: String, because rationale: String? = nil
    ) {
        self.id = id
        self.profile = profile
        self.level = level
        self.roles = roles
        self.shownBy = shownBy
        self.text = text
        self.rationale = rationale
    }
}

/// What a clause protects against.
public enum Profile: String, CaseIterable, Hashable, Sendable {
    /// What two implementations must agree on to work together, one process of each.
    case wire
    /// What must hold in every interleaving of system calls, at every crash point, on a full file system, and
    /// when a process id comes back.
    case sound
    /// What must hold against planted files, absurd input, a clock that is set, and nobody reading.
    case hostile

    /// One sentence that says what the profile is for.
    public var summary: String {
        switch self {
        case .wire: "what two implementations must agree on to work together"
        case .sound: "what holds in every interleaving, at every crash point, on a full file system"
        case .hostile: "what holds against planted files, absurd input and a clock that is set"
        }
    }
}

/// How much a clause demands.
public enum Level: String, CaseIterable, Hashable, Sendable {
    /// Decides the verdict on a recorder.
    case must
    /// A recorder that breaks it is warned.
    case should
}

/// A part of a recorder, always a process of its own; the raw value is its name in the driver protocol.
public enum Role: String, CaseIterable, Hashable, Sendable {
    /// A process of the server: calls the hook once for each request that it handled.
    case worker
    /// Starts a recording, holds its lock while it lives, and stops it.
    case client
    /// Reads what the workers append: the client's reading half.
    case follower

    /// The letter that tables use for the role.
    public var letter: String {
        switch self {
        case .worker: "W"
        case .client: "C"
        case .follower: "F"
        }
    }
}

/// A way of showing that a clause holds; the raw value is the letter that tables use.
public enum Means: String, CaseIterable, Hashable, Sendable {
    /// Requests to one process at a time, and a look at the spool.
    case blackBox = "B"
    /// The process's system calls, as a tracer sees them.
    case trace = "T"
    /// Several processes stopped and continued at chosen system calls.
    case interleaving = "X"
    /// A process killed at each of its system calls in turn.
    case crash = "K"
    /// A system call made to fail.
    case error = "I"
    /// Many processes at once, for as long as one likes.
    case stress = "S"

    /// What the letter stands for, in words.
    public var name: String {
        switch self {
        case .blackBox: "black box"
        case .trace: "trace of system calls"
        case .interleaving: "controlled interleaving"
        case .crash: "crash at every step"
        case .error: "injected error"
        case .stress: "stress"
        }
    }
}
