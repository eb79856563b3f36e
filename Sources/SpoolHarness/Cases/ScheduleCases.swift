internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// Every scenario, searched: one case each.
    static let scheduleCases: [Case] = Scenario.all.map { scenario in
        Case(
            "\(scenario.judges[0])/schedules of \(scenario.title)", judges: scenario.judges,
            role: scenario.role,
            secondsMax: 600
        ) { scene in try ScheduleCase(scenario, in: scene).run() }
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

    /// How often a schedule that breaks a clause is played again.
    private static let replays = 5

    func run() throws(Interruption) {
        do throws(Errno) {
            try Trace.pinToOneProcessor()
        } catch { scene.note("the case is not kept on one processor: \(error)") }
        let troupe = try Troupe(scenario, in: scene)
        if let tape = bounds.replay {
            try show(troupe, (tape, try Conductor.play(troupe, tape)), shrinks: false)
        } else {
            try search(troupe)
        }
        try troupe.dissolve()
    }

    private func search(_ troupe: Troupe) throws(Interruption) {
        var search = Search(troupe, bounds)
        var random = scene.random
        let outcome = try search.run(random: &random)
        scene.searched(extent(outcome))
        for failure in outcome.failures { try show(troupe, failure, shrinks: true) }
    }

    /// Tells a schedule that breaks a clause, once it has been seen again.
    private func show(
        _ troupe: Troupe, _ failure: (tape: ScheduleTape, performance: Performance), shrinks: Bool
    ) throws(Interruption) {
        guard failure.performance.violation != nil else {
            scene.note("the schedule \(token(failure.tape)) breaks no clause")
            for line in table(troupe, failure.performance) { scene.note(line) }
            return
        }
        var shrinker = ScheduleShrinker(troupe, failure)
        if shrinks { try shrinker.run() }
        let same = try shrinker.confirm(times: Self.replays)
        let best = shrinker.best
        guard let violation = best.performance.violation else { return }
        guard same == Self.replays else {
            scene.note(
                "a schedule broke \(violation.clause), but only \(same) of \(Self.replays) replays went the same way: it is nondeterministic, and no evidence"
            )
            return
        }
        scene.check(
            violation.clause, false,
            expected: "\(violation.expected), in every schedule of \(scenario.title)",
            seen:
                "\(violation.seen), after step \((best.performance.violatedAt ?? 0) + 1) of \(token(best.tape))",
            exhibit: table(troupe, best.performance), replay: token(best.tape).description)
    }

    private func token(_ tape: ScheduleTape) -> ReplayToken {
        ReplayToken(scenario: scenario.name, tape: tape)
    }

    private func table(_ troupe: Troupe, _ performance: Performance) -> [String] {
        ScheduleTable(performers: troupe.performers.map(\.name), performance: performance).lines
    }

    /// How far was searched, in words that promise no more than that.
    private func extent(_ outcome: Search.Outcome) -> String {
        var parts: [String] = []
        if outcome.isComplete {
            parts.append(
                "all \(outcome.searched) schedules with at most \(Self.limit(bounds.preemptions, "preemption")), \(Self.limit(bounds.crashes, "crash")) and \(Self.limit(bounds.faults, "fault"))"
            )
        } else if let total = outcome.totalCompleted {
            parts.append(
                "\(outcome.searched) schedules: all with at most \(total) of preemptions, crashes and faults, and some with more"
            )
        } else {
            parts.append("\(outcome.searched) schedules, not even all without a preemption")
        }
        if outcome.sampled > 0 {
            let chance = PriorityChooser.chanceOfMiss(
                processes: outcome.processes, decisions: outcome.decisionsMax, depth: Search.depth,
                runs: outcome.sampled)
            parts.append(
                "\(outcome.sampled) sampled, chance of a miss of depth \(Search.depth) below \(Self.rounded(chance))"
            )
        }
        let micros = outcome.stops > 0 ? outcome.seconds * 1e6 / Double(outcome.stops) : 0
        scene.note(
            "\(scenario.name): \(outcome.searched + outcome.sampled) schedules and \(outcome.stops) stops in \(Self.rounded(outcome.seconds)) s, \(Self.rounded(micros)) µs a stop"
        )
        return "\(scenario.name): \(parts.joined(separator: "; "))"
    }

    private static func limit(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : noun == "crash" ? "es" : "s")"
    }

    private static func rounded(_ value: Double) -> String {
        String((value * 1000).rounded(.up) / 1000)
    }
}
