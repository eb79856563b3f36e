import SpoolSpec
import SpoolSystem
import Testing

/// The words in which the model's tests are written.
enum Worlds {
    static let seven = RecorderID.process(7)
    static let eight = RecorderID.process(8)
    static let ana = Filter(userid: "ana")
    static let bob = Filter(userid: "bob")

    static func event(_ number: UInt8, of filter: Filter) -> ModelEvent {
        ModelEvent(number, of: filter.userid ?? "")
    }

    /// Three looks through the spool, when everybody else has gone: at once, and after the age of orphans twice.
    static let looks: [WorkerProgram.Task] = [.scan(at: 100), .scan(at: 110), .scan(at: 120)]

    /// Whether the walks that take minutes are asked for; what is walked by default takes seconds.
    static var goesDeep: Bool { Environment.inherited["SPOOL_MODEL_DEEP"] != nil }
}

/// Who plays in a scenario.
enum Player {
    case reference
    case published
    case careless(Carelessness)

    func worker(_ tasks: [WorkerProgram.Task]) -> any ModelProgram {
        switch self {
        case .reference: WorkerProgram(tasks)
        case .published: PublishedWorker(tasks)
        case .careless(let carelessness): Careless(carelessness, WorkerProgram(tasks))
        }
    }

    func client(_ tasks: [ClientProgram.Task], _ user: ModelUser) -> any ModelProgram {
        switch self {
        case .reference: ClientProgram(tasks, user: user)
        case .published: PublishedClient(tasks)
        case .careless(let carelessness): Careless(carelessness, ClientProgram(tasks, user: user))
        }
    }
}

extension ModelScenario.Process {
    /// A worker with these tasks.
    static func worker(
        _ name: String, _ tasks: WorkerProgram.Task..., by player: Player = .reference
    ) -> Self {
        Self(name, .worker, player.worker(tasks))
    }

    /// A client that finds the directory and starts a recording, and does then what it is told.
    static func client(
        _ name: String, id: RecorderID = Worlds.seven, _ filter: Filter,
        _ rest: ClientProgram.Task..., heirOf elder: Int? = nil, by player: Player = .reference
    ) -> Self {
        Self(name, .client, player.client([.open, .start(id, filter)] + rest, .root), heirOf: elder)
    }

    /// A client that makes the directory first.
    static func firstClient(
        _ name: String, id: RecorderID, _ filter: Filter, umask: UInt16 = 0o022,
        by player: Player = .reference
    ) -> Self {
        var user = ModelUser.root
        user.umask = umask
        return Self(
            name, .client, player.client([.prepare, .start(id, filter), .stop], user), user: user)
    }
}

extension ModelScenario {
    init(
        _ name: String, _ processes: Process..., cleaners player: Player = .reference, crashes: Int = 0,
        faults: Int = 0, preemptions: Int? = nil
    ) {
        self.init(
            name, ids: [Worlds.seven, Worlds.eight], processes: processes,
            cleaners: [player.worker(Worlds.looks)],
            bounds: Bounds(crashes: crashes, faults: faults, preemptions: preemptions))
    }

    /// Walks through all of it and expects that nothing is broken; says how much that was.
    func expectSound(
        judging isJudged: @escaping @Sendable (Breach) -> Bool = { _ in true },
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var exploration = Exploration(self, judging: isJudged)
        let survey = exploration.walk()
        let counts = "\(survey.states) states, \(survey.transitions) transitions, \(survey.ends) ends"
        print("model: \(name)\(boundsText): \(counts), longest run \(survey.deepest)")
        if let breach = survey.breach {
            var search = ShortestRun(self) { isJudged($0) && $0.clause == breach.clause }
            let run = search.find()?.run ?? survey.run
            Issue.record(
                "\(name)\n\(RunTable(run, in: self, breaking: breach))", sourceLocation: sourceLocation)
        }
    }

    /// Expects that a clause is broken, and prints the shortest run that does it.
    func expectBroken(_ clause: ClauseID, sourceLocation: SourceLocation = #_sourceLocation) {
        var search = ShortestRun(self) { $0.clause == clause }
        guard let finding = search.find() else {
            Issue.record("\(clause) is not refuted by \(name)", sourceLocation: sourceLocation)
            return
        }
        let counts =
            "\(finding.run.count) steps, \(finding.preemptions) preemptions, \(finding.states) states"
        let table = RunTable(finding.run, in: self, breaking: finding.breach)
        print("\n\(clause) is refuted by \(name): \(counts)\n\(table)")
    }

    private var boundsText: String {
        var text = ""
        if bounds.crashes > 0 { text += ", ≤ \(bounds.crashes) crash" }
        if bounds.faults > 0 { text += ", ≤ \(bounds.faults) fault" }
        if let preemptions = bounds.preemptions { text += ", ≤ \(preemptions) preemptions" }
        return text
    }
}
