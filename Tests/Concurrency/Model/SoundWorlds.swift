import SpoolSpec

/// The worlds in which the reference recorder is walked through.
enum SoundWorlds {
    static let event = Worlds.event(1, of: Worlds.ana)
    static let second = Worlds.event(2, of: Worlds.ana)
    static let others = Worlds.event(3, of: Worlds.bob)

    static var firstStarts: ModelScenario {
        var scenario = ModelScenario(
            "two first starts", .firstClient("one", id: Worlds.seven, Worlds.ana),
            .firstClient("two", id: Worlds.eight, Worlds.ana))
        scenario.directoryStands = false
        return scenario
    }

    static var oneOfEach: ModelScenario {
        ModelScenario(
            "a client and a worker", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .scan(at: 2), .handle(second)))
    }

    static var again: ModelScenario {
        ModelScenario(
            "a client that starts again with another filter",
            .client("client", Worlds.ana, .stop, .start(Worlds.seven, Worlds.bob)),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others), .scan(at: 2)))
    }

    static var reuse: ModelScenario {
        ModelScenario(
            "an id that comes back", .client("old", Worlds.ana),
            .client("new", Worlds.bob, .stop, heirOf: 0),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)),
            .worker("peer", .scan(at: 1)))
    }

    static var twoNamespaces: ModelScenario {
        ModelScenario(
            "two clients of one id at once", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)))
    }

    static var twoAndTwo: ModelScenario {
        ModelScenario(
            "two workers and two clients of one id", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop), .worker("worker", .scan(at: 1), .handle(event)),
            .worker("peer", .scan(at: 1), .handle(others)))
    }

    static var appends: ModelScenario {
        ModelScenario(
            "append against append", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .handle(event)),
            .worker("peer", .scan(at: 1), .handle(second)))
    }

    static var orphan: ModelScenario {
        var scenario = ModelScenario(
            "an orphan and a new start", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .scan(at: 10)),
            .worker("peer", .scan(at: 1), .handle(event)))
        scenario.leftovers = [.events(Worlds.seven)]
        return scenario
    }

    static var twoSweepers: ModelScenario {
        var scenario = ModelScenario(
            "two sweepers and a start", .client("client", Worlds.ana),
            .worker("worker", .scan(at: 1), .scan(at: 10)), .worker("peer", .scan(at: 1), .scan(at: 10)))
        scenario.leftovers = [.events(Worlds.seven)]
        return scenario
    }

    static var leftRequest: ModelScenario {
        var scenario = ModelScenario(
            "a dead request, two reapers and two starts", .client("one", Worlds.ana),
            .client("two", Worlds.bob), .worker("worker", .scan(at: 1)), .worker("peer", .scan(at: 1)))
        scenario.leftovers = [.request(Worlds.seven), .events(Worlds.seven)]
        return scenario
    }

    static var all: [ModelScenario] {
        [
            firstStarts, oneOfEach, again, reuse, twoNamespaces, twoAndTwo, appends, orphan, twoSweepers,
            leftRequest,
        ]
    }

    // MARK: Machines

    /// Machines that are less kind than the ordinary one.
    static let machines: [@Sendable (ModelScenario) -> ModelScenario] = [
        { changing($0, "whose clock stands") { $0.rules.clockStands = true } },
        { changing($0, "whose inode numbers come back") { $0.rules.numbersComeBack = true } },
        { changing($0, "that lists one name a call") { $0.rules.listsOneByOne = true } },
        { changing($0, "that stops processes") { $0.bounds.stopsProcesses = true } },
        { changing($0, "with little room") { $0.bytesFree = 26 } },
        { changing($0, "under umask 0") { scenario in scenario.setUmask(0) } },
        { changing($0, "under umask 077") { scenario in scenario.setUmask(0o077) } },
        { withFewDescriptors($0) },
    ]

    /// No worker keeps a recorder's descriptors between two events.
    static func withFewDescriptors(_ scenario: ModelScenario) -> ModelScenario {
        changing(scenario, "with few descriptors") { $0.setKept(0) }
    }

    /// A worker that keeps the descriptors of one of two recorders.
    static var oneKeptOfTwo: ModelScenario {
        let worker = WorkerProgram([.scan(at: 1), .handle(event), .scan(at: 2), .handle(second)]).keeping(1)
        return ModelScenario(
            "one kept of two", .client("one", Worlds.ana, .stop),
            .client("two", id: Worlds.eight, Worlds.ana, .stop), .init("worker", .worker, worker))
    }

    private static func changing(
        _ scenario: ModelScenario, _ how: String, _ change: (inout ModelScenario) -> Void
    ) -> ModelScenario {
        var scenario = scenario
        scenario.name += " on a machine " + how
        change(&scenario)
        return scenario
    }
}

extension ModelScenario {
    fileprivate mutating func setUmask(_ umask: UInt16) {
        for index in processes.indices { processes[index].user.umask = umask }
    }

    fileprivate mutating func setKept(_ keptMax: Int) {
        for index in processes.indices {
            guard let worker = processes[index].program as? WorkerProgram else { continue }
            processes[index].program = worker.keeping(keptMax)
        }
    }

    /// The same world with other bounds.
    func bounded(crashes: Int = 0, faults: Int = 0, preemptions: Int? = nil) -> ModelScenario {
        var scenario = self
        scenario.bounds.crashes = crashes
        scenario.bounds.faults = faults
        scenario.bounds.preemptions = preemptions
        return scenario
    }
}
