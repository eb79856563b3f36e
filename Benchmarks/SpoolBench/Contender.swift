internal import SpoolSystem

/// A side of a measurement: a program that is started for each round.
struct Contender {
    let name: String
    /// The program and its first arguments; a case's own follow.
    let command: [String]
    var environment = Environment.inherited
    /// What one process of it takes until it is ready, generously.
    var startNanoseconds: Int64 = 20_000_000

    /// Starts it so many times at once and adds up what the processes report.
    ///
    /// - Returns: nanoseconds an event. Of one process it is what the processor worked for it, whatever else the
    ///   machine had to do; of N processes that each take T, as seen from outside, it is T/N.
    func measure(_ arguments: [String], processes: Int, openFiles: Int64?) throws(BenchFailure) -> Double {
        var rate = 0.0
        var running: [RunningContender] = []
        for _ in 0..<processes {
            running.append(
                try RunningContender(command + arguments, environment: environment, openFiles: openFiles))
        }
        for process in running {
            let report = try process.report(name)
            guard report.count == 3, report[0] > 0, report[1] > 0, report[2] > 0 else {
                throw BenchFailure("\(name) reported \(report)")
            }
            rate += report[0] / report[processes == 1 ? 2 : 1] * 1e9
        }
        return 1e9 / rate
    }

    /// Starts it once and reads the numbers that it prints.
    func numbers(_ arguments: [String]) throws(BenchFailure) -> [Double] {
        try RunningContender(command + arguments, environment: environment, openFiles: nil).report(name)
    }
}

/// One process of a contender.
private final class RunningContender {
    private var process: PipedProcess

    init(_ command: [String], environment: Environment, openFiles: Int64?) throws(BenchFailure) {
        do throws(SpawnError) {
            process = try PipedProcess(
                command, SpawnOptions(environment: environment, openFilesLimit: openFiles))
        } catch { throw BenchFailure("starting \(command.joined(separator: " ")): \(error)") }
    }

    /// Waits for its end, and reads the numbers that it printed.
    func report(_ name: String) throws(BenchFailure) -> [Double] {
        let output: String
        let errors: String
        let exit: ProcessExit?
        do throws(Errno) {
            try process.output.setNonBlocking(false)
            try process.error.setNonBlocking(false)
            output = String(decoding: try process.output.readAll(), as: UTF8.self)
            errors = String(decoding: try process.error.readAll(), as: UTF8.self)
            exit = try process.process.wait(until: nil)
        } catch { throw BenchFailure("\(name): \(error)") }
        guard exit == .exited(0) else {
            throw BenchFailure("\(name) ended with \(exit.map { "\($0)" } ?? "nothing"): '\(errors)'")
        }
        return output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    }
}
