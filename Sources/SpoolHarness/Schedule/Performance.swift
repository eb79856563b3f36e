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
    let turn: Candidate?
    /// The same for all schedules that differ, up to here, in the order of calls only that do not touch.
    let past: Int
}

/// One call of a schedule. It is put into words only where somebody reads them, which is where a clause is broken.
struct PerformedStep {
    let performer: Int
    let act: String
    /// The call, with what the kernel answered; `nil` where there was none.
    let call: ObservedCall?
    /// What it was, where it was no call.
    let words: String?
    /// The names of files, as they were known then.
    let names: FileNames
    /// What happened beside it: faults of calls that concern nobody else.
    let asides: [String]
    /// What the kernel answered, in a way that is the same whatever numbers processes and descriptors have.
    let digest: Int
    let treatment: Treatment
    let isPreemption: Bool

    /// The step in words.
    var text: String {
        ([words ?? call.map(names.text) ?? "(no call)"] + asides).joined(separator: ", then ")
    }

    /// What the kernel answered, where that tells something: the error's name or the number of bytes.
    var result: String? {
        guard let call, let result = call.result else { return nil }
        if result < 0 { return Errno(rawValue: Int32(-result)).name }
        return call.writes || call.name == "read" || call.name == "pread64"
            ? counted(Int(result), "byte") : nil
    }
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
    /// How long its turns took: what comes before and after them is done without stops.
    var nanoseconds: Int64 = 0

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
