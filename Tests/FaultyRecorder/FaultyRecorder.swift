internal import Glibc
internal import RecorderAdapter
internal import SpoolSpec
internal import SpoolSystem

/// A recorder with one thing wrong, under the driver protocol; or, with `--list`, what can be wrong.
@main
enum FaultyRecorder {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let name = arguments.first, arguments.count == 1 else {
            StandardError.write("usage: FaultyRecorder FAULT, or FaultyRecorder --list\n")
            ThisProcess.end(64)
        }
        if name.isSameText(as: "--list") {
            let list = JSONValue.array(Fault.all.map(\.json)).encoded() + [0x0A]
            ThisProcess.end((try? RawFile.writeAll(1, list)) == nil ? 1 : 0)
        }
        guard let spoil = Control.sabotage(named: name) else {
            StandardError.write("there is no fault '\(name)'; FaultyRecorder --list tells all\n")
            ThisProcess.end(64)
        }
        ThisProcess.end(run(name, spoil))
    }

    private static func run(_ name: String, _ spoil: (Sabotage) -> Void) -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        let environment = Environment.inherited
        let settings = AdapterSettings(name: "faulty: \(name)", version: "0") { environment[$0] }
        let sabotage = Sabotage(settings)
        spoil(sabotage)
        var program = AdapterProgram(
            sabotage.settings, makeKernel: { _ in FaultyKernel(sabotage: sabotage) }, hooks: sabotage.hooks)
        return program.run(input: 0, output: 1)
    }
}
