internal import SpoolCommandLine
internal import SpoolHarness
internal import SpoolSystem

/// The tool: many processes, one spool, every line accounted for.
@main
enum SpoolStress {
    static func main() {
        let start = ToolStart(isJudge: true)
        let arguments = Array(ProgramArguments.all.dropFirst())
        // The load is made by this program again, inside a private world.
        if arguments.first == StressStage.argument { ThisProcess.end(StressStage.run(arguments)) }
        do throws(UsageError) {
            ThisProcess.end(try run(arguments, start))
        } catch {
            StandardError.write("\(error)\n")
            ThisProcess.end(UsageError.exitStatus)
        }
    }

    /// - Returns: the exit status.
    private static func run(_ arguments: [String], _ start: ToolStart) throws(UsageError) -> Int32 {
        switch try StressOptions.definition.parse(arguments) {
        case .show(let text):
            do throws(Errno) {
                try StandardStream.output.write(text)
                return 0
            } catch {
                StandardError.line("Error: cannot write to standard output: \(error)")
                return 2
            }
        case .run(let line): return try StressCommand(line, arguments).run(start)
        }
    }
}
