import SpoolSpec
import Testing

/// The reference recorder among processes of the published one: what the others break is theirs, but it breaks
/// nothing itself.
@Suite struct `Reference recorder among published ones` {
    private let event = Worlds.event(1, of: Worlds.ana)
    private let others = Worlds.event(2, of: Worlds.bob)

    /// Whose fault a line of the old filter is cannot be said: a published start removes old events before it has the
    /// id, and published workers write by name; neither the worker nor the client can help it alone.
    private func isOwn(_ breach: Breach, _ processes: Set<Int>) -> Bool {
        guard let culprit = breach.culprit, processes.contains(culprit) else { return false }
        return breach.clause != "REUSE-1" && breach.clause != "START-2"
    }

    @Test func `its workers serve published clients`() {
        ModelScenario(
            "published clients, reference workers", .client("old", Worlds.ana, by: .published),
            .client("new", Worlds.bob, .stop, heirOf: 0, by: .published),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)),
            .worker("peer", .scan(at: 1))
        ).expectSound { isOwn($0, [2, 3]) }
    }

    @Test func `its clients are served by published workers`() {
        ModelScenario(
            "reference clients, a published worker", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others), by: .published)
        ).expectSound { isOwn($0, [0, 1]) }
    }

    @Test func `its client comes after a dead published one`() {
        ModelScenario(
            "a reference client after a published one", .client("old", Worlds.ana, by: .published),
            .client("new", Worlds.bob, .stop, heirOf: 0),
            .worker("worker", .scan(at: 1), .handle(event), by: .published),
            .worker("peer", .scan(at: 1), .handle(others))
        ).expectSound { isOwn($0, [1, 3]) }
    }
}
