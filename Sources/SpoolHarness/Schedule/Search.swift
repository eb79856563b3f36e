internal import SpoolSpec
internal import SpoolSystem

/// Searches the schedules of one scenario for one that breaks a clause.
struct Search {
    private let troupe: Troupe
    private let bounds: SearchBounds
    private var outcome = SearchOutcome()
    private var seen: Set<Int> = []
    private let deadline: Int64
    private let began = MonotonicClock.now

    init(_ troupe: Troupe, _ bounds: SearchBounds) {
        self.troupe = troupe
        self.bounds = bounds
        deadline = MonotonicClock.now + Int64(bounds.seconds * 1e9)
        outcome.processes = troupe.performers.count
    }

    /// Searches as the bounds say.
    mutating func run(random: inout SeededGenerator) throws(Interruption) -> SearchOutcome {
        switch bounds.strategy {
        case .bounded:
            try count()
            try sample(by: [.pct, .pos], &random)
        case .random, .pct, .pos: try sample(by: [bounds.strategy], &random)
        }
        outcome.seconds = Double(MonotonicClock.now - began) / 1e9
        return outcome
    }

    /// Whether there is time, and anything left to be found.
    private var goesOn: Bool {
        guard MonotonicClock.now < deadline else { return false }
        let wanted = troupe.scenario.judges.filter { bounds.clauses?.contains($0) ?? true }
        return !wanted.allSatisfy { clause in
            outcome.failures.contains { $0.performance.violation?.clause == clause }
        }
    }

    /// Counts the tape upwards: first every schedule without any preemption, crash or fault, then those with one of
    /// them, and so on. What is found first has the fewest.
    private mutating func count() throws(Interruption) {
        var waiting: [Cost: [Tape]] = [Cost(): [Tape()]]
        while let cost = waiting.keys.min(by: Self.isEarlier) {
            var tapes = waiting.removeValue(forKey: cost) ?? []
            while let tape = tapes.popLast() {
                guard goesOn else { return }
                outcome.searched += 1
                let performance = try play(tape, .bounded)
                // What follows a broken clause shows nothing more.
                if performance.violation != nil { continue }
                branch(performance, from: tape) { next, total in
                    if total == cost { tapes.append(next) } else { waiting[total, default: []].append(next) }
                }
            }
            // Everything with as many is done where nothing of that sum is left.
            if !waiting.keys.contains(where: { $0.total <= cost.total }) {
                outcome.totalCompleted = cost.total
            }
        }
        outcome.isComplete = true
    }

    private static func isEarlier(_ first: Cost, _ second: Cost) -> Bool {
        (first.total, first.faults, first.crashes) < (second.total, second.faults, second.crashes)
    }

    private mutating func play(
        _ chooser: some Chooser, _ strategy: SearchStrategy
    ) throws(Interruption) -> Performance {
        let performance = try Conductor.play(troupe, chooser)
        outcome.stops += performance.stops
        if performance.isCut { outcome.cut += 1 }
        if performance.turns > outcome.stepsMax {
            outcome.stepsMax = performance.turns
            outcome.sampledAtFullLength = 0
        }
        if let violation = performance.violation,
            !outcome.failures.contains(where: { $0.performance.violation?.clause == violation.clause })
        {
            outcome.failures.append(
                SearchOutcome.Failure(
                    tape: performance.tape, performance: performance, schedules: outcome.schedules,
                    seconds: Double(MonotonicClock.now - began) / 1e9, strategy: strategy))
        }
        return performance
    }

    /// Every other choice behind the place up to which a tape was given, where it leads to something new.
    private mutating func branch(
        _ performance: Performance, from tape: Tape, _ add: (Tape, Cost) -> Void
    ) {
        var cost = Cost()
        let choices = performance.tape
        for (index, decision) in performance.decisions.enumerated() {
            if index >= tape.choices.count {
                for choice in decision.costs.indices.dropFirst() {
                    let total = cost + decision.costs[choice]
                    let limit = Cost(
                        preemptions: bounds.preemptions, crashes: bounds.crashes, faults: bounds.faults)
                    guard total.fits(limit) else { continue }
                    // The same calls in an order that differs only where it makes no difference lead to the same
                    // here; cheaper schedules came first.
                    var hasher = Hasher()
                    hasher.combine(decision.past)
                    hasher.combine(decision.kind)
                    hasher.combine(choice)
                    hasher.combine(total)
                    guard seen.insert(hasher.finalize()).inserted else { continue }
                    add(choices.branching(at: index, to: choice), total)
                }
            }
            cost = cost + decision.costs[decision.chosen]
        }
    }

    /// Draws schedules at random as long as there is time, by each of these ways in turn.
    private mutating func sample(
        by ways: [SearchStrategy], _ random: inout SeededGenerator
    ) throws(Interruption) {
        // How many steps a schedule has is learned from the simplest one.
        if outcome.stepsMax == 0 {
            outcome.sampled[ways[0], default: 0] += 1
            _ = try play(Tape(), ways[0])
        }
        var drawn = 0
        while goesOn {
            let way = ways[drawn % ways.count]
            drawn += 1
            outcome.sampled[way, default: 0] += 1
            let steps = outcome.stepsMax
            switch way {
            case .pct:
                let chooser = PriorityChooser(
                    processes: outcome.processes, steps: steps, depth: Self.depth, random.next())
                _ = try play(chooser, way)
                if outcome.stepsMax == steps { outcome.sampledAtFullLength += 1 }
            case .pos:
                _ = try play(PartialOrderChooser(processes: outcome.processes, random.next()), way)
            case .random, .bounded: _ = try play(RandomChooser(random.next()), way)
            }
        }
    }

    /// How many orderings of two calls a bug may need that is sampled for.
    static let depth = 3
}
