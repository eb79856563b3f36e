internal import SpoolSpec
internal import SpoolSystem

/// Searches the schedules of one scenario for one that breaks a clause.
struct Search {
    private let troupe: Troupe
    private let bounds: SearchBounds
    private var outcome = SearchOutcome()
    private var seen: Set<Int> = []
    private let deadline: Int64
    private let limit: Cost
    private let stopsBefore: Int
    private let began = MonotonicClock.now

    init(_ troupe: Troupe, _ bounds: SearchBounds) {
        self.troupe = troupe
        self.bounds = bounds
        deadline = MonotonicClock.now + Int64(bounds.seconds * 1e9)
        limit = Cost(preemptions: bounds.preemptions, crashes: bounds.crashes, faults: bounds.faults)
        stopsBefore = troupe.scene.switchboard.stops
        outcome.processes = troupe.performers.count
    }

    /// Searches as the bounds say.
    mutating func run(random: inout SeededGenerator) throws(Interruption) -> SearchOutcome {
        switch bounds.strategy {
        case .bounded: try count(&random)
        case .random, .pct, .pos:
            // How many steps a schedule has is learned from the simplest one.
            outcome.sampled[bounds.strategy, default: 0] += 1
            _ = try play(Tape(), bounds.strategy)
            while goesOn { try sample(by: bounds.strategy, &random) }
        }
        outcome.seconds = Double(MonotonicClock.now - began) / 1e9
        outcome.stops = troupe.scene.switchboard.stops - stopsBefore
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

    /// Counts the tape upwards: of each kind first the schedules with the fewest preemptions, crashes and faults, and
    /// then those with one more. Between them samples are drawn, and nothing else once all are played.
    private mutating func count(_ random: inout SeededGenerator) throws(Interruption) {
        var waiting = WaitingTapes()
        waiting.add(Tape(), Cost())
        var drawn = 0
        while goesOn {
            let began = MonotonicClock.now
            guard !waiting.isTimeForSample, let (tape, cost) = waiting.next() else {
                try sample(by: drawn % 2 == 0 ? .pct : .pos, &random)
                drawn += 1
                waiting.spentOnSample(MonotonicClock.now - began)
                continue
            }
            outcome.searched += 1
            let performance = try play(tape, .bounded)
            // What follows a broken clause shows nothing more.
            if performance.violation == nil {
                branch(performance, from: tape) { waiting.add($0, $1) }
            }
            waiting.spent(MonotonicClock.now - began, on: cost)
        }
        outcome.completed = waiting.completed(within: limit)
    }

    private mutating func play(
        _ chooser: some Chooser, _ strategy: SearchStrategy
    ) throws(Interruption) -> Performance {
        let performance = try Conductor.play(troupe, chooser)
        try troupe.requireSeen("the order of calls in \(troupe.scenario.title)")
        outcome.secondsOfTurns += Double(performance.nanoseconds) / 1e9
        if performance.isCut { outcome.cut += 1 }
        if performance.turns > outcome.stepsMax {
            outcome.stepsMax = performance.turns
            outcome.sampledAtFullLength = 0
        }
        if performance.violation != nil { keep(performance, strategy) }
        return performance
    }

    /// Keeps a schedule that breaks a clause; of several that break the same one the cheapest, whichever was first.
    private mutating func keep(_ performance: Performance, _ strategy: SearchStrategy) {
        let index = outcome.failures.firstIndex {
            $0.performance.violation?.clause == performance.violation?.clause
        }
        guard let index else {
            outcome.failures.append(
                SearchOutcome.Failure(
                    tape: performance.tape, performance: performance, schedules: outcome.schedules,
                    seconds: Double(MonotonicClock.now - began) / 1e9, strategy: strategy))
            return
        }
        guard performance.cost.total < outcome.failures[index].performance.cost.total else { return }
        outcome.failures[index].tape = performance.tape
        outcome.failures[index].performance = performance
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

    /// Draws a schedule at random and plays it.
    private mutating func sample(
        by way: SearchStrategy, _ random: inout SeededGenerator
    ) throws(Interruption) {
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

    /// How many orderings of two calls a bug may need that is sampled for.
    static let depth = 3
}
