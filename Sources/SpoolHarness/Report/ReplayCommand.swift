package import SpoolSpec

/// How a person shows one clause's verdict again, as one line to paste into a shell.
package struct ReplayCommand: Hashable, Sendable {
    /// How the tool was called: its own first argument.
    package var tool: String
    /// Options that every such line needs, a seed for instance.
    package var options: [String]
    /// The adapter's argument vector; empty for the reference recorder.
    package var command: [String]

    /// A tool, what it is told besides the clause, and the adapter that it judges.
    package init(tool: String, options: [String] = [], command: [String]) {
        self.tool = tool
        self.options = options
        self.command = command
    }

    /// The line for one clause.
    package func line(for clause: ClauseID) -> String {
        line(["--clause", clause.rawValue])
    }

    private func line(_ what: [String]) -> String {
        let words = [tool] + what + options + (command.isEmpty ? [] : ["--"] + command)
        return AdapterCommand(words).description
    }

    /// The line for a verdict that somebody may want to see again; `nil` for the others.
    package func line(for verdict: ClauseVerdict) -> String? {
        switch verdict.verdict {
        case .fail, .warn, .unknown:
            if let finding = verdict.findings.first {
                line(finding.replay.map { ["--replay", $0] } ?? ["--case", finding.caseName])
            } else {
                line(for: verdict.clause.id)
            }
        case .pass, .skip: nil
        }
    }
}
