internal import SpoolSpec

/// Writes the Test Anything Protocol, version 14: a test point a clause, with a block of YAML for what went wrong.
///
/// TAP knows no warnings, but failures that do not count: a SHOULD that does not hold is one of those.
package struct TAPReporter: Reporter {
    private let replay: ReplayCommand
    private var run: RunRecord

    /// A report with those commands for whoever wants to see something again.
    package init(recorder: JudgedRecorder, replay: ReplayCommand) {
        self.replay = replay
        run = RunRecord(recorder: recorder)
    }

    package mutating func text(for event: SuiteEvent) -> String { run.take(event) ? document : "" }

    private var document: String {
        let verdicts = run.verdicts
        var lines = ["TAP version 14", "1..\(verdicts.count)", "# recorder: \(run.title)"]
        lines += run.notes.map { "# note: " + VerdictDetails.shown($0) }
        for (index, verdict) in verdicts.enumerated() { lines += point(verdict, number: index + 1) }
        if let breakage = run.breakage {
            lines.append("Bail out! " + VerdictDetails.shown(breakage.reason))
        } else {
            lines.append("# " + run.outcome.sentence)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func point(_ verdict: ClauseVerdict, number: Int) -> [String] {
        let clause = verdict.clause
        let name = "\(number) - \(clause.id) \(clause.profile.rawValue)"
        let reason = VerdictDetails.shown(verdict.evidence ?? "")
        switch verdict.verdict {
        case .pass: return ["ok \(name)"]
        case .skip: return ["ok \(name) # SKIP \(reason)"]
        case .warn: return ["not ok \(name) # todo a SHOULD, which decides nothing"] + block(verdict)
        case .fail, .unknown: return ["not ok \(name)"] + block(verdict)
        }
    }

    /// JSON is YAML: a quoted text needs no rules of its own.
    private func block(_ verdict: ClauseVerdict) -> [String] {
        var fields: [(String, JSONValue)] = [
            ("verdict", .string(verdict.verdict.rawValue)), ("clause", .string(verdict.clause.text)),
        ]
        if let blame = verdict.blame { fields.append(("blame", .string(blame.rawValue))) }
        if let evidence = verdict.evidence {
            fields.append(("message", .string(VerdictDetails.shown(evidence))))
        }
        if let finding = verdict.findings.first {
            fields.append(("expected", .string(VerdictDetails.shown(finding.expected))))
            fields.append(("found", .string(VerdictDetails.shown(finding.seen))))
            let complaints = VerdictDetails.complaints(of: finding)
            if !complaints.isEmpty {
                fields.append(("standard-error", .array(complaints.map(JSONValue.string))))
            }
        }
        if let command = replay.line(for: verdict) { fields.append(("again", .string(command))) }
        return ["  ---"] + fields.map { "  \($0): \($1.description)" } + ["  ..."]
    }
}
