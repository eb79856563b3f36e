import SpoolSpec
import Testing

/// The reference recorder's procedures keep every clause in every interleaving of these worlds.
@Suite struct `Reference recorder in the model` {
    private let event = Worlds.event(1, of: Worlds.ana)
    private let second = Worlds.event(2, of: Worlds.ana)
    private let others = Worlds.event(3, of: Worlds.bob)

    // MARK: Worlds

    private var firstStarts: ModelScenario {
        var scenario = ModelScenario(
            "two first starts", .firstClient("one", id: Worlds.seven, Worlds.ana),
            .firstClient("two", id: Worlds.eight, Worlds.ana))
        scenario.directoryStands = false
        return scenario
    }

    private var oneOfEach: ModelScenario {
        ModelScenario(
            "a client and a worker", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .scan(at: 2), .handle(second)))
    }

    private var again: ModelScenario {
        ModelScenario(
            "a client that starts again with another filter",
            .client("client", Worlds.ana, .stop, .start(Worlds.seven, Worlds.bob)),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others), .scan(at: 2)))
    }

    private var reuse: ModelScenario {
        ModelScenario(
            "an id that comes back", .client("old", Worlds.ana),
            .client("new", Worlds.bob, .stop, heirOf: 0),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)),
            .worker("peer", .scan(at: 1)))
    }

    private var twoNamespaces: ModelScenario {
        ModelScenario(
            "two clients of one id at once", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)))
    }

    private var twoAndTwo: ModelScenario {
        ModelScenario(
            "two workers and two clients of one id", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop), .worker("worker", .scan(at: 1), .handle(event)),
            .worker("peer", .scan(at: 1), .handle(others)))
    }

    private var appends: ModelScenario {
        ModelScenario(
            "append against append", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .handle(event)),
            .worker("peer", .scan(at: 1), .handle(second)))
    }

    private var orphan: ModelScenario {
        var scenario = ModelScenario(
            "an orphan and a new start", .client("client", Worlds.ana, .stop),
            .worker("worker", .scan(at: 1), .scan(at: 10)),
            .worker("peer", .scan(at: 1), .handle(event)))
        scenario.leftovers = [.events(Worlds.seven)]
        return scenario
    }

    private var twoSweepers: ModelScenario {
        var scenario = ModelScenario(
            "two sweepers and a start", .client("client", Worlds.ana),
            .worker("worker", .scan(at: 1), .scan(at: 10)), .worker("peer", .scan(at: 1), .scan(at: 10)))
        scenario.leftovers = [.events(Worlds.seven)]
        return scenario
    }

    private var leftRequest: ModelScenario {
        var scenario = ModelScenario(
            "a dead request, two reapers and two starts", .client("one", Worlds.ana),
            .client("two", Worlds.bob), .worker("worker", .scan(at: 1)), .worker("peer", .scan(at: 1)))
        scenario.leftovers = [.request(Worlds.seven), .events(Worlds.seven)]
        return scenario
    }

    private var all: [ModelScenario] {
        [
            firstStarts, oneOfEach, again, reuse, twoNamespaces, twoAndTwo, appends, orphan, twoSweepers,
            leftRequest,
        ]
    }

    private static let sizes = ["without a fault", "with a crash", "with a fault", "both"]

    // MARK: Walks

    @Test func `two first starts`() { deepen(firstStarts, crashes: 1, faults: 1) }
    @Test func `a client and a worker`() { deepen(oneOfEach, crashes: 1, faults: 1) }
    @Test func `a client that starts again`() { deepen(again, crashes: 1, faults: 0) }
    @Test func `an id that comes back`() { deepen(reuse, crashes: 0, faults: 0) }
    @Test func `two clients of one id at once`() { deepen(twoNamespaces, crashes: 0, faults: 0) }
    @Test func `append against append`() { deepen(appends, crashes: 0, faults: 0) }
    @Test func `an orphan and a new start`() { deepen(orphan, crashes: 0, faults: 0) }

    private func deepen(_ scenario: ModelScenario, crashes: Int, faults: Int) {
        for crash in 0...crashes {
            for fault in 0...faults {
                var bounded = scenario
                bounded.bounds.crashes = crash
                bounded.bounds.faults = fault
                bounded.expectSound()
            }
        }
    }
}
