/// A schedule as the list of those who had a turn: where a tape says what is unlike the simplest choice, a plan can
/// have two turns change places.
struct Plan: Chooser {
    /// One turn, with what was done to its calls.
    private struct Turn {
        let performer: Int
        var treatments: [Int] = []
    }

    private var turns: [Turn] = []
    private var next = 0
    private var current: Turn?
    private var treated = 0

    /// What was done in a schedule.
    init(_ performance: Performance) {
        for decision in performance.decisions {
            if let performer = decision.performer {
                turns.append(Turn(performer: performer))
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
            if let choice = candidates.firstIndex(where: { $0.performer == turn.performer }) {
                current = turn
                return choice
            }
        }
        return 0
    }
}
