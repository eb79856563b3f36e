internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSpec
internal import SpoolSystem

/// One run of the suite as the command line asks for it.
struct CheckRun {
    private let line: ParsedCommandLine
    private let selection: ClauseSelection
    private let options: SuiteOptions
    private let recorder: JudgedRecorder
    private let replay: ReplayCommand
    private let cases: [Case]
    private let baseline: Baseline?

    /// Reads the options that say how to judge.
    ///
    /// - Throws: `UsageError` where one of them is wrong.
    init(_ line: ParsedCommandLine, _ selection: ClauseSelection) throws(UsageError) {
        self.line = line
        self.selection = selection
        let candidate = SpoolCheck.candidate(line)
        var options = SuiteOptions(candidate: candidate)
        let seed = try line.integer(of: CheckOptions.seed, in: 0...Int.max)
        options.seed = UInt64(seed ?? 0)
        options.stagesMax = try line.integer(of: CheckOptions.jobs, in: 1...256)
        if let seconds = try line.integer(of: CheckOptions.deadline, in: 1...3600) {
            options.deadlineSeconds = Double(seconds)
            options.caseSecondsMax = max(options.caseSecondsMax, Double(seconds) * 4)
        }
        options.keepDirectory = line.value(of: CheckOptions.keep)
        options.search.clauses = selection.clauses.map(\.id)
        let suite = selection.suite
        cases = try Self.search(line, chosen: selection.cases, &options).filter { suite?.asks($0) ?? true }
        baseline = try Self.readBaseline(line)
        self.options = options
        recorder = JudgedRecorder(name: nil, version: nil, language: nil, command: candidate.arguments)
        replay = ReplayCommand(
            tool: ProgramArguments.all.first ?? CheckOptions.definition.name,
            options: Self.repeated(line, seed: seed), command: line.operands)
    }

    /// Judges and reports.
    ///
    /// - Returns: the exit status.
    func run(_ start: ToolStart) throws(UsageError) -> Int32 {
        var output = try ReportOutput(line, recorder: recorder, replay: replay)
        let end: EndRequest
        do throws(Errno) {
            end = try EndRequest(start)
        } catch {
            StandardError.line("Error: cannot watch for Ctrl-C: \(error)")
            return 2
        }
        var options = options
        options.endDescriptor = end.descriptor
        var verdicts: [ClauseVerdict] = []
        func take(_ event: SuiteEvent) {
            if case .decided(let verdict) = event { verdicts.append(verdict) }
            do throws(Errno) {
                try output.take(event)
            } catch {
                // Every stage ends with this process.
                start.end(cannotWrite: "the report", error)
            }
        }
        if !selection.cases.isEmpty {
            take(
                .noted(
                    "Only what --case names is played; a clause that holds there may break in its other cases."
                ))
        }
        let ending = SuiteRunner(options).run(
            selection.clauses, cases: cases, role: selection.role, take)
        if case .couldNotRun(let reason) = ending, !output.isRead {
            StandardError.write("Error: \(reason)\n")
        }
        end.endIfAsked()
        guard let baseline else {
            return SuiteOutcome(verdicts, brokenOff: ending != .complete).exitStatus
        }
        return status(verdicts, beside: baseline, brokenOff: ending != .complete)
    }

    /// The exit status where some failures were expected; what is new or stale is told.
    private func status(_ verdicts: [ClauseVerdict], beside baseline: Baseline, brokenOff: Bool) -> Int32 {
        let path = line.value(of: CheckOptions.baseline) ?? ""
        let stale = baseline.stale(verdicts)
        for id in stale {
            StandardError.line("Error: \(id) is listed in '\(path)' and holds now: take it out")
        }
        let others = baseline.unexpected(verdicts)
        let count = baseline.expectedCount(verdicts)
        StandardError.line(
            "\(count) of the failures \(count == 1 ? "was" : "were") expected by '\(path)'.")
        if !stale.isEmpty { return 1 }
        if others.isEmpty && !brokenOff && count > 0 { return 0 }
        return SuiteOutcome(others, brokenOff: brokenOff).exitStatus
    }

    private static func readBaseline(_ line: ParsedCommandLine) throws(UsageError) -> Baseline? {
        guard let path = line.value(of: CheckOptions.baseline) else { return nil }
        let bytes: [UInt8]
        do throws(Errno) {
            bytes = try Descriptor.open(path, [.readOnly]).readAll(limit: 1 << 20)
        } catch { throw line.definition.error("cannot read '\(path)': \(error)") }
        do throws(BaselineError) {
            return try Baseline(text: String(decoding: bytes, as: UTF8.self))
        } catch { throw line.definition.error("'\(path)', \(error)") }
    }

    /// Whether schedules are searched for the clauses that are asked for. The wire profile is about one worker or client
    /// at a time: for its clauses alone that is done only where a budget says so.
    private static func searchesUnasked(_ line: ParsedCommandLine, _ options: SuiteOptions) -> Bool {
        guard !line.has(CheckOptions.budget), let asked = options.search.clauses else { return true }
        return asked.contains { ClauseLedger[$0]?.profile != .wire }
    }

    /// Reads how far schedules are to be searched.
    ///
    /// - Returns: the cases that are to be played.
    private static func search(
        _ line: ParsedCommandLine, chosen: [Case], _ options: inout SuiteOptions
    ) throws(UsageError) -> [Case] {
        let budget = try line.integer(of: CheckOptions.budget, in: 0...86_400) ?? CheckOptions.defaultBudget
        let named = line.values(of: CheckOptions.scenario)
        let scenarios = Scenario.all.filter { scenario in
            scenario.judges.contains { options.search.clauses?.contains($0) ?? true }
                && (named.isEmpty || named.contains { $0.utf8.elementsEqual(scenario.name.utf8) })
                && (chosen.isEmpty
                    || chosen.contains { $0.name == Catalogue.named(scenario: scenario.name)?.name })
        }
        let stages = min(options.stagesMax ?? Machine.processors, max(1, scenarios.count))
        options.search.seconds = Double(budget * stages) / Double(max(1, scenarios.count))
        if let way = line.value(of: CheckOptions.search).flatMap(SearchStrategy.init) {
            options.search.strategy = way
        }
        if let count = try line.integer(of: CheckOptions.preemptions, in: 0...20) {
            options.search.preemptions = count
        }
        if let count = try line.integer(of: CheckOptions.crashes, in: 0...4) {
            options.search.crashes = count
        }
        if let count = try line.integer(of: CheckOptions.faults, in: 0...4) { options.search.faults = count }
        guard let (scenario, tape) = try line.replayed() else {
            if !chosen.isEmpty { return chosen }
            if named.isEmpty { return searchesUnasked(line, options) ? Catalogue.all : Catalogue.unsearched }
            return scenarios.compactMap { Catalogue.named(scenario: $0.name) }
        }
        options.search.replay = tape
        return [Catalogue.named(scenario: scenario.name)].compactMap(\.self)
    }

    /// The options without which a clause's verdict could come out otherwise.
    private static func repeated(_ line: ParsedCommandLine, seed: Int?) -> [String] {
        var words: [String] = []
        if let seed { words += ["--seed", String(seed)] }
        for option in [CheckOptions.role, CheckOptions.deadline] {
            if let value = line.value(of: option) { words += [option.name, value] }
        }
        return words
    }
}
