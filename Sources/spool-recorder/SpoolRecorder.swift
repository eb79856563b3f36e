internal import RecorderAdapter
internal import ReferenceRecorder
internal import SpoolCommandLine
internal import SpoolSystem

/// The tool: `record` follows a live server, `status` and `clean` look after its spool, `adapter` puts the reference
/// recorder under test.
@main
enum SpoolRecorder {
    static let adapter = CommandDefinition(
        name: "spool-recorder adapter", version: PackageVersion.text, synopsis: "",
        summary: """
            Speaks version 1 of the driver protocol on standard input and output: this is how spool-check and \
            spool-stress judge the reference recorder.
            """,
        sections: [
            .init(
                "Environment",
                [
                    "SPOOL_DIR    the spool directory, instead of /run/pve-api-record",
                    "SPOOL_GROUP  the workers' group, instead of www-data",
                    "SPOOL_LIMIT  bytes that one recording may take of the file system",
                ])
        ])

    static let tool = CommandDefinition(
        name: "spool-recorder", version: PackageVersion.text, synopsis: "COMMAND [OPTIONS]",
        summary: "The reference recorder of the spool protocol.",
        subcommands: [RecordOptions.definition, StatusCommand.definition, CleanCommand.definition, adapter])

    static func main() {
        let start = ToolStart(isJudge: false)
        do throws(UsageError) {
            switch try tool.parse(Array(ProgramArguments.all.dropFirst())) {
            case .show(let text):
                do throws(Errno) {
                    try StandardStream.output.write(text)
                } catch { start.end(cannotWrite: "to standard output", error) }
            case .run(let line) where line.definition.name == adapter.name:
                runAdapter()
            case .run(let line) where line.definition.name == CleanCommand.definition.name:
                ThisProcess.end(try CleanCommand(line).run())
            case .run(let line) where line.definition.name == StatusCommand.definition.name:
                ThisProcess.end(try StatusCommand(line).run())
            case .run(let line):
                ThisProcess.end(try RecordCommand(line).run(start))
            }
        } catch {
            StandardError.write("\(error)\n")
            ThisProcess.end(UsageError.exitStatus)
        }
    }

    private static func runAdapter() -> Never {
        let environment = Environment.inherited
        let settings = AdapterSettings(name: "reference", version: PackageVersion.text) { environment[$0] }
        var program = AdapterProgram(settings) { LiveKernel(path: $0.directory) }
        // A quiet death: what the recorder holds goes with the process, not before it.
        ThisProcess.end(program.run(input: 0, output: 1))
    }
}
