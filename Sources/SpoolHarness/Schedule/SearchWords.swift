internal import SpoolSpec
internal import SpoolSystem

/// What a search came to, in words that promise no more than that.
struct SearchWords {
    let scenario: Scenario
    let bounds: SearchBounds
    let outcome: SearchOutcome

    /// How far was searched.
    var extent: SearchExtent {
        SearchExtent(
            scenario: scenario.name, schedules: outcome.schedules, complete: outcome.completed.map(\.short),
            sampled: outcome.sampled.values.reduce(0, +), cut: outcome.cut, seconds: outcome.seconds,
            words: (systematic + sampled + broken).joined(separator: "; "), pace: pace)
    }

    private var systematic: [String] {
        guard bounds.strategy == .bounded else { return [] }
        let count = counted(outcome.searched, "schedule")
        let limit = Cost(preemptions: bounds.preemptions, crashes: bounds.crashes, faults: bounds.faults)
        let wholes = outcome.completed.map { "all with at most \($0)" }
        if outcome.completed == [limit] { return ["all \(count) with at most \(limit)"] }
        if wholes.isEmpty { return ["\(count), not even all without a preemption"] }
        return ["\(count): \(wholes.joined(separator: ", ")), and some with more"]
    }

    private var sampled: [String] {
        var parts: [String] = []
        if let count = outcome.sampled[.random] {
            parts.append("\(counted(count, "schedule")) at random")
        }
        if let count = outcome.sampled[.pct] {
            let chance = SearchStrategy.chanceOfMiss(
                processes: outcome.processes, steps: outcome.stepsMax, depth: Search.depth,
                runs: outcome.sampledAtFullLength)
            let words = "chance of a miss of depth \(Search.depth) below \(Self.rounded(chance))"
            parts.append("\(count) sampled by priorities, \(words)")
        }
        if let count = outcome.sampled[.pos] {
            parts.append("\(count) sampled by partial orders, whose chance of a miss nobody has computed")
        }
        return parts
    }

    private var broken: [String] {
        let count = counted(outcome.cut, "schedule")
        return outcome.cut == 0 ? [] : ["\(count) of these broken off for the length, the end unseen"]
    }

    /// Why nothing can be said of the scenario; `nil` where something can.
    var reasonForSkip: String? {
        guard outcome.cut * 2 > outcome.schedules else { return nil }
        let schedules = "\(outcome.cut) of \(counted(outcome.schedules, "schedule"))"
        return
            "the schedules of \(scenario.title) were not searched: \(schedules) had to be broken off after \(Conductor<Tape>.stepsMax) steps, before anything could be said of their end"
    }

    /// How fast it was.
    var pace: String {
        let count = counted(outcome.schedules, "schedule")
        let stops = Double(max(1, outcome.stops))
        let whole = Self.rounded(outcome.seconds * 1e6 / stops)
        let turns = Self.rounded(outcome.secondsOfTurns * 1e6 / stops)
        return
            "\(scenario.name): \(count) and \(outcome.stops) stops in \(Self.rounded(outcome.seconds)) s, \(whole) µs a stop, \(turns) of them in turns, at most \(outcome.stepsMax) a schedule"
    }

    /// For each clause that was broken, by which way and how soon.
    var found: [String] {
        outcome.failures.compactMap { failure in
            guard let violation = failure.performance.violation else { return nil }
            let count = counted(failure.schedules, "schedule")
            return
                "\(scenario.name): \(failure.strategy.rawValue) found \(violation.clause) after \(count), \(Self.rounded(failure.seconds)) s"
        }
    }

    private static func rounded(_ value: Double) -> String {
        String((value * 1000).rounded(.up) / 1000)
    }
}
