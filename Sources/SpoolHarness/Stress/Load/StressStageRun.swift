internal import SpoolSpec
internal import SpoolSystem

/// The outside's part of a run: one stage from its start to its end.
package struct StressStageRun {
    private let plan: StressPlan
    private let program: String?
    /// Seconds without a word after which the stage is taken for stuck.
    private static let silenceSeconds = 90.0

    /// - Parameter program: the program that answers ``StressStage/argument``; by default the running one.
    package init(_ plan: StressPlan, program: String? = nil) {
        self.plan = plan
        self.program = program
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - endDescriptor: readable when somebody asks for the end; -1 where nobody can.
    ///   - tell: sees every message, on the calling thread.
    /// - Throws: an interruption where there is no result.
    package func run(
        endDescriptor: Int32 = -1, _ tell: (StressMessage) -> Void
    ) throws(Interruption) -> StressResult {
        var options = ArenaOptions(fileSystemBytes: bytes)
        options.keepVisible = visiblePaths
        let answer: Result<StressResult, Interruption>
        do throws(StageError) {
            var stage = try StageProcess.launch(
                executable: program, arguments: [StressStage.argument], environment: Self.environment,
                options: options)
            do throws(Errno) {
                try stage.tell(plan.json, until: MonotonicClock.now + 20_000_000_000)
                answer = try hear(&stage, endDescriptor, tell)
            } catch { answer = .failure(.failed("hear the stage", error)) }
        } catch { throw .environment("\(error)") }
        return try answer.get()
    }

    /// Room for what waits to be read, and for the longest lines of all workers in all recordings at once.
    private var bytes: UInt64 {
        let lines = UInt64((plan.workers + plan.reapers) * plan.clients * plan.eventBytes.upperBound)
        return 512 << 20 + min(lines, 4 << 30)
    }

    private var visiblePaths: [String] {
        let words = plan.command.arguments + (plan.mix?.arguments ?? [])
        return (words + [plan.directory, plan.evidenceDirectory].compactMap { $0 }).filter {
            $0.utf8.first == UInt8(ascii: "/")
        }
    }

    /// Ours, but with Swift's backtracer off unless somebody wants it: it can hang, and a crash must not.
    private static var environment: Environment {
        var environment = Environment.inherited
        if environment["SWIFT_BACKTRACE"] == nil { environment["SWIFT_BACKTRACE"] = "enable=no" }
        return environment
    }

    private func hear(
        _ stage: inout StageProcess, _ endDescriptor: Int32, _ tell: (StressMessage) -> Void
    ) throws(Errno) -> Result<StressResult, Interruption> {
        var heardAt = MonotonicClock.now
        var hasAsked = false
        while true {
            switch try stage.readLine(until: MonotonicClock.now + 50_000_000) {
            case .line(let line):
                heardAt = MonotonicClock.now
                guard let json = try? JSONValue.parse(line, limits: .driver),
                    let message = StressMessage(json)
                else { continue }
                tell(message)
                guard case .ended(let result) = message else { continue }
                _ = try stage.wait(until: MonotonicClock.now + 5_000_000_000)
                _ = try stage.end()
                return .success(result)
            case .late:
                if !hasAsked, endDescriptor >= 0 {
                    var entries = [PollEntry(endDescriptor, .readable)]
                    if try Poll.wait(&entries, until: 0) > 0 {
                        hasAsked = true
                        _ = try stage.write([0x0A], until: MonotonicClock.now + 1_000_000_000)
                    }
                }
                guard Double(MonotonicClock.now - heardAt) / 1_000_000_000 < Self.silenceSeconds else {
                    _ = try stage.end()
                    return .failure(.suite("the stage has said nothing for \(Self.silenceSeconds) s"))
                }
            case .end, .tooLong:
                var exit = try stage.wait(until: MonotonicClock.now + 2_000_000_000)
                if exit == nil { exit = try stage.end() }
                let how = exit.map(\.description) ?? "ended"
                let said = Excerpt.of(stage.errorTail.suffix(2000), limit: 2000)
                return .failure(.suite("the stage \(how) without a result; it said: \(said)"))
            }
        }
    }
}
