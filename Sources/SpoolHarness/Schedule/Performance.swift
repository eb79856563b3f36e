internal import SpoolSpec
internal import SpoolSystem

/// One decision of a schedule, as it came up.
struct Decision {
    enum Kind { case turn, treatment }

    let kind: Kind
    /// What each choice costs; the first, 0, costs nothing.
    let costs: [Cost]
    let chosen: Int
    /// Whose turn was chosen; `nil` where it was about a treatment.
    let performer: Int?
    /// The same for all schedules that differ, up to here, in the order of calls only that do not touch.
    let past: Int
}

/// One call of a schedule, for the table.
struct PerformedStep {
    let performer: Int
    let act: String
    let text: String
    /// What the kernel answered, where that tells something.
    let result: String?
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
    /// Whether it was broken off in the middle for its length, so that nothing can be said of how it ends.
    var isCut = false

    /// The same for two schedules in which the same happened.
    var digest: Int {
        var hasher = Hasher()
        for step in steps { hasher.combine(step.digest) }
        hasher.combine(violation?.clause)
        return hasher.finalize()
    }

    var tape: Tape { Tape(decisions.map(\.chosen)).withoutLastZeros }
    /// How many turns were taken.
    var turns: Int { decisions.count { $0.kind == .turn } }
    var cost: Cost { decisions.reduce(Cost()) { $0 + $1.costs[$1.chosen] } }
}
