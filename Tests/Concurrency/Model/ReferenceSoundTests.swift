import SpoolSpec
import Testing

/// The reference recorder's procedures keep every clause in every interleaving of these worlds.
@Suite struct `Reference recorder in the model` {
    // MARK: Whole

    @Test func `two first starts`() { deepen(SoundWorlds.firstStarts, crashes: 1, faults: 1) }
    @Test func `a client and a worker`() { deepen(SoundWorlds.oneOfEach, crashes: 1, faults: 1) }
    @Test func `a client that starts again`() { deepen(SoundWorlds.again, crashes: 1, faults: 0) }
    @Test func `an id that comes back`() { SoundWorlds.reuse.expectSound() }
    @Test func `two clients of one id at once`() { SoundWorlds.twoNamespaces.expectSound() }
    @Test func `two workers and two clients of one id`() { SoundWorlds.twoAndTwo.expectSound() }
    @Test func `append against append`() { SoundWorlds.appends.expectSound() }
    @Test func `an orphan and a new start`() { SoundWorlds.orphan.expectSound() }

    private func deepen(_ scenario: ModelScenario, crashes: Int, faults: Int) {
        for crash in 0...crashes {
            for fault in 0...faults { scenario.bounded(crashes: crash, faults: fault).expectSound() }
        }
    }

    // MARK: With bounds, a crash at every call or a fault in every call

    @Test(arguments: SoundWorlds.all.indices)
    func `a crash at every call`(world: Int) {
        SoundWorlds.all[world].bounded(crashes: 1, preemptions: 1).expectSound()
    }

    @Test(arguments: SoundWorlds.all.indices)
    func `a fault in every call`(world: Int) {
        SoundWorlds.all[world].bounded(faults: 1, preemptions: 1).expectSound()
    }

    @Test func `two workers and two clients, within two preemptions`() {
        SoundWorlds.twoAndTwo.bounded(preemptions: 2).expectSound()
    }

    // MARK: With descriptors for few recorders

    @Test func `an id that comes back, to a worker that keeps no descriptors`() {
        SoundWorlds.withFewDescriptors(SoundWorlds.reuse).bounded(preemptions: 3).expectSound()
    }

    @Test func `a client that starts again, to a worker that keeps no descriptors`() {
        SoundWorlds.withFewDescriptors(SoundWorlds.again).expectSound()
    }

    @Test(arguments: SoundWorlds.all.indices)
    func `a crash at every call, and no descriptors kept`(world: Int) {
        SoundWorlds.withFewDescriptors(SoundWorlds.all[world]).bounded(crashes: 1, preemptions: 1)
            .expectSound()
    }

    @Test(arguments: SoundWorlds.all.indices)
    func `a fault in every call, and no descriptors kept`(world: Int) {
        SoundWorlds.withFewDescriptors(SoundWorlds.all[world]).bounded(faults: 1, preemptions: 1)
            .expectSound()
    }

    @Test func `two recorders and descriptors for one`() {
        SoundWorlds.oneKeptOfTwo.bounded(crashes: 1, preemptions: 1).expectSound()
        SoundWorlds.oneKeptOfTwo.bounded(faults: 1, preemptions: 1).expectSound()
    }

    // MARK: On other machines

    @Test(arguments: SoundWorlds.machines.indices)
    func `on another machine`(machine: Int) {
        for world in [SoundWorlds.oneOfEach, SoundWorlds.reuse, SoundWorlds.twoNamespaces] {
            SoundWorlds.machines[machine](world.bounded(crashes: 1, preemptions: 1)).expectSound()
        }
    }

    // MARK: For as long as it takes

    @Test(.enabled(if: Worlds.goesDeep), arguments: SoundWorlds.all.indices)
    func `every interleaving`(world: Int) {
        SoundWorlds.all[world].expectSound()
        SoundWorlds.all[world].bounded(crashes: 1).expectSound()
    }

    @Test(.enabled(if: Worlds.goesDeep), arguments: SoundWorlds.all.indices)
    func `a crash and a fault`(world: Int) {
        SoundWorlds.all[world].bounded(crashes: 1, faults: 1, preemptions: 3).expectSound()
    }

    @Test(.enabled(if: Worlds.goesDeep), arguments: SoundWorlds.machines.indices)
    func `every interleaving on another machine`(machine: Int) {
        for world in SoundWorlds.all where world.processes.count < 4 {
            SoundWorlds.machines[machine](world).expectSound()
        }
    }
}

/// The walk itself.
@Suite struct `Walk through a world` {
    /// What is left out comes to no other end.
    @Test func `of calls that nobody notices only one order is walked`() {
        for world in [SoundWorlds.firstStarts, SoundWorlds.oneOfEach, SoundWorlds.again] {
            for crashes in 0...1 {
                var whole = Exploration(world.bounded(crashes: crashes), isReduced: false)
                var reduced = Exploration(world.bounded(crashes: crashes))
                let (all, fewer) = (whole.walk(), reduced.walk())
                #expect(all.ends == fewer.ends)
                #expect(all.states > fewer.states)
            }
        }
    }

    @Test func `a bound on the number of states ends it`() {
        var exploration = Exploration(SoundWorlds.oneOfEach, statesMax: 100)
        let survey = exploration.walk()
        #expect(!survey.isWhole && survey.states == 100 && survey.breach == nil)
    }

    /// With more preemptions there is more to see, until all is seen.
    @Test func `preemptions are counted`() {
        let counts = (0...4).map { preemptions in
            var exploration = Exploration(SoundWorlds.firstStarts.bounded(preemptions: preemptions))
            return exploration.walk().ends
        }
        #expect(counts == counts.sorted() && counts[0] > 0)
    }

    @Test func `a run that was found is told call by call`() throws {
        let scenario = ModelScenario(
            "two clients of one id", .client("one", Worlds.ana, .stop, by: .published),
            .client("two", Worlds.bob, by: .published))
        var exploration = Exploration(scenario)
        let survey = exploration.walk()
        let breach = try #require(survey.breach)
        let table = RunTable(survey.run, in: scenario, breaking: breach).description
        #expect(table.hasSuffix("✗ \(breach)"))
        #expect(table.contains("── start 7 for ana"))
    }
}
