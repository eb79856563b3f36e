/// A small world to walk through: some processes, a machine, and how much may go wrong.
public struct ModelScenario: Sendable {
    /// One process of it.
    public struct Process: Sendable {
        /// What tables call it.
        public var name: String
        /// Which part of a recorder it plays.
        public var role: Role
        /// Who it is to the kernel.
        public var user: ModelUser
        /// What it does.
        public var program: any ModelProgram
        /// Whether it may be killed.
        public var mayDie: Bool
        /// The process whose end it waits for, as the heir of a process id does.
        public var heirOf: Int?

        /// A process that may be killed and begins at once, if nothing else is said.
        public init(
            _ name: String, _ role: Role, _ program: any ModelProgram, user: ModelUser? = nil,
            mayDie: Bool = true,
            heirOf: Int? = nil
        ) {
            self.name = name
            self.role = role
            self.program = program
            self.user = user ?? (role == .worker ? .server : .root)
            self.mayDie = mayDie
            self.heirOf = heirOf
        }
    }

    /// How much may go wrong.
    public struct Bounds: Hashable, Sendable {
        /// How many processes may be killed.
        public var crashes: Int
        /// How many calls may fail.
        public var faults: Int
        /// How many times a process that could go on may be left for another; `nil` for any number.
        public var preemptions: Int?
        /// Whether a wait may end before those whom it waits for have moved: they may have been stopped.
        public var stopsProcesses = false

        /// Nothing goes wrong, every order of calls is walked.
        public init(crashes: Int = 0, faults: Int = 0, preemptions: Int? = nil) {
            self.crashes = crashes
            self.faults = faults
            self.preemptions = preemptions
        }
    }

    /// What it is called.
    public var name: String
    /// The ids that its recordings have.
    public var ids: [RecorderID]
    /// Its processes.
    public var processes: [Process]
    /// Fresh workers that look through the spool when all is over, one after the other.
    public var cleaners: [any ModelProgram]
    /// What kind of machine it is.
    public var rules = ModelKernel.Rules()
    /// Whether the spool directory stands at the beginning.
    public var directoryStands = true
    /// Names of empty files that stand in it then.
    public var leftovers: [SpoolName] = []
    /// How many bytes the file system takes.
    public var bytesFree: Int?
    /// How much may go wrong.
    public var bounds: Bounds

    /// A scenario on an ordinary machine, on which nothing goes wrong.
    public init(
        _ name: String, ids: [RecorderID], processes: [Process],
        cleaners: [any ModelProgram] = [], bounds: Bounds = Bounds()
    ) {
        self.name = name
        self.ids = ids
        self.processes = processes
        self.cleaners = cleaners
        self.bounds = bounds
    }

    /// The events that its workers handle; each has a number of its own.
    public var events: [ModelEvent] { processes.flatMap(\.program.events) }
}
