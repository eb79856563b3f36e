import SpoolSpec
import Testing

/// Each measure of the reference recorder is needed: without it the model finds a run that breaks a clause.
@Suite struct `Measures of the reference recorder` {
    private let event = Worlds.event(1, of: Worlds.ana)
    private let other = Worlds.event(2, of: Worlds.bob)

    private func reuse(worker player: Player, client: Player = .reference, faults: Int = 0) -> ModelScenario {
        ModelScenario(
            "an id that comes back", .client("old", Worlds.ana, by: client),
            .client("new", Worlds.bob, .stop, heirOf: 0, by: client),
            .worker("worker", .scan(at: 1), .handle(event), .handle(other), by: player),
            .worker("peer", .scan(at: 1), by: player), faults: faults)
    }

    private func twoClients(_ player: Player) -> ModelScenario {
        ModelScenario(
            "two clients of one id", .client("one", Worlds.ana, .stop, by: player),
            .client("two", Worlds.bob, .stop, by: player),
            .worker("worker", .scan(at: 1), .handle(event), .handle(other)))
    }

    private func firstStarts(_ player: Player, umask: UInt16 = 0o022) -> ModelScenario {
        var scenario = ModelScenario(
            "two first starts", .firstClient("one", id: Worlds.seven, Worlds.ana, umask: umask, by: player),
            .firstClient("two", id: Worlds.eight, Worlds.ana, umask: umask, by: player))
        scenario.directoryStands = false
        return scenario
    }

    private func orphan(_ player: Player) -> ModelScenario {
        var scenario = ModelScenario(
            "an orphan and a new start", .client("client", Worlds.bob),
            .worker("worker", .scan(at: 1), .scan(at: 10), by: player),
            .worker("peer", .scan(at: 1), .handle(other)))
        scenario.leftovers = [.events(Worlds.seven)]
        return scenario
    }

    private func oneWorker(worker: Player = .reference, client: Player = .reference) -> ModelScenario {
        ModelScenario(
            "a client and a worker", .client("client", Worlds.ana, .stop, by: client),
            .worker(
                "worker", .scan(at: 1), .handle(event), .scan(at: 2),
                .handle(Worlds.event(3, of: Worlds.ana)),
                by: worker), faults: 1)
    }

    @Test func `one reaper at a time`() {
        reuse(worker: .careless(.reapsWithoutTheDirectoryLock)).expectBroken("REAP-3")
    }

    @Test func `a reaper looks whose file it is`() {
        reuse(worker: .careless(.reapsWithoutLookingWhoseFileItIs)).expectBroken("REAP-3")
    }

    @Test func `a reaper removes the events first`() {
        reuse(worker: .careless(.removesTheRequestFirst)).expectBroken("REAP-3")
    }

    @Test func `a stop removes the events first`() {
        twoClients(.careless(.removesTheRequestFirst)).expectBroken("STOP-2")
    }

    @Test func `an append looks again after its events file is open`() {
        reuse(worker: .careless(.appendsWithoutLookingAgain)).expectBroken("REUSE-1")
    }

    @Test func `an append looks before it opens`() {
        reuse(worker: .careless(.appendsWithoutLookingAtAll)).expectBroken("LOCK-7")
    }

    @Test(arguments: [Carelessness.appendsWithoutLookingAgain, .visitsWithoutReading])
    func `a visit reads the request, and looks again after its events file is open`(
        without carelessness: Carelessness
    ) {
        var scenario = reuse(worker: .reference)
        let worker = WorkerProgram([.scan(at: 1), .handle(event), .handle(other)]).keeping(0)
        scenario.processes[2].program = Careless(carelessness, worker)
        scenario.expectBroken("REUSE-1")
    }

    @Test func `a sweep claims the id`() {
        orphan(.careless(.sweepsWithoutClaiming)).expectBroken("REAP-2")
    }

    @Test func `a request is locked before it has a name`() {
        oneWorker(client: .careless(.locksAfterLinking)).expectBroken("LOCK-5")
    }

    @Test func `old events are removed by the owner of the id`() {
        twoClients(.careless(.cleansBeforeClaiming)).expectBroken("LOCK-6")
    }

    @Test func `old events are removed before the recording is active`() {
        oneWorker(client: .careless(.cleansAfterActivating)).expectBroken("APPEND-2")
    }

    @Test func `a stop lets go of the lock last`() {
        twoClients(.careless(.unlocksBeforeRemoving)).expectBroken("STOP-2")
    }

    @Test func `the directory begins as 0700`() {
        firstStarts(.careless(.makesTheDirectoryOpenToAll), umask: 0).expectBroken("DIR-4")
    }

    @Test func `a directory that stands already will do`() {
        firstStarts(.careless(.takesAStandingDirectoryForAFailure)).expectBroken("DIR-3")
    }

    @Test func `only EWOULDBLOCK means held`() {
        oneWorker(worker: .careless(.takesEveryErrorForALock)).expectBroken("LOCK-4")
    }

    @Test func `a request written in part is taken back`() {
        oneWorker(client: .careless(.takesAShortWriteForAWholeOne)).expectBroken("START-4")
    }

    @Test func `a torn line is ended`() {
        oneWorker(worker: .careless(.takesAShortWriteForAWholeOne)).expectBroken("APPEND-3")
    }

    @Test func `a write that a signal interrupts is made again`() {
        oneWorker(worker: .careless(.doesNotRepeatAnInterruptedWrite)).expectBroken("APPEND-4")
    }

    @Test func `every descriptor is closed`() {
        reuse(worker: .careless(.forgetsToClose)).expectBroken("HOOK-2")
    }
}
