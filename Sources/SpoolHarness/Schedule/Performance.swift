internal import SpoolSpec
internal import SpoolSystem

/// One decision of a schedule, as it came up.
struct Decision {
    enum Kind { case turn, treatment }

    let kind: Kind
    /// What each choice costs; the first, 0, costs nothing.
    let costs: [Cost]
    let chosen: Int
    /// The same for all schedules that differ, up to here, in the order of calls only that do not touch.
    let past: Int
}

/// One call of a schedule, for the table.
struct PerformedStep {
    let performer: Int
    let act: String
    let text: String
    /// What the kernel answered, in a way that is the same whatever numbers processes and descriptors have.
    let digest: Int
    let treatment: Treatment
    let isPreemption: Bool
}

/// One schedule from its beginning to its end.
struct Performance {
    var decisions: [Decision] = []
    var steps: [PerformedStep] = []
    var violation: Violation?
    /// The number of the step after which it was seen.
    var violatedAt: Int?
    /// How often a process was let go on.
    var stops = 0

    /// The same for two schedules in which the same happened.
    var digest: Int {
        var hasher = Hasher()
        for step in steps { hasher.combine(step.digest) }
        hasher.combine(violation?.clause)
        return hasher.finalize()
    }

    var tape: ScheduleTape { ScheduleTape(decisions.map(\.chosen)) }
    var cost: Cost { decisions.reduce(Cost()) { $0 + $1.costs[$1.chosen] } }
}

/// Chooses at each decision.
protocol Chooser {
    /// - Parameters:
    ///   - index: the number of the decision.
    ///   - costs: what each choice costs.
    ///   - performers: whose turn it would be, where that is asked.
    mutating func choose(_ index: Int, _ costs: [Cost], performers: [Int]) -> Int
}

extension ScheduleTape: Chooser {
    mutating func choose(_ index: Int, _ costs: [Cost], performers: [Int]) -> Int {
        let choice = self[index]
        return choice < costs.count ? choice : 0
    }
}
