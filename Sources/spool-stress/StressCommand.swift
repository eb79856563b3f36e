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
        var words = [CommandLine.arguments.first ?? "spool-stress"]
        if !line.has(StressOptions.seed) { words += ["--seed", String(plan.seed)] }
        repetition = AdapterCommand(words + arguments).description
    }

    /// - Returns: the exit status.
    func run() throws(UsageError) -> Int32 {
        SignalWatch.ignoreBrokenPipes()
        var display = try StressDisplay(line, plan, repetition: repetition)
        let end: EndRequest
        do throws(Errno) {
            end = try EndRequest()
        } catch {
            StandardError.write("Error: cannot watch for Ctrl-C: \(error)\n")
            return 2
        }
        do throws(Interruption) {
            let result = try StressStageRun(plan).run(endDescriptor: end.descriptor) { message in
                do throws(Errno) {
                    try display.take(message)
                } catch {
                    // Nobody reads any more: that is the end, and the stage ends with this process.
                    if error == .brokenPipe { SignalWatch.end(by: Signal.pipe.rawValue) }
                    StandardError.write("Error: cannot write the report: \(error)\n")
                    ThisProcess.end(2)
                }
            }
            return StressVerdict(result, plan).exitStatus
        } catch {
            display.clear()
            StandardError.write("Error: \(PrintableText.shown(error.text, keepingLines: true))\n")
            return 2
        }
    }
}
