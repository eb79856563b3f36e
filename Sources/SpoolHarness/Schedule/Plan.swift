/// A schedule as the list of those who had a turn: where a tape says what is unlike the simplest choice, a plan can
/// have two turns change places.
struct Plan: Chooser {
    /// One turn, with what was done to its calls.
    private struct Turn {
        let performer: Int
        var thread = 0
        var treatments: [Int] = []
    }

    private var turns: [Turn] = []
    private var next = 0
    private var current: Turn?
    private var treated = 0

    /// What was done in a schedule.
    init(_ performance: Performance) {
        for decision in performance.decisions {
            if let turn = decision.turn {
                turns.append(Turn(performer: turn.performer, thread: turn.thread))
            } else if !turns.isEmpty {
                turns[turns.count - 1].treatments.append(decision.chosen)
            }
        }
    }

    /// Turns that another process's turn follows, the last first.
    var places: [Int] {
        turns.indices.dropLast().filter { turns[$0].performer != turns[$0 + 1].performer }.reversed()
    }

    /// The same with a turn and the one after it in each other's place.
    func swapping(_ place: Int) -> Plan {
        var plan = self
        plan.turns.swapAt(place, place + 1)
        return plan
    }

    /// The same, each with two neighbouring runs of turns in each other's place where that makes longer runs.
    var exchanges: [Plan] {
        var runs: [Range<Int>] = []
        for index in turns.indices {
            if let last = runs.last, turns[last.lowerBound].performer == turns[index].performer {
                runs[runs.count - 1] = last.lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        func performer(_ run: Int) -> Int? {
            runs.indices.contains(run) ? turns[runs[run].lowerBound].performer : nil
        }
        return runs.indices.dropLast().compactMap { run in
            guard performer(run - 1) == performer(run + 1) || performer(run) == performer(run + 2) else {
                return nil
            }
            var plan = self
            let both = runs[run].lowerBound..<runs[run + 1].upperBound
            plan.turns.replaceSubrange(both, with: turns[runs[run + 1]] + turns[runs[run]])
            return plan
        }
    }

    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int {
        guard !candidates.isEmpty else {
            defer { treated += 1 }
            guard let current, treated < current.treatments.count else { return 0 }
            return current.treatments[treated]
        }
        treated = 0
        current = nil
        // Who cannot go on any more where the plan has him is passed over.
        while next < turns.count {
            let turn = turns[next]
            next += 1
            let choice =
                candidates.firstIndex { $0.performer == turn.performer && $0.thread == turn.thread }
                ?? candidates.firstIndex { $0.performer == turn.performer }
            if let choice {
                current = turn
                return choice
            }
        }
        return 0
    }
}
