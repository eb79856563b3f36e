internal import SpoolSpec

/// Writes workflow commands of GitHub's: an annotation for each clause that does not hold, and the outcome.
package struct GitHubReporter: Reporter {
    private let replay: ReplayCommand
    private var run: RunRecord

    /// A report with those commands for whoever wants to see something again.
    package init(recorder: JudgedRecorder, replay: ReplayCommand) {
        self.replay = replay
        run = RunRecord(recorder: recorder)
    }

    package mutating func text(for event: SuiteEvent) -> String { run.take(event) ? document : "" }

    private var document: String {
        var lines = run.notes.map { Self.command("notice", title: "spool-check", VerdictDetails.shown($0)) }
        for verdict in run.verdicts {
            let kind =
                switch verdict.verdict {
                case .pass, .skip: ""
                case .fail: "error"
                case .warn, .unknown: "warning"
                }
            if kind.isEmpty { continue }
            // What the run's end left open is told once, below.
            if verdict.verdict == .unknown && run.breakage != nil && verdict.cases == 0 { continue }
            let clause = verdict.clause
            let title = "\(clause.id) \(verdict.verdict.rawValue) (\(clause.profile.rawValue))"
            lines.append(
                Self.command(
                    kind, title: title,
                    VerdictDetails.lines(verdict, replay: replay).joined(separator: "\n")))
        }
        if let breakage = run.breakage {
            lines.append(
                Self.command("error", title: "The run was broken off", VerdictDetails.shown(breakage.reason)))
        }
        lines.append(Self.command("notice", title: "spool-check: " + run.title, run.outcome.sentence))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func command(_ kind: String, title: String, _ message: String) -> String {
        "::\(kind) title=\(escaped(title, alsoProperty: true))::\(escaped(message, alsoProperty: false))"
    }

    /// A command is one line, and a property ends at a comma or colon.
    private static func escaped(_ text: String, alsoProperty: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where alsoProperty: escaped += "%3A"
            case "," where alsoProperty: escaped += "%2C"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
