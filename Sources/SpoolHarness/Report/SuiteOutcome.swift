internal import SpoolSpec
internal import SpoolSystem

/// What a whole run comes to: one sentence and one exit status.
package enum SuiteOutcome: Hashable, Sendable {
    /// Every MUST that was asked for passed, or was skipped aloud.
    case passed(skipped: Int, warned: Int)
    /// So many MUSTs do not hold.
    case failed(Int)
    /// So many MUSTs could not be judged though they were tried, and none failed.
    case undecided(Int)
    /// Not one clause got a verdict.
    case nothingJudged
    /// Somebody ended the run before it was over, and nothing had failed until then.
    case brokenOff

    /// Sums verdicts up.
    ///
    /// - Parameter brokenOff: whether clauses are missing because the run was ended early.
    package init(_ verdicts: [ClauseVerdict], brokenOff: Bool = false) {
        let counts = VerdictCounts(verdicts)
        let unknownMusts = verdicts.count { $0.verdict == .unknown && $0.clause.level == .must }
        self =
            if counts[.fail] > 0 {
                .failed(counts[.fail])
            } else if brokenOff {
                .brokenOff
            } else if !verdicts.contains(where: \.verdict.isJudgement) {
                .nothingJudged
            } else if unknownMusts > 0 {
                .undecided(unknownMusts)
            } else {
                .passed(skipped: counts[.skip], warned: counts[.warn])
            }
    }

    /// The status with which the tool ends: 0 passed, 1 a MUST failed, 2 no sound verdict.
    package var exitStatus: Int32 {
        switch self {
        case .passed: 0
        case .failed: 1
        case .undecided, .nothingJudged, .brokenOff: 2
        }
    }

    /// What it came to, in words.
    package var sentence: String {
        switch self {
        case .passed(let skipped, let warned):
            let skips =
                skipped == 0 ? "" : "; \(skipped) \(skipped == 1 ? "was" : "were") skipped and not judged"
            let warnings = warned == 0 ? "" : "; \(warned) SHOULD\(warned == 1 ? " does" : "s do") not hold"
            return "Every MUST that was judged holds\(warnings)\(skips)."
        case .failed(let count): return "\(count) MUST\(count == 1 ? " does" : "s do") not hold."
        case .undecided(let count): return "\(counted(count, "MUST")) could not be judged."
        case .nothingJudged: return "Nothing could be judged."
        case .brokenOff: return "Nothing failed until the run was broken off."
        }
    }
}
