internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSpec
internal import SpoolSystem

/// The tool: judges a recorder clause by clause.
@main
enum SpoolCheck {
    static func main() {
        let start = ToolStart(isJudge: true)
        let arguments = Array(ProgramArguments.all.dropFirst())
        // A stage is this program again, inside the private world of one case.
        if arguments.first == StageProgram.argument {
            ThisProcess.end(StageProgram.run(arguments, cases: Catalogue.all + [TwoRecorders.sessions]))
        }
        do throws(UsageError) {
            ThisProcess.end(try run(arguments, start))
        } catch {
            StandardError.write("\(error)\n")
            ThisProcess.end(UsageError.exitStatus)
        }
    }

    /// - Returns: the exit status.
    private static func run(_ arguments: [String], _ start: ToolStart) throws(UsageError) -> Int32 {
        switch try CheckOptions.definition.parse(arguments) {
        case .show(let text):
            return show(text)
        case .run(let line):
            if line.has(CheckOptions.compare) { return try compare(arguments) }
            if let id = line.value(of: CheckOptions.explain) {
                if id == MachinePage.name { return show(MachinePage.text(columns: pages.columns)) }
                return show(pages.explain(try ClauseSelection.clauses(matching: id, line)))
            }
            if let other = line.value(of: CheckOptions.against) {
                return try AgainstCommand(other, line).run()
            }
            let selection = try ClauseSelection(line)
            if line.has(CheckOptions.list) { return show(try list(selection.clauses, line)) }
            return try CheckRun(line, selection).run(start)
        }
    }

    /// Behind `--compare` there is no adapter's command: what looks like an option is one.
    private static func compare(_ arguments: [String]) throws(UsageError) -> Int32 {
        let rest = arguments.filter { $0 != CheckOptions.compare.name }
        switch try CompareCommand.definition.parse(rest) {
        case .show(let text): return show(text)
        case .run(let line): return try CompareCommand(line).run()
        }
    }

    private static func list(_ clauses: [Clause], _ line: ParsedCommandLine) throws(UsageError) -> String {
        switch line.value(of: CheckOptions.format).flatMap(ReportFormat.init) {
        case nil, .text: return pages.list(clauses, withCases: line.has(CheckOptions.verbose))
        case .markdown: return LedgerMarkdown.pages(clauses)
        case .some: throw line.definition.error("'--list' writes text or markdown")
        }
    }

    private static var pages: LedgerPages {
        var cases: [ClauseID: [String]] = [:]
        for entry in Catalogue.all {
            for clause in entry.judges { cases[clause, default: []].append(entry.name) }
        }
        let terminal = Terminal(of: .output)
        return LedgerPages(cases: cases, columns: terminal.isTerminal ? min(terminal.columns, 100) : 80)
    }

    /// The recorder that is to be judged: by default the reference. Where that cannot be found the command line is not to
    /// blame, and the process ends with status 2.
    static func candidate(_ line: ParsedCommandLine) -> AdapterCommand {
        guard line.operands.isEmpty else { return AdapterCommand(line.operands) }
        do throws(Interruption) {
            return try .reference()
        } catch {
            StandardError.write("Error: \(PrintableText.shown(error.text))\n")
            ThisProcess.end(2)
        }
    }

    /// Writes to standard output.
    ///
    /// - Returns: the exit status.
    static func show(_ text: String) -> Int32 {
        do throws(Errno) {
            try StandardStream.output.write(text)
            return 0
        } catch {
            StandardError.line("Error: cannot write to standard output: \(error)")
            return 2
        }
    }
}
