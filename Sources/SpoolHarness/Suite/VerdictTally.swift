package import SpoolSpec

/// Gathers the results of the cases that judge one clause, until its verdict is known.
package struct VerdictTally {
    private let clause: Clause
    /// Cases whose results are still to come.
    private var awaited: Set<String>
    private let total: Int
    private var passed = 0
    private var findings: [Finding] = []
    /// How far the cases searched that passed.
    private var reaches: [String] = []
    /// Cases that could not be run or not be finished, with what speaks for it.
    private var skipped: [(name: String, reason: String)] = []
    private var unknown: [(name: String, ending: CaseEnding)] = []
    /// Cases that follow system calls, of a clause that other cases show without that, where they could not be followed.
    private var beside: [(name: String, ending: CaseEnding)] = []

    /// - Parameter cases: the names of the cases that judge the clause.
    package init(_ clause: Clause, cases: [String]) {
        self.clause = clause
        awaited = Set(cases)
        total = cases.count
    }

    /// Takes a case's result.
    ///
    /// - Returns: the verdict, where this was the last result that it waited for.
    package mutating func take(_ result: CaseResult) -> ClauseVerdict? {
        guard awaited.remove(result.name) != nil else { return nil }
        let own = result.violations.filter { $0.clause == clause.id }
        findings += own.map { violation in
            Finding(
                caseName: result.name, expected: violation.expected, seen: violation.seen,
                notes: result.notes, exhibit: violation.exhibit, replay: violation.replay,
                standardError: result.standardError)
        }
        if let ending = result.ending {
            take(ending, of: result, hasFinding: !own.isEmpty)
        } else if own.isEmpty {
            passed += 1
            if let reach = result.reach { reaches.append(reach) }
        }
        return awaited.isEmpty ? verdict : nil
    }

    private mutating func take(_ ending: CaseEnding, of result: CaseResult, hasFinding: Bool) {
        if ending.isUncontrolled, !needsTracer {
            beside.append((result.name, ending))
        } else if ending.isSkip {
            skipped.append((result.name, ending.text))
        } else if ending.isBroken {
            // Another clause of the same case is broken, so this one was not wholly looked at.
            if !hasFinding {
                let others = Set(result.violations.map(\.clause.rawValue)).sorted().joined(separator: ", ")
                skipped.append((result.name, "\(ending.text) (\(others))"))
            }
        } else if ending.blame == .implementation || ending.blame == .adapter {
            findings.append(
                Finding(
                    caseName: result.name, expected: "the case to run to its end", seen: ending.text,
                    blame: ending.blame ?? .adapter, notes: result.notes,
                    standardError: result.standardError))
        } else {
            unknown.append((result.name, ending))
        }
    }

    /// Whether the clause is shown by nothing without looking at system calls.
    private var needsTracer: Bool {
        !clause.shownBy.contains(.blackBox)
            || !Set(clause.shownBy).isDisjoint(with: [.trace, .interleaving, .crash])
    }

    /// The verdict on what has come so far.
    package var verdict: ClauseVerdict {
        let ran = total - awaited.count - skipped.count - beside.count
        if total == 0 { return .waiting(clause) }
        if !findings.isEmpty {
            // First what can be shown again call by call, the simplest of it before all.
            let replayable = findings.filter { $0.replay != nil }.sorted { $0.size < $1.size }
            let ordered = replayable + findings.filter { $0.replay == nil }
            return .broken(clause, cases: ran, findings: ordered)
        }
        if let first = unknown.first ?? (passed == 0 && skipped.isEmpty ? beside.first : nil) {
            let more = unknown.count > 1 ? " (and \(unknown.count - 1) more)" : ""
            return .unknown(
                clause, cases: ran, because: "\(first.name): \(first.ending.text)\(more)",
                blame: first.ending.blame)
        }
        if !skipped.isEmpty {
            return .skipped(
                clause, shortfall: Shortfall(passed: passed, total: total, skipped: skipped))
        }
        let evidence = reaches.sorted() + beside.map { "not \($0.name), for \($0.ending.text)" }
        return .passed(
            clause, cases: passed, evidence: evidence.isEmpty ? nil : evidence.joined(separator: "; "))
    }
}
