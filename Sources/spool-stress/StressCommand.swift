internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// One run as the command line asks for it: starts the stage, shows what it tells, and says how it ended.
struct StressCommand {
    private let line: ParsedCommandLine
    private let plan: StressPlan
    private let repetition: String

    /// - Throws: `UsageError` where the command line is wrong.
    init(_ line: ParsedCommandLine, _ arguments: [String]) throws(UsageError) {
        self.line = line
        plan = try StressOptions.plan(line)
        var words = [ProgramArguments.all.first ?? "spool-stress"]
        if !line.has(StressOptions.seed) { words += ["--seed", String(plan.seed)] }
        repetition = AdapterCommand(words + arguments).description
    }

    /// - Returns: the exit status.
    func run(_ start: ToolStart) throws(UsageError) -> Int32 {
        var display = try StressDisplay(line, plan, repetition: repetition)
        let end: EndRequest
        do throws(Errno) {
            end = try EndRequest(start)
        } catch {
            StandardError.line("Error: cannot watch for Ctrl-C: \(error)")
            return 2
        }
        do throws(Interruption) {
            let result = try StressStageRun(plan).run(endDescriptor: end.descriptor) { message in
                do throws(Errno) {
                    try display.take(message)
                } catch {
                    // The stage ends with this process.
                    start.end(cannotWrite: "the report", error)
                }
            }
            return StressVerdict(result, plan).exitStatus
        } catch {
            display.clear()
            StandardError.write("Error: \(error.text)\n")
            return 2
        }
    }
}
