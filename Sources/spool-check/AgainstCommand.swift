internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSpec
internal import SpoolSystem

/// `spool-check --against`: the same sessions for two recorders, which must leave the same in their spools.
struct AgainstCommand {
    private let options: SuiteOptions

    /// Reads the options.
    ///
    /// - Parameters:
    ///   - other: the other recorder's command, split at blanks.
    ///   - line: all of the command line.
    /// - Throws: `UsageError` where one of them is wrong.
    init(_ other: String, _ line: ParsedCommandLine) throws(UsageError) {
        let words = other.split(separator: " ").map(String.init)
        if words.isEmpty { throw line.definition.error("--against names no command") }
        var options = SuiteOptions(candidate: SpoolCheck.candidate(line))
        options.reference = AdapterCommand(words)
        options.seed = UInt64(try line.integer(of: CheckOptions.seed, in: 0...Int.max) ?? 0)
        let budget = try line.integer(of: CheckOptions.budget, in: 0...86_000)
        options.search.seconds = Double(budget ?? CheckOptions.defaultBudget)
        self.options = options
    }

    /// Plays and tells.
    ///
    /// - Returns: the exit status: 0 where they are alike, 1 where they differ, 2 where one of them cannot be run.
    func run() -> Int32 {
        let run = StageRun(options: options)
        let preflight = run.preflight()
        if let obstacle = preflight.obstacle { return fail(obstacle.reason + "\n" + preflight.standardError) }
        let result = run.play(TwoRecorders.sessions, preflight: preflight)
        let sessions = result.reach ?? "no session"
        for violation in result.violations {
            let text = "\(violation.expected) expected, but\n\(violation.seen)"
            let status = SpoolCheck.show(PrintableText.shown(text, keepingLines: true) + "\n")
            if status != 0 { return status }
        }
        if !result.violations.isEmpty { return SpoolCheck.show("They differ; \(sessions).\n") == 0 ? 1 : 2 }
        if let ending = result.ending {
            return fail(([ending.text] + result.notes + [result.standardError]).joined(separator: "\n"))
        }
        return SpoolCheck.show("They are alike in \(sessions).\n")
    }

    private func fail(_ text: String) -> Int32 {
        StandardError.write("Error: \(text)\n")
        return 2
    }
}
