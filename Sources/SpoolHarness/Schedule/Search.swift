internal import SpoolSpec
internal import SpoolSystem

/// Searches the schedules of one scenario for one that breaks a clause.
struct Search {
    /// What came of it.
    struct Outcome {
        /// How many schedules were played in order.
        var searched = 0
        /// Whether those are all within the bounds.
        var isComplete = false
        /// Up to how many preemptions, crashes and faults together all were played.
        var totalCompleted: Int?
        /// How often a process was let go on, in all of them.
        var stops = 0
        /// Decisions in the longest of them.
        var decisionsMax = 0
        /// Most processes that acted.
        var processes = 0
        /// How many were drawn at random beyond them.
        var sampled = 0
        var seconds = 0.0
        /// The first schedule that broke each clause, and what was seen.
        var failures: [(tape: ScheduleTape, performance: Performance)] = []
    }

    private let troupe: Troupe
    private let bounds: SearchBounds
    private var outcome = Outcome()
    private var seen: Set<Int> = []
    private let deadline: Int64
    private let began = MonotonicClock.now

    init(_ troupe: Troupe, _ bounds: SearchBounds) {
        self.troupe = troupe
        self.bounds = bounds
        deadline = MonotonicClock.now + Int64(bounds.seconds * 1e9)
        outcome.processes = troupe.performers.count
    }

    /// Counts the tape upwards: first every schedule without any preemption, crash or fault, then those with one of
    /// them, and so on. What is found first has the fewest.
    mutating func run(random: inout SeededGenerator) throws(Interruption) -> Outcome {
        var waiting: [Cost: [ScheduleTape]] = [Cost(): [ScheduleTape()]]
        while let cost = waiting.keys.min(by: Self.isEarlier) {
            var tapes = waiting.removeValue(forKey: cost) ?? []
            while let tape = tapes.popLast() {
                guard MonotonicClock.now < deadline else { return ended() }
                let performance = try play(tape)
                outcome.searched += 1
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
        try sample(&random)
        return ended()
    }

    private func ended() -> Outcome {
        var outcome = outcome
        outcome.seconds = Double(MonotonicClock.now - began) / 1e9
        return outcome
    }

    private static func isEarlier(_ first: Cost, _ second: Cost) -> Bool {
        (first.total, first.faults, first.crashes) < (second.total, second.faults, second.crashes)
    }

    private mutating func play(_ tape: some Chooser) throws(Interruption) -> Performance {
        let performance = try Conductor.play(troupe, tape)
        outcome.stops += performance.stops
        outcome.decisionsMax = max(outcome.decisionsMax, performance.decisions.count)
        if let violation = performance.violation,
            !outcome.failures.contains(where: { $0.performance.violation?.clause == violation.clause })
        {
            outcome.failures.append((performance.tape, performance))
        }
        return performance
    }

    /// Every other choice behind the place up to which a tape was given, where it leads to something new.
    private mutating func branch(
        _ performance: Performance, from tape: ScheduleTape, _ add: (ScheduleTape, Cost) -> Void
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

    /// Beyond the bound: schedules by random priorities, as long as there is time.
    private mutating func sample(_ random: inout SeededGenerator) throws(Interruption) {
        while MonotonicClock.now < deadline {
            let chooser = PriorityChooser(
                processes: outcome.processes, decisions: outcome.decisionsMax, depth: Self.depth,
                random.next())
            _ = try play(chooser)
            outcome.sampled += 1
        }
    }

    /// How many orderings of two calls a bug may need that is sampled for.
    static let depth = 3
}

/// Probabilistic concurrency testing (Burckhardt and others, 2010): each process gets a random priority, the highest
/// that can go on does, and at `depth - 1` random places the one that has the turn falls to the lowest. A bug
/// that needs `depth` orderings is hit with a chance of at least 1 / (n · k^(depth - 1)).
struct PriorityChooser: Chooser {
    private var priorities: [Int]
    private let changes: [Int]
    private var lowest = 0

    init(processes: Int, decisions: Int, depth: Int, _ seed: UInt64) {
        var random = SeededGenerator(seed: seed, name: "priorities")
        priorities = (1...max(1, processes)).map { $0 }.shuffled(using: &random)
        changes = (1..<depth).map { _ in Int.random(in: 0..<max(1, decisions), using: &random) }
    }

    mutating func choose(_ index: Int, _ costs: [Cost], performers: [Int]) -> Int {
        guard !performers.isEmpty else { return 0 }
        func best(_ priorities: [Int]) -> Int {
            performers.indices.max { priorities[performers[$0]] < priorities[performers[$1]] } ?? 0
        }
        var choice = best(priorities)
        // A turn and what is done to its call are two decisions.
        if changes.contains(where: { $0 == index || $0 + 1 == index }) {
            lowest -= 1
            priorities[performers[choice]] = lowest
            choice = best(priorities)
        }
        return choice
    }

    /// The chance that so many runs all miss a bug of that depth which is there.
    static func chanceOfMiss(processes: Int, decisions: Int, depth: Int, runs: Int) -> Double {
        var places = Double(max(1, processes))
        for _ in 1..<depth { places *= Double(max(1, decisions)) }
        let kept = 1 - 1 / places
        var chance = 1.0
        var factor = kept
        var left = runs
        while left > 0 {
            if left & 1 == 1 { chance *= factor }
            factor *= factor
            left >>= 1
        }
        return chance
    }
}
