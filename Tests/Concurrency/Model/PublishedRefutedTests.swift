import SpoolSpec
import Testing

/// The published recorder's procedures break each clause that the specification marks so, and keep the others.
@Suite struct `Published recorder in the model` {
    private let event = Worlds.event(1, of: Worlds.ana)
    private let later = Worlds.event(2, of: Worlds.ana)

    private var firstStarts: ModelScenario {
        var scenario = ModelScenario(
            "two first starts",
            .firstClient("one", id: Worlds.seven, Worlds.ana, by: .published),
            .firstClient("two", id: Worlds.eight, Worlds.ana, by: .published), cleaners: .published)
        scenario.directoryStands = false
        return scenario
    }

    private func oneWorker(crashes: Int = 0, faults: Int = 0) -> ModelScenario {
        ModelScenario(
            "a client and a worker", .client("client", Worlds.ana, .stop, by: .published),
            .worker("worker", .scan(at: 1), .handle(event), .scan(at: 2), .handle(later), by: .published),
            cleaners: .published, crashes: crashes, faults: faults)
    }

    private var twoClients: ModelScenario {
        ModelScenario(
            "two clients of one id", .client("one", Worlds.ana, .stop, by: .published),
            .client("two", Worlds.bob, .stop, by: .published), cleaners: .published)
    }

    private var twoWorkers: ModelScenario {
        ModelScenario(
            "a dead client and two workers", .client("client", Worlds.ana, by: .published),
            .worker("worker", .scan(at: 1), .handle(event), by: .published),
            .worker("peer", .scan(at: 1), by: .published), cleaners: .published)
    }

    private var reuse: ModelScenario {
        ModelScenario(
            "an id that comes back and two workers", .client("old", Worlds.ana, by: .published),
            .client("new", Worlds.bob, heirOf: 0, by: .published),
            .worker("worker", .scan(at: 1), .handle(event), by: .published),
            .worker("peer", .scan(at: 1), by: .published), cleaners: .published)
    }

    @Test func `two first starts hinder each other`() { firstStarts.expectBroken("DIR-3") }

    @Test func `the directory is open to all for a moment`() {
        var scenario = firstStarts
        scenario.processes[0].user.umask = 0
        scenario.expectBroken("DIR-4")
    }

    @Test func `under umask 077 the server cannot read the request`() {
        var scenario = twoClients
        scenario.processes[0].user.umask = 0o077
        scenario.expectBroken("MODE-3")
    }

    @Test func `a start reports a recording whose file is gone`() { oneWorker().expectBroken("LOCK-5") }
    @Test func `a start fails because a worker looks`() { oneWorker().expectBroken("START-3") }
    @Test func `a second start cuts a live one's request`() { twoClients.expectBroken("LOCK-6") }
    @Test func `a stop removes a successor's request`() { twoClients.expectBroken("STOP-2") }
    @Test func `a worker takes a peer's probe for a client`() { twoWorkers.expectBroken("LOCK-7") }
    @Test func `a reaper removes a successor's request`() { reuse.expectBroken("REAP-3") }
    @Test func `the old filter chooses for the new recording`() { reuse.expectBroken("REUSE-1") }
    @Test func `an orphan is kept for ever`() { twoWorkers.expectBroken("REAP-5") }
    @Test func `a stop cut short leaves an orphan`() { oneWorker(crashes: 1).expectBroken("STOP-3") }
    @Test func `a reap cut short leaves an orphan`() { oneWorker(crashes: 1).expectBroken("REAP-4") }
    @Test func `every error is taken for a lock`() { oneWorker(faults: 1).expectBroken("LOCK-4") }
    @Test func `a request that cannot be written is a success`() {
        oneWorker(faults: 1).expectBroken("START-4")
    }
    @Test func `a line is glued to a torn one`() { oneWorker(faults: 1).expectBroken("APPEND-3") }
    @Test func `a signal loses a line`() { oneWorker(faults: 1).expectBroken("APPEND-4") }

    @Test func `what it keeps is not refuted`() {
        let kept: Set<ClauseID> = ["START-2", "REAP-2", "APPEND-2"]
        reuse.expectSound { kept.contains($0.clause) }
        twoWorkers.expectSound { kept.contains($0.clause) }
    }

    /// Alone: with workers about, orphans come from elsewhere.
    @Test func `a start cut short leaves nothing`() {
        ModelScenario(
            "a client alone", .client("client", Worlds.ana, by: .published), cleaners: .published, crashes: 1
        )
        .expectSound { $0.clause == "START-5" || $0.clause == "REAP-1" }
    }
}
