internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// Every scenario, searched: one case each.
    static let scheduleCases: [Case] = Scenario.all.map { scenario in
        Case(
            "\(scenario.judges[0])/schedules of \(scenario.title)", judges: scenario.judges,
            role: scenario.role, isSearch: true
        ) { scene in try ScheduleCase(scenario, in: scene).run() }
    }

    /// Every case but those that search schedules.
    package static var unsearched: [Case] {
        let names = Set(scheduleCases.map(\.name))
        return all.filter { !names.contains($0.name) }
    }

    /// The case that searches a scenario.
    package static func named(scenario: String) -> Case? {
        zip(Scenario.all, scheduleCases).first { $0.0.name.utf8.elementsEqual(scenario.utf8) }?.1
    }
}

/// One scenario as a case: searched, or a tape of it replayed.
struct ScheduleCase {
    private let scenario: Scenario
    private let scene: Scene
    private let bounds: SearchBounds

    init(_ scenario: Scenario, in scene: Scene) {
        self.scenario = scenario
        self.scene = scene
        bounds = scene.play.search
    }

    /// Seconds for playing a schedule again that breaks a clause.
    private static let replaySeconds = 1.0

    func run() throws(Interruption) {
        do throws(Errno) {
            try Trace.pinToOneProcessor()
        } catch { scene.note("the case is not kept on one processor: \(error)") }
        let troupe = try Troupe(scenario, in: scene)
        try troupe.proveSight()
        if let tape = bounds.replay {
            var failure = SearchOutcome.Failure(tape: tape, performance: try Conductor.play(troupe, tape))
            // A process that has played before may make other calls than a new one, and the token was found by either.
            for _ in 0..<2 where failure.performance.violation == nil {
                failure.performance = try Conductor.play(troupe, tape)
            }
            try requireControl(troupe)
            try show(troupe, failure, shrinks: false)
        } else {
            try search(troupe)
        }
        try troupe.dissolve()
    }

    private func search(_ troupe: Troupe) throws(Interruption) {
        var search = Search(troupe, bounds)
        var random = scene.random
        let outcome = try search.run(random: &random)
        let words = SearchWords(scenario: scenario, bounds: bounds, outcome: outcome)
        scene.searched(words.extent)
        for found in words.found { scene.note(found) }
        try requireControl(troupe)
        for failure in outcome.failures { try show(troupe, failure, shrinks: true) }
        if let reason = words.reasonForSkip { throw .skipped(reason) }
    }

    /// What goes round the tracer can be in no order that was decided here.
    private func requireControl(_ troupe: Troupe) throws(Interruption) {
        try troupe.requireSeen("the order of calls in \(scenario.title)")
        if let blindness = scene.switchboard.blindness {
            throw .environment("the schedules of \(scenario.title) are not controlled: \(blindness)")
        }
    }

    /// Tells a schedule that breaks a clause, once it has been seen again.
    private func show(
        _ troupe: Troupe, _ failure: SearchOutcome.Failure, shrinks: Bool
    ) throws(Interruption) {
        guard failure.performance.violation != nil else {
            scene.note("the schedule \(token(failure.tape)) breaks no clause")
            let schedule = exhibit(troupe, failure.performance, "the schedule, call by call")
            for line in schedule.lines { scene.note(line) }
            return
        }
        var shrinker = ScheduleShrinker(troupe, failure)
        if shrinks { try shrinker.run() }
        let best = shrinker.best
        let replays = try Replays(
            of: best, by: troupe, countMax: bounds.replaysMax, seconds: shrinks ? Self.replaySeconds : 300)
        guard let violation = best.performance.violation else { return }
        guard replays.areAllTheSame else {
            scene.note(
                "a schedule broke \(violation.clause), but only \(replays.same) of \(replays.count) replays went the same way: it is nondeterministic, and no evidence"
            )
            return
        }
        scene.check(
            violation.clause, false,
            expected: "\(violation.expected), in every schedule of \(scenario.title)",
            seen:
                "\(violation.seen), after step \((best.performance.violatedAt ?? 0) + 1) of \(token(best.tape)), in \(replays.count) of \(replays.count) replays",
            exhibit: [exhibit(troupe, best.performance, "how \(violation.clause) breaks, call by call")]
                + (try neighbour(troupe, best.performance)), replay: token(best.tape).description)
    }

    /// The schedule that is one swap away and breaks nothing, where there is one.
    private func neighbour(
        _ troupe: Troupe, _ performance: Performance
    ) throws(Interruption) -> [Interleaving] {
        guard let neighbour = try Neighbour(of: performance, by: troupe) else { return [] }
        let steps = "steps \(neighbour.place + 1) and \(neighbour.place + 2)"
        return [
            exhibit(troupe, neighbour.performance, "with \(steps) in each other's place nothing breaks")
        ]
    }

    private func token(_ tape: Tape) -> ReplayToken {
        ReplayToken(scenario: scenario.name, tape: tape)
    }

    private func exhibit(_ troupe: Troupe, _ performance: Performance, _ title: String) -> Interleaving {
        Interleaving(performance, by: troupe.performers.map(\.name), title: title)
    }
}
