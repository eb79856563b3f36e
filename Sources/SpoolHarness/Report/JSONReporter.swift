internal import SpoolSpec
internal import SpoolSystem

/// Writes for a program: one JSON object, when the run is over.
///
/// Every clause of the ledger is in it, in the ledger's order, whether it was asked for or not, so that two reports
/// can be laid side by side. Its members are what programs rely on, so nothing is ever added to it; whoever
/// wants more asks for the details.
package struct JSONReporter: Reporter {
    private let replay: ReplayCommand
    private let hasDetails: Bool
    private var recorder: JudgedRecorder
    private var asked: Set<ClauseID> = []
    private var verdicts: [ClauseID: ClauseVerdict] = [:]
    private var breakage: (reason: String, blame: Blame?)?

    /// A report with those commands for whoever wants to see something again.
    ///
    /// - Parameters:
    ///   - recorder: who is judged, as far as it is known before it answers.
    ///   - hasDetails: whether a clause also has `notes`, what its cases said on the way, and `schedules`, the
    ///     interleavings that break it, step by step.
    package init(recorder: JudgedRecorder, replay: ReplayCommand, hasDetails: Bool = false) {
        self.recorder = recorder
        self.replay = replay
        self.hasDetails = hasDetails
    }

    package mutating func text(for event: SuiteEvent) -> String {
        switch event {
        case .began(let recorder, let clauses, _):
            self.recorder = recorder
            asked = Set(clauses.map(\.id))
        case .noted, .caseBegan, .caseEnded: break
        case .decided(let verdict): verdicts[verdict.clause.id] = verdict
        case .brokenOff(let reason, let blame): breakage = (reason, blame)
        case .ended: return JSONValue.object(report).description + "\n"
        }
        return ""
    }

    private var report: JSONObject {
        let all = ClauseLedger.all.map(verdict)
        return [
            "format": 1,
            "recorder": [
                "name": Self.text(recorder.name), "version": Self.text(recorder.version),
                "language": Self.text(recorder.language),
                "command": .array(recorder.command.map { .string(PrintableText.spellingBytes($0)) }),
            ],
            "clauses": .array(all.map { .object(object($0)) }),
            "summary": .object(Self.summary(VerdictCounts(all))),
        ]
    }

    /// The verdict on a clause, also where none was given.
    private func verdict(on clause: Clause) -> ClauseVerdict {
        if let verdict = verdicts[clause.id] { return verdict }
        if let breakage, asked.isEmpty || asked.contains(clause.id) {
            return .unknown(clause, because: breakage.reason, blame: breakage.blame)
        }
        return asked.contains(clause.id)
            ? .unknown(clause, because: "the run ended without a verdict on it", blame: .suite)
            : .skipped(clause, because: "it was not asked for")
    }

    private func object(_ verdict: ClauseVerdict) -> JSONObject {
        let clause = verdict.clause
        var members: JSONObject = [
            "id": .string(clause.id.rawValue),
            "profile": .string(clause.profile.rawValue),
            "level": .string(clause.level.rawValue),
            "roles": .array(clause.roles.map { .string($0.rawValue) }),
            "verdict": .string(verdict.verdict.rawValue),
            "blame": Self.text(verdict.blame?.rawValue),
            "cases": .number(JSONNumber(verdict.cases)),
            "evidence": Self.text(verdict.evidence),
            "replay": Self.text(replay.line(for: verdict)),
        ]
        if hasDetails {
            members["notes"] = .array(verdict.findings.flatMap(\.notes).map(JSONValue.string))
            members["schedules"] = .array(verdict.findings.flatMap(\.exhibit).map(\.json))
        }
        return members
    }

    private static func summary(_ counts: VerdictCounts) -> JSONObject {
        JSONObject(members: Verdict.allCases.map { ($0.rawValue, .number(JSONNumber(counts[$0]))) })
    }

    private static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
}
