package import SpoolSpec

/// What a run comes to, clause by clause and as a whole.
package struct StressVerdict {
    private let result: StressResult
    private let plan: StressPlan

    package init(_ result: StressResult, _ plan: StressPlan) {
        self.result = result
        self.plan = plan
    }

    /// The clauses that a run can judge, each with what was learned.
    package var clauses: [(id: ClauseID, verdict: Verdict, entry: ClauseTally.Entry)] {
        let known = Set(ClauseTally.clauses + Array(result.tally.entries.keys))
        return known.sorted().map { id in
            let entry = result.tally.entries[id] ?? .init()
            let verdict: Verdict
            if entry.violations > 0 {
                verdict = ClauseLedger[id]?.level == .should ? .warn : .fail
            } else {
                verdict = entry.chances > 0 ? .pass : .unknown
            }
            return (id, verdict, entry)
        }
    }

    /// Whether anything was learned: events reached recordings and were read.
    package var hasLearned: Bool {
        result.troubles.isEmpty && (!plan.verifies || result.tally.entries["APPEND-2"]?.chances ?? 0 > 0)
    }

    /// 0: no violation; 1: one or more; 2: nothing was learned.
    package var exitStatus: Int32 {
        if clauses.contains(where: { $0.verdict == .fail }) { return 1 }
        return hasLearned ? 0 : 2
    }

    /// The verdict in a sentence.
    package var sentence: String {
        let broken = clauses.filter { $0.verdict == .fail }
        if !broken.isEmpty {
            let names = broken.map(\.id.rawValue).joined(separator: ", ")
            return "\(result.tally.violations) violations of \(names)."
        }
        if !result.troubles.isEmpty { return "Nothing sound was learned: \(result.troubles[0])" }
        if !plan.verifies { return "Nothing was verified, as was asked." }
        if !hasLearned { return "Nothing was learned: no event reached a recording." }
        return "No violation in \(result.counters.linesVerified) lines."
    }
}
