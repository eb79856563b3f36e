import SpoolSpec
import Testing

/// The reference recorder among processes of the published one: what the others break is theirs, but it breaks
/// nothing itself.
@Suite struct `Reference recorder among published ones` {
    private let event = Worlds.event(1, of: Worlds.ana)
    private let others = Worlds.event(2, of: Worlds.bob)

    /// Not judged is REUSE-1: a published start removes old events before it has the id, and a worker whose append
    /// is under way then makes them anew. No worker can help that.
    @Test func `its worker serves published clients`() {
        ModelScenario(
            "published clients, a reference worker", .client("old", Worlds.ana, by: .published),
            .client("new", Worlds.bob, .stop, heirOf: 0, by: .published),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others)),
            .worker("peer", .scan(at: 1))
        ).expectSound { ($0.culprit ?? 0) >= 2 && $0.clause != "REUSE-1" && $0.clause != "START-2" }
    }

    @Test func `its client is served by published workers`() {
        ModelScenario(
            "reference clients, a published worker", .client("one", Worlds.ana, .stop),
            .client("two", Worlds.bob, .stop),
            .worker("worker", .scan(at: 1), .handle(event), .handle(others), by: .published)
        ).expectSound { ($0.culprit ?? 9) < 2 }
    }

    @Test func `its client comes after a dead published one`() {
        ModelScenario(
            "a reference client after a published one", .client("old", Worlds.ana, by: .published),
            .client("new", Worlds.bob, .stop, heirOf: 0),
            .worker("worker", .scan(at: 1), .handle(event), by: .published),
            .worker("peer", .scan(at: 1), .handle(others))
        ).expectSound { $0.culprit == 1 || $0.culprit == 3 && $0.clause != "REUSE-1" }
    }
}
