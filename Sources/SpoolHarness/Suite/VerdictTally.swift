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
    private var remarks: [String] = []
    /// How far schedules were searched, whatever came of it.
    private var extents: [SearchExtent] = []
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
        if let extent = result.extent { extents.append(extent) }
        if let ending = result.ending {
            take(ending, of: result, hasFinding: !own.isEmpty)
        } else if own.isEmpty {
            passed += 1
            if let reach = result.extent?.sentence ?? result.reach { reaches.append(reach) }
            if result.extent == nil, let reach = result.reach { remarks.append(reach) }
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
        var verdict = judgement
        verdict.extents = extents
        return verdict
    }

    private var judgement: ClauseVerdict {
        let ran = total - awaited.count - skipped.count - beside.count
        if total == 0 { return .waiting(clause) }
        if !findings.isEmpty {
            // Cases end in any order; the same run gives the same report.
            let byName = findings.enumerated().sorted {
                ($0.element.caseName, $0.offset) < ($1.element.caseName, $1.offset)
            }.map(\.element)
            // First what can be shown again call by call, the simplest of it before all.
            let replayable = byName.filter { $0.replay != nil }.sorted { $0.size < $1.size }
            return .broken(clause, cases: ran, findings: replayable + byName.filter { $0.replay == nil })
        }
        if let first = unknown.min(by: { $0.name < $1.name })
            ?? (passed == 0 && skipped.isEmpty ? beside.first : nil)
        {
            let more = unknown.count > 1 ? " (and \(unknown.count - 1) more)" : ""
            return .unknown(
                clause, cases: ran, because: "\(first.name): \(first.ending.text)\(more)",
                blame: first.ending.blame)
        }
        if !skipped.isEmpty {
            return .skipped(
                clause,
                shortfall: Shortfall(
                    passed: passed, total: total, skipped: skipped.sorted { $0.name < $1.name }))
        }
        let missing = beside.map { "not \($0.name), for \($0.ending.text)" }.sorted()
        let evidence = reaches.sorted() + missing
        var verdict = ClauseVerdict.passed(
            clause, cases: passed, evidence: evidence.isEmpty ? nil : evidence.joined(separator: "; "))
        verdict.remarks = remarks.sorted() + missing
        return verdict
    }
}
