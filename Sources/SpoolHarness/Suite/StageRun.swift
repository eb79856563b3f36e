internal import SpoolSpec
internal import SpoolSystem

/// One stage from its start to its end: the job goes in, one line of JSON comes out.
package struct StageRun: Sendable {
    private let options: SuiteOptions
    private let isCancelled: @Sendable () -> Bool

    /// A way of running stages.
    ///
    /// - Parameters:
    ///   - options: how; the reference's adapter must be named in it.
    ///   - isCancelled: asked ten times a second, on the thread that waits for the stage.
    package init(options: SuiteOptions, isCancelled: @escaping @Sendable () -> Bool = { false }) {
        self.options = options
        self.isCancelled = isCancelled
    }

    /// Plays a case in a stage of its own. Whatever becomes of the stage, there is a result.
    package func play(_ entry: Case, preflight: Preflight) -> CaseResult {
        var job = self.job(.play(entry.name))
        job.hello = preflight.hello
        job.serverRefused = preflight.serverRefused
        job.unseen = preflight.unseen
        let secondsMax = entry.secondsMax(of: options.search, otherwise: options.caseSecondsMax)
        job.secondsMax = secondsMax
        // A case that has to wait in real time gives itself more, as much as it waits.
        let waits = preflight.hello.map { !$0.capabilities.contains(.time) } ?? false
        let secondsInAll = secondsMax + (waits ? Switchboard.extensionSecondsMax : 0)
        switch answer(to: job, arena: entry.arena, secondsMax: secondsInAll) {
        case .answered(let json):
            return CaseResult(json)
                ?? CaseResult(
                    name: entry.name, .suite("the stage wrote something that is no result: \(json)"))
        case .failed(let interruption): return CaseResult(name: entry.name, interruption)
        }
    }

    /// Looks whether anything can be judged at all.
    package func preflight() -> Preflight {
        switch answer(to: job(.preflight), arena: ArenaOptions(), secondsMax: options.caseSecondsMax) {
        case .answered(let json):
            return Preflight(json)
                ?? .failed(.suite("the stage wrote something that is no preflight: \(json)"))
        case .failed(let interruption): return .failed(interruption)
        }
    }

    private func job(_ task: StageJob.Task) -> StageJob {
        var job = StageJob(task, candidate: options.candidate)
        job.reference = options.reference
        job.deadlineSeconds = options.deadlineSeconds
        job.secondsMax = options.caseSecondsMax
        job.seed = options.seed
        job.search = options.search
        job.keepDirectory = options.keepDirectory
        return job
    }

    private enum Answer {
        case answered(JSONValue)
        case failed(Interruption)
    }

    /// Ours, but with Swift's backtracer off unless somebody wants it: it can hang, and a crash must not.
    private static var environment: Environment {
        var environment = Environment.inherited
        if environment["SWIFT_BACKTRACE"] == nil { environment["SWIFT_BACKTRACE"] = "enable=no" }
        return environment
    }

    /// Seconds in which a stage whose time is up must have ended its case by itself.
    private static let graceSeconds = 5.0

    /// Paths that the stage must still see when directories are covered.
    private var visiblePaths: [String] {
        let words = options.candidate.arguments + (options.reference?.arguments ?? [])
        return (words + [options.keepDirectory].compactMap { $0 }).filter {
            $0.utf8.first == UInt8(ascii: "/")
        }
    }

    private func answer(to job: StageJob, arena: ArenaOptions, secondsMax: Double) -> Answer {
        var arena = arena
        arena.isolation = options.isolation
        arena.keepVisible += visiblePaths
        do throws(StageError) {
            var stage = try StageProcess.launch(
                executable: options.stageProgram,
                arguments: [StageProgram.argument], environment: Self.environment, options: arena)
            let deadline = MonotonicClock.now + Int64((secondsMax + Self.graceSeconds) * 1_000_000_000)
            do throws(Errno) {
                try stage.tell(job.json, until: deadline)
                stage.input = nil
                return try hear(&stage, until: deadline)
            } catch { return .failed(.failed("hear a stage", error)) }
        } catch { return .failed(.environment("\(error)")) }
    }

    /// Waits for the stage's line, and looks now and then whether it is still wanted.
    private func hear(_ stage: inout StageProcess, until deadline: Int64) throws(Errno) -> Answer {
        while true {
            let now = MonotonicClock.now
            let glance = min(deadline, now + 100_000_000)
            switch try stage.readLine(until: glance) {
            case .line(let line):
                _ = try stage.end()
                guard let json = try? JSONValue.parse(line, limits: .driver) else {
                    return .failed(.suite("the stage wrote a line that is no JSON: \(Excerpt.of(line))"))
                }
                return .answered(json)
            case .late:
                if isCancelled() {
                    _ = try stage.end()
                    return .failed(.environment("somebody asked for the end"))
                }
                guard now < deadline else {
                    _ = try stage.end()
                    return .failed(.suite("the stage said nothing in time\(words(of: stage))"))
                }
            case .end:
                // A crash closes the pipe a moment before it is a status.
                var exit = try stage.wait(until: MonotonicClock.now + 2_000_000_000)
                if exit == nil { exit = try stage.end() }
                let how = exit.map(\.description) ?? "ended, nobody knows how,"
                return .failed(.suite("the stage program \(how) without a result\(words(of: stage))"))
            case .tooLong:
                _ = try stage.end()
                return .failed(.suite("the stage's result is too long"))
            }
        }
    }

    private func words(of stage: borrowing StageProcess) -> String {
        stage.errorTail.isEmpty ? "" : "; it said: \(Excerpt.of(stage.errorTail.suffix(2000), limit: 2000))"
    }
}

extension StageRun {
    /// Plays a case as soon as there is room for what it may write.
    func play(_ entry: Case, preflight: Preflight, in room: SharedRoom?) -> CaseResult {
        let bytes = entry.arena.bytesWritten
        // A stage that finds too little says itself how much there is.
        guard let room, room.take(bytes) else { return play(entry, preflight: preflight) }
        defer { room.giveBack(bytes) }
        return play(entry, preflight: preflight)
    }
}

extension Preflight {
    /// A preflight that could not be made.
    static func failed(_ interruption: Interruption) -> Preflight {
        Preflight(
            failure: CaseEnding(interruption), shortcomings: [], missing: [], transcript: [],
            standardError: "")
    }

    /// Why nothing can be judged; `nil` where something can.
    package var obstacle: (reason: String, blame: Blame)? {
        if let failure { return (failure.text, failure.blame ?? .adapter) }
        if !shortcomings.isEmpty {
            return ("this machine is unfit: " + shortcomings.joined(separator: "; "), .environment)
        }
        return nil
    }
}
