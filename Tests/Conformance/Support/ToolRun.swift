import Dispatch
import SpoolHarness
import SpoolSystem

/// One of the package's tools, run to its end: what it wrote and how it ended.
struct ToolRun: Sendable {
    let exit: ProcessExit?
    let output: String
    let error: String

    /// Runs a tool that stands beside the tests.
    ///
    /// - Parameters:
    ///   - environment: variables to set, or to remove where the value is `nil`.
    ///   - interrupted: seconds after which it gets `SIGINT`, as by Ctrl-C.
    ///   - seconds: after which it is killed, and `exit` is `nil`.
    static func of(
        _ tool: String, _ arguments: [String], environment: [String: String?] = [:],
        interrupted: Double? = nil, seconds: Double = 60
    ) async throws -> ToolRun {
        try await of(
            command: [try Siblings.path(of: tool)] + arguments, environment: environment,
            interrupted: interrupted, seconds: seconds)
    }

    /// Runs any program, by its name or path.
    static func of(
        command: [String], environment: [String: String?] = [:], interrupted: Double? = nil,
        seconds: Double = 60
    ) async throws -> ToolRun {
        // A thread of its own: waiting on one of the few that tests share would hold them up.
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        try waiting(command, environment, interrupted, seconds)
                    })
            }
        }
    }

    private static func waiting(
        _ command: [String], _ environment: [String: String?], _ interrupted: Double?, _ seconds: Double
    ) throws -> ToolRun {
        var options = SpawnOptions()
        for (name, value) in environment { options.environment[name] = value }
        var piped = try PipedProcess(command, options)
        piped.input = nil
        if let interrupted {
            MonotonicClock.sleep(nanoseconds: Int64(interrupted * 1_000_000_000))
            try piped.process.sendToGroup(.interrupt)
        }
        let deadline = MonotonicClock.now + Int64(seconds * 1_000_000_000)
        var output: [UInt8] = []
        var error: [UInt8] = []
        var outputEnded = false
        var errorEnded = false
        while !(outputEnded && errorEnded), MonotonicClock.now < deadline {
            var entries = [
                PollEntry(outputEnded ? -1 : piped.output.rawValue, .readable),
                PollEntry(errorEnded ? -1 : piped.error.rawValue, .readable),
            ]
            guard try Poll.wait(&entries, until: deadline) > 0 else { break }
            if !entries[0].ready.isEmpty {
                let some = try piped.output.read(1 << 16)
                outputEnded = some.isEmpty
                output += some
            }
            if !entries[1].ready.isEmpty {
                let some = try piped.error.read(1 << 16)
                errorEnded = some.isEmpty
                error += some
            }
        }
        let exit = try piped.process.wait(until: deadline)
        if exit == nil { try piped.process.sendToGroup(.kill) }
        return ToolRun(
            exit: exit, output: String(decoding: output, as: UTF8.self),
            error: String(decoding: error, as: UTF8.self))
    }
}
