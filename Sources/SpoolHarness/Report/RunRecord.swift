internal import SpoolSpec
internal import SpoolSystem

/// What a run has come to, for the reports that are written when it is over.
struct RunRecord {
    /// Who is judged.
    private(set) var recorder: JudgedRecorder
    /// What a reader should know before the verdicts.
    private(set) var notes: [String] = []
    /// Why the run ended early, where it did, and whose fault that is.
    private(set) var breakage: (reason: String, blame: Blame?)?
    private var asked: [Clause] = []
    private var decided: [ClauseID: ClauseVerdict] = [:]

    init(recorder: JudgedRecorder) { self.recorder = recorder }

    /// Takes the next event.
    ///
    /// - Returns: whether it was the last.
    mutating func take(_ event: SuiteEvent) -> Bool {
        switch event {
        case .began(let recorder, let clauses, _):
            self.recorder = recorder
            asked = clauses
        case .noted(let text): notes.append(text)
        case .decided(let verdict): decided[verdict.clause.id] = verdict
        case .brokenOff(let reason, let blame): breakage = (reason, blame)
        case .caseBegan, .caseEnded: break
        case .ended: return true
        }
        return false
    }

    /// The verdicts on all clauses that were asked for, in the ledger's order; what a broken run left open is
    /// unknown.
    var verdicts: [ClauseVerdict] {
        let reason = breakage?.reason ?? "the run ended without a verdict on it"
        let others = decided.values.map(\.clause).filter { clause in !asked.contains { $0.id == clause.id } }
        return (asked + others).sorted { $0.id < $1.id }.map { clause in
            decided[clause.id]
                ?? .unknown(clause, because: reason, blame: breakage.map(\.blame) ?? .suite)
        }
    }

    /// What it comes to: told of the clauses that were decided.
    var outcome: SuiteOutcome { SuiteOutcome(Array(decided.values), brokenOff: breakage != nil) }

    /// The recorder's name, version and language, as far as they are known.
    var title: String { recorder.title }
}

extension JudgedRecorder {
    /// Name, version and language in one line, as far as they are known.
    var title: String {
        let known = [name, version].compactMap(\.self).joined(separator: " ")
        if known.isEmpty { return "a recorder that did not introduce itself" }
        return PrintableText.shown(known + (language.map { " (\($0))" } ?? ""))
    }
}
