import Glibc
import SpoolHarness
import SpoolSystem

extension Probe {
    /// Starts adapters as other users and under chosen ids.
    static func tryChildren() throws {
        guard let stage = Stage.current else { return }
        if let server = stage.server {
            let script =
                "echo $(id -u) $(id -g) $(id -G) $(umask) $(grep NoNewPrivs /proc/self/status | cut -f2)"
            let options = SpawnOptions(umask: 0o77, identity: server.identity)
            say("asServer", try output(of: ["sh", "-c", script], options))
        }
        let chosen = SpawnOptions(processID: 4711)
        do {
            var first = try PipedProcess(["sleep", "100"], chosen)
            say("chosen", first.process.processID)
            say("alive", refusal(chosen))
            try first.process.send(.kill)
            _ = try first.process.descriptor.waitReadable(until: nil)
            say("unreaped", refusal(chosen))
            _ = try first.process.wait(until: nil)
            say("again", try output(of: ["sh", "-c", "echo $$"], chosen))
        } catch { say("chosen", error) }
    }

    /// Starts processes one after the other and tells their ids, and the one that the stage may choose; then stays until
    /// its input ends.
    static func tellIDs() throws {
        guard let stage = Stage.current else { return }
        let chosen = SpawnOptions(processID: stage.ownID)
        for options in [chosen] + Array(repeating: SpawnOptions(), count: 15) {
            var child = try PipedProcess(["true"], options)
            say("id", child.process.processID)
            _ = try child.process.wait(until: nil)
        }
        say("end")
        while readLine() != nil {}
    }

    private static func refusal(_ options: SpawnOptions) -> String {
        do throws(SpawnError) {
            _ = try PipedProcess(["true"], options)
            return "started"
        } catch { return error == .processIDTaken(4711) ? "taken" : error.description }
    }

    private static func output(of arguments: [String], _ options: SpawnOptions) throws -> String {
        var child = try PipedProcess(arguments, options)
        _ = try child.process.wait(until: nil)
        return String(decoding: try child.output.read(4096), as: UTF8.self)
            .split(separator: "\n").joined(separator: " ")
    }

    /// Fills the arena: first with bytes, then with names.
    static func tryLimits() throws {
        guard let stage = Stage.current else { return }
        let file = try Descriptor.open(stage.root + "/fill", [.writeOnly, .create], mode: 0o600)
        var written = 0
        do throws(Errno) {
            while written < 1 << 24 { written += try file.write([UInt8](repeating: 1, count: 4096)) }
        } catch { say("full", error.name) }
        say("bytes", written)
        var names = 1
        do throws(Errno) {
            while names < 100 {
                _ = try Descriptor.open(stage.root + "/\(names)", [.writeOnly, .create], mode: 0o600)
                names += 1
            }
        } catch { say("noInode", error.name) }
        say("names", names)
    }
}
