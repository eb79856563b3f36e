internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSpec

/// What `spool-check` can be told.
enum CheckOptions {
    static let profile = CommandOption.value(
        "--profile", "PROFILE", choices: Profile.allCases.map(\.rawValue), "judge this profile only"
    )
    static let clause = CommandOption.value(
        "--clause", "ID", repeatable: true,
        "judge this clause only, or those whose ids begin so: LOCK-1, LOCK, REU")
    static let namedCase = CommandOption.value(
        "--case", "NAME", repeatable: true,
        "play this case only, or those whose names begin so (--list -v has them)")
    static let role = CommandOption.value(
        "--role", "ROLE", choices: Role.allCases.map(\.rawValue), "judge this role only")
    static let suite = CommandOption.value(
        "--suite", "VERSION", choices: SuiteVersion.all.map(\.name),
        "judge the clauses of that version")
    static let baseline = CommandOption.value(
        "--baseline", "FILE", "expect the failures listed there, CLAUSE fail a line")
    static let list = CommandOption.flag(
        "--list", "list the clauses; in markdown with all that they say")
    static let explain = CommandOption.value(
        "--explain", "ID", "explain a clause, or 'machines' (what they lack)")
    static let compare = CommandOption.flag(
        "--compare", "lay reports side by side: --compare A.json B.json")
    static let against = CommandOption.value(
        "--against", "COMMAND",
        "say where that recorder differs in the same sessions")
    static let format = CommandOption.value(
        "--format", "FORMAT", choices: ReportFormat.allCases.map(\.rawValue), "how the report is written")
    static let output = CommandOption.value(
        "--output", "FILE", "write the report there, progress to the terminal")
    static let quiet = CommandOption.flag(
        "--quiet", short: "-q", "say only what does not hold, and what it comes to")
    static let verbose = CommandOption.flag(
        "--verbose", short: "-v", "say each pass and finding too, and all of a search")
    static let seed = CommandOption.value(
        "--seed", "N", "draw what is left to chance from this (default 0)")
    static let keep = CommandOption.value(
        "--keep", "DIR", "keep there the spool and talk of cases that go wrong")
    static let jobs = CommandOption.value(
        "--jobs", short: "-j", "N", "run so many cases at a time")
    static let deadline = CommandOption.value(
        "--deadline", "SECONDS", "how long the adapter may take for a reply (default 5)")

    static let budget = CommandOption.value(
        "--budget", "SECONDS",
        "search for so long in all (default \(defaultBudget); wire only: 0)")
    static let preemptions = CommandOption.value(
        "--preemptions", "N", "search with up to so many preemptions (default 2)")
    static let crashes = CommandOption.value(
        "--crashes", "N", "and with up to so many processes killed (default 1)")
    static let faults = CommandOption.value(
        "--faults", "N", "and with so many calls made to fail (default 1)")
    static let search = CommandOption.value(
        "--search", "WAY", choices: SearchStrategy.allCases.map(\.rawValue),
        "try schedules in this order: all within the bounds, then samples (bounded, the default), or samples only"
    )
    static let scenario = CommandOption.value(
        "--scenario", "NAME", choices: Scenario.all.map(\.name), repeatable: true,
        "search the schedules of this scenario only, and play no other case"
    )
    static let replay = CommandOption.value(
        "--replay", "TOKEN", "play the schedule again that a report names")

    /// Seconds for searching where nobody says otherwise.
    static let defaultBudget = 30

    static let definition = CommandDefinition(
        name: "spool-check", version: PackageVersion.text,
        synopsis: "[OPTIONS] [--] [COMMAND [ARGUMENT ...]]",
        summary: """
            Judges a recorder clause by clause. COMMAND starts its adapter, a program that obeys the driver \
            protocol on its standard input; without one the reference recorder is judged.
            """,
        options: [
            profile, clause, namedCase, role, suite, baseline, list, explain, compare, against, format,
            output, quiet,
            verbose, seed, keep,
            jobs, deadline,
            budget, scenario, search, preemptions, crashes, faults, replay,
        ],
        operands: .command,
        sections: [
            .init(
                "Exit status",
                [
                    "0   every MUST that was judged holds (what was skipped is told)",
                    "1   a MUST does not hold, or what the baseline lists holds now",
                    "2   the adapter could not be run, or no sound verdict was reached",
                    "64  wrong usage",
                ])
        ])
}

/// The forms in which a report is written.
enum ReportFormat: String, CaseIterable {
    case text, json, junit, tap, markdown, github, html
    /// JSON with the notes and the schedules that the exact form has no room for.
    case jsonDetails = "json-details"
}

/// Which clauses are asked for.
struct ClauseSelection {
    /// In the ledger's order.
    let clauses: [Clause]
    /// The cases that are asked for by name; empty where none is.
    let cases: [Case]
    /// The one role whose cases are run, or `nil` for all.
    let role: Role?
    /// The version of the suite that is asked for, or `nil` for the newest.
    let suite: SuiteVersion?

    /// Reads the options that choose clauses.
    ///
    /// - Throws: `UsageError` where an id fits none, or nothing is left.
    init(_ line: ParsedCommandLine) throws(UsageError) {
        if let scenario = try line.replayed() {
            clauses = ClauseLedger.all.filter { scenario.0.judges.contains($0.id) }
            cases = []
            role = nil
            suite = nil
            return
        }
        let profile = line.value(of: CheckOptions.profile).flatMap(Profile.init)
        let role = line.value(of: CheckOptions.role).flatMap(Role.init)
        var wanted: Set<ClauseID> = []
        for prefix in line.values(of: CheckOptions.clause) {
            wanted.formUnion(try Self.clauses(matching: prefix, line).map(\.id))
        }
        let suite = line.value(of: CheckOptions.suite).flatMap(SuiteVersion.named)
        let cases = try line.namedCases()
        // Of no other clause a scenario that is played alone can say anything.
        let scenarios = line.values(of: CheckOptions.scenario).compactMap { Scenario.named($0) }
        clauses = ClauseLedger.all.filter { clause in
            (scenarios.isEmpty || scenarios.contains { $0.judges.contains(clause.id) })
                && (cases.isEmpty || cases.contains { $0.judges.contains(clause.id) })
                && (suite?.clauses.contains(clause.id) ?? true)
                && (wanted.isEmpty || wanted.contains(clause.id))
                && (profile == nil || clause.profile == profile)
                && (role.map(clause.roles.contains) ?? true)
        }
        self.cases = cases
        self.role = role
        self.suite = suite
        if clauses.isEmpty {
            throw line.definition.error(
                "no clause is in all that --clause, --case, --profile, --role, --suite and --scenario ask for"
            )
        }
    }

    /// The clauses that an id, or the beginning of one, means.
    ///
    /// - Throws: `UsageError`, with what may have been meant, where there is none.
    static func clauses(matching prefix: String, _ line: ParsedCommandLine) throws(UsageError) -> [Clause] {
        let found = ClauseLedger.clauses(matching: prefix)
        if found.isEmpty {
            let names = ClauseLedger.all.map(\.id.rawValue) + ClauseLedger.groups.map(\.name)
            throw line.definition.error(
                "no clause begins with '\(prefix)'",
                suggestions: Suggestions.nearest(to: prefix, among: names))
        }
        return found
    }
}

extension ParsedCommandLine {
    /// The schedule that is to be played again, where one is.
    ///
    /// - Throws: `UsageError` where the token is none.
    func replayed() throws(UsageError) -> (Scenario, Tape)? {
        guard let text = value(of: CheckOptions.replay) else { return nil }
        do throws(ReplayTokenError) {
            let token = try ReplayToken(text, scenarios: Scenario.all.map(\.name))
            guard let scenario = Scenario.named(token.scenario) else {
                throw .unknownScenario(token.scenario)
            }
            return (scenario, token.tape)
        } catch { throw definition.error("'\(text)' is no replay token: \(error)") }
    }
}
