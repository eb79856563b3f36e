package import SpoolSpec

/// What the suite says of one clause.
package enum Verdict: String, CaseIterable, Hashable, Sendable {
    /// Every case that shows the clause ran, and it held in all of them.
    case pass
    /// A MUST did not hold.
    case fail
    /// A SHOULD did not hold.
    case warn
    /// Not every case that shows the clause could run here, or there is none yet; none that ran found a fault.
    case skip
    /// The machine or the suite itself broke down, so that nothing can be said.
    case unknown

    /// Whether the verdict says something about the recorder.
    package var isJudgement: Bool { self == .pass || self == .fail || self == .warn }
}

/// One thing that went otherwise than a clause asks, in the words in which its author can act on it.
package struct Finding: Hashable, Sendable {
    /// The case that saw it.
    package var caseName: String
    /// What the clause allows.
    package var expected: String
    /// What was there instead.
    package var seen: String
    /// Whose fault it is.
    package var blame: Blame
    /// What else the case noted on its way.
    package var notes: [String]
    /// Schedules that show how it came to that.
    package var exhibit: [Interleaving]
    /// The token by which `--replay` shows it again, where it came of a schedule.
    package var replay: String?
    /// The end of what the adapter's processes wrote to standard error.
    package var standardError: String

    /// By what of two schedules is the simpler to read: how often the judge stepped in, and how many calls it has.
    var size: (Int, Int) {
        let steps = exhibit.first?.steps ?? []
        return (steps.count { $0.isPreemption || $0.treatment != nil }, steps.count)
    }

    /// One finding of one case.
    package init(
        caseName: String, expected: String, seen: String, blame: Blame = .implementation,
        notes: [String] = [], exhibit: [Interleaving] = [], replay: String? = nil,
        standardError: String = ""
    ) {
        self.caseName = caseName
        self.expected = expected
        self.seen = seen
        self.blame = blame
        self.notes = notes
        self.exhibit = exhibit
        self.replay = replay
        self.standardError = standardError
    }

    /// The finding in one sentence, for formats that have one field for it.
    package var sentence: String { "\(caseName): expected \(expected); saw \(seen)" }
}

/// The verdict on one clause with all that speaks for it.
package struct ClauseVerdict: Hashable, Sendable {
    /// The clause that was judged.
    package let clause: Clause
    /// What came out.
    package let verdict: Verdict
    /// Whose fault it is; `nil` for a pass and for what was not tried.
    package let blame: Blame?
    /// How many cases ran to their end or to a fault.
    package let cases: Int
    /// In one paragraph why it did not simply pass, or how far was searched where it did; `nil` where there is nothing
    /// to say.
    package let evidence: String?
    /// What went wrong, at least one for a fail or a warning.
    package let findings: [Finding]
    /// The cases that could not be played, for a skip.
    package let shortfall: Shortfall?
    /// How far schedules were searched for it.
    package internal(set) var extents: [SearchExtent] = []
    /// What else there is to say of a pass, each in one sentence.
    package internal(set) var remarks: [String] = []

    private init(
        _ clause: Clause, _ verdict: Verdict, blame: Blame?, cases: Int, evidence: String?,
        findings: [Finding] = [], shortfall: Shortfall? = nil
    ) {
        self.shortfall = shortfall
        self.clause = clause
        self.verdict = verdict
        self.blame = blame
        self.cases = cases
        self.evidence = evidence
        self.findings = findings
    }

    /// The clause held in every case.
    ///
    /// - Parameter evidence: how far was searched, where searching showed it.
    package static func passed(_ clause: Clause, cases: Int, evidence: String? = nil) -> ClauseVerdict {
        ClauseVerdict(clause, .pass, blame: nil, cases: cases, evidence: evidence)
    }

    /// The clause was broken: `fail` for a MUST, `warn` for a SHOULD.
    ///
    /// - Parameter findings: what was seen; the first one is to blame.
    package static func broken(_ clause: Clause, cases: Int, findings: [Finding]) -> ClauseVerdict {
        let more = findings.count > 1 ? " (and \(findings.count - 1) more)" : ""
        return ClauseVerdict(
            clause, clause.level == .must ? .fail : .warn, blame: findings.first?.blame ?? .implementation,
            cases: cases, evidence: findings.first.map { $0.sentence + more }, findings: findings)
    }

    /// The clause was not, or not wholly, put to the test.
    ///
    /// - Parameters:
    ///   - cases: how many cases ran, and passed.
    ///   - reason: why the others did not.
    ///   - blame: whose fault that is, where it is anybody's.
    package static func skipped(
        _ clause: Clause, cases: Int = 0, because reason: String, blame: Blame? = nil
    ) -> ClauseVerdict {
        ClauseVerdict(clause, .skip, blame: blame, cases: cases, evidence: reason)
    }

    /// The clause was not, or not wholly, put to the test, for what kept some of its cases from being played.
    package static func skipped(_ clause: Clause, shortfall: Shortfall) -> ClauseVerdict {
        ClauseVerdict(
            clause, .skip, blame: nil, cases: shortfall.passed, evidence: shortfall.sentence,
            shortfall: shortfall)
    }

    /// Machine or suite broke down.
    package static func unknown(
        _ clause: Clause, cases: Int = 0, because reason: String, blame: Blame?, findings: [Finding] = []
    ) -> ClauseVerdict {
        ClauseVerdict(
            clause, .unknown, blame: blame, cases: cases, evidence: reason, findings: findings)
    }

    /// Says of a clause that the catalogue has no case for what it still waits.
    package static func waiting(_ clause: Clause) -> ClauseVerdict {
        let means = clause.shownBy.map { "\($0.name) (\($0.rawValue))" }.joined(separator: ", ")
        return skipped(clause, because: "no case shows it yet; it waits for \(means)")
    }
}

/// How often each verdict was given.
package struct VerdictCounts: Hashable, Sendable {
    private var counts: [Verdict: Int] = [:]

    /// Counts verdicts.
    package init(_ verdicts: some Sequence<ClauseVerdict>) {
        for verdict in verdicts { counts[verdict.verdict, default: 0] += 1 }
    }

    /// How often that verdict was given.
    package subscript(verdict: Verdict) -> Int { counts[verdict, default: 0] }

    /// How many verdicts there are.
    package var total: Int { counts.values.reduce(0, +) }
}
