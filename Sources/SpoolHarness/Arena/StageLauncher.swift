internal import SpoolSystem

/// One way of keeping a stage apart, and the step that it stands or falls with.
private struct Rung {
    var isolation: StageIsolation
    var step: StageStep?
}

extension ArenaOptions.Isolation {
    /// From the strongest that is wanted down to the one that no machine forbids.
    fileprivate var ladder: [Rung] {
        let root = Rung(isolation: .asRoot, step: .namespaces)
        let user = Rung(isolation: .asUser, step: .userNamespace)
        let apart = Rung(isolation: .apart, step: nil)
        return switch self {
        case .strongest: [root, user, apart]
        case .userNamespace: [user, apart]
        case .none: [apart]
        }
    }
}

/// A stage whose program runs, and what its first process found.
struct StartedStage: ~Copyable {
    var first: FirstProcess
    var report: StageReport
}

/// Starts a stage as far apart as the machine lets us.
struct StageLauncher {
    private var plan: StagePlan
    private let ladder: [Rung]
    private let deadline: Int64

    init(
        program: String, descriptor: Int32?, arguments: [String], environment: Environment,
        options: ArenaOptions,
        otherUser: UserIdentity?, deadline: Int64
    ) {
        let visible = [program, Paths.workingDirectory].compactMap { $0 }
        // A stage in a stage must not find the outer one's report.
        var environment = environment
        environment[StageReport.variable] = nil
        let temporary = [environment["TMPDIR"], "/dev/shm", "/tmp", "/var/tmp"].compactMap { $0 }
        plan = StagePlan(
            arguments: [program] + arguments, program: descriptor, environment: environment,
            isolation: .apart,
            bases: options.bases(besides: visible), temporary: temporary.filter { $0.utf8.first == 0x2F },
            bytes: options.fileSystemBytes, inodes: options.inodes, otherUser: otherUser,
            outcomes: StageOutcomes())
        ladder = options.isolation.ladder
        self.deadline = deadline
    }

    /// Goes down the ladder to the first rung that holds.
    mutating func start(_ pipes: borrowing StandardPipes) throws(StageError) -> StartedStage {
        for rung in ladder {
            if let started = try attempt(rung, pipes) { return started }
        }
        let why = plan.outcomes.failures(of: StageStep.allCases)
        throw .noArena(why.isEmpty ? "there is no place for it" : why)
    }

    /// - Returns: `nil` where the machine forbids this rung; the plan's outcomes then say why.
    private mutating func attempt(
        _ rung: Rung, _ pipes: borrowing StandardPipes
    ) throws(StageError) -> StartedStage? {
        guard let first = try firstProcess(rung, pipes) else { return nil }
        let answer: (report: StageReport, start: FirstProcess.Start)?
        do throws(Errno) {
            answer = try first.readReport(until: deadline)
        } catch { throw error == .noProcess ? .killed : .resources(error) }
        guard let (report, start) = answer else { throw .late }
        plan.outcomes = report.outcomes
        switch start {
        case .running: return StartedStage(first: first, report: report)
        case .failed(let error): throw .program(error)
        case .unusable:
            // A size that no file system takes is the case's fault: less privacy would not mend it.
            guard report.outcomes.failure(of: .arena) == nil else {
                throw .noArena(report.outcomes.failures(of: [.arena]))
            }
            return nil
        }
    }

    private mutating func firstProcess(
        _ rung: Rung, _ pipes: borrowing StandardPipes
    ) throws(StageError) -> FirstProcess? {
        plan.isolation = rung.isolation
        if let step = rung.step { plan.outcomes.note(step, nil) }
        do throws(Errno) {
            return try FirstProcess(
                plan, input: pipes.input.reader, output: pipes.output.writer, error: pipes.error.writer)
        } catch {
            guard let step = rung.step else { throw .resources(error) }
            plan.outcomes.note(step, error)
            return nil
        }
    }
}
