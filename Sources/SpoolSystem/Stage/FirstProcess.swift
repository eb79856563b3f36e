internal import CSpoolSystem
internal import Glibc

/// What a stage is to be: see ``FirstProcess``.
package struct StagePlan: Sendable {
    /// The stage program, by its path, and its arguments.
    package var arguments: [String]
    /// A descriptor of the stage program, which is run whatever stands at its path by now; `nil` to go by the path.
    package var program: Int32?
    package var environment: Environment
    package var isolation: StageIsolation
    /// Directories that a private file system may cover; the first that exists is taken.
    package var bases: [String]
    /// Directories in which a temporary one may be made where nothing can be mounted.
    package var temporary: [String]
    /// The private file system's size and number of inodes; `nil` for the kernel's own.
    package var bytes: UInt64?
    package var inodes: UInt64?
    /// Another user that adapters may be started as; it is found out whether they can.
    package var otherUser: UserIdentity?
    /// What earlier attempts found.
    package var outcomes: StageOutcomes

    package init(
        arguments: [String], program: Int32?, environment: Environment, isolation: StageIsolation,
        bases: [String],
        temporary: [String], bytes: UInt64?, inodes: UInt64?, otherUser: UserIdentity?,
        outcomes: StageOutcomes
    ) {
        self.arguments = arguments
        self.program = program
        self.environment = environment
        self.isolation = isolation
        self.bases = bases
        self.temporary = temporary
        self.bytes = bytes
        self.inodes = inodes
        self.otherUser = otherUser
        self.outcomes = outcomes
    }
}

/// The first process of a stage, as the suite holds it: it makes the private world, runs one program in
/// it, and ends with everything in it when that program ends, or when this value goes, or the whole suite.
package struct FirstProcess: ~Copyable, Sendable {
    private var child: ChildProcess
    /// The first process reads the other end: it ends once this one is closed (then the number is -1).
    /// A bare number, because `deinit` may close it but not take a `Descriptor` out of its place.
    private var liveness: Int32
    private let report: Descriptor
    private let isolation: StageIsolation
    private let program: String
    private var programExit: ProcessExit?

    /// Starts it; ``readReport(until:)`` then tells what came of it.
    ///
    /// - Parameters:
    ///   - plan: what the stage is to be.
    ///   - input: descriptor that becomes the stage program's standard input; it is lent.
    ///   - output: descriptor that becomes its standard output.
    ///   - error: descriptor that becomes its standard error.
    /// - Throws: `Errno`: `.invalid` where an argument holds a NUL byte or there is none, else what
    ///   the kernel refused with.
    package init(
        _ plan: StagePlan, input: borrowing Descriptor, output: borrowing Descriptor,
        error: borrowing Descriptor
    ) throws(Errno) {
        var raw = spool_stage_plan()
        raw.program.input = input.rawValue
        raw.program.output = output.rawValue
        raw.program.error = error.rawValue
        raw.program.program = plan.program ?? 0
        raw.program.file_mode_mask = -1
        raw.program.file_size_limit = -1
        raw.program.open_files_limit = -1
        raw.program.more_descriptors = 0
        raw.isolation = spool_stage_isolation(UInt32(plan.isolation.rawValue))
        raw.bytes = plan.bytes ?? 0
        raw.inodes = plan.inodes ?? 0
        raw.user = plan.otherUser.map { Int64($0.user) } ?? -1
        raw.group = plan.otherUser.map { Int64($0.group) } ?? -1
        withUnsafeMutableBytes(of: &raw.errors) { raw in
            plan.outcomes.codes.withUnsafeBytes { raw.copyMemory(from: $0) }
        }
        guard let name = plan.arguments.first,
            let arguments = CStrings(plan.arguments.map(\.keptBytes)),
            let environment = CStrings(plan.environment.entries),
            let bases = CStrings(plan.bases.map(\.keptBytes)),
            let temporary = CStrings(plan.temporary.map(\.keptBytes))
        else { throw .invalid }
        var stage = spool_stage()
        let answer = arguments.withPointers { arguments in
            environment.withPointers { environment in
                bases.withPointers { bases in
                    temporary.withPointers { temporary in
                        raw.program.arguments = arguments
                        raw.program.environment = environment
                        raw.bases = bases
                        raw.temporary = temporary
                        return spool_stage_start(&raw, &stage)
                    }
                }
            }
        }
        guard answer == 0 else { throw .last }
        child = ChildProcess(adopting: stage.process, descriptor: Descriptor(owning: stage.descriptor))
        liveness = stage.liveness
        report = Descriptor(owning: stage.report)
        isolation = plan.isolation
        program = name
    }

    deinit {
        // The child's own end kills: first let it clean up behind itself.
        if liveness >= 0 { _ = close(liveness) }
        _ = try? child.descriptor.waitReadable(until: MonotonicClock.now + 5_000_000_000)
    }

    /// Its process id, as the suite counts.
    package var processID: Int32 { child.processID }

    /// What came of the stage program.
    package enum Start: Hashable, Sendable {
        case running
        /// There is a stage, but the program cannot be run in it.
        case failed(SpawnError)
        /// There is no stage to run it in; the outcomes say why.
        case unusable
    }

    /// Waits until the stage program runs, or could not be started.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``.
    /// - Returns: what was found; `nil` at the deadline.
    /// - Throws: `.noProcess` where the first process died before it could say anything.
    package func readReport(until deadline: Int64) throws(Errno) -> (report: StageReport, start: Start)? {
        guard try report.waitReadable(until: deadline) else { return nil }
        let bytes = try report.read(MemoryLayout<spool_stage_report>.size)
        guard bytes.count == MemoryLayout<spool_stage_report>.size else { throw .noProcess }
        let raw = bytes.withUnsafeBytes { $0.loadUnaligned(as: spool_stage_report.self) }
        let codes = withUnsafeBytes(of: raw.errors) { Array($0.bindMemory(to: Int32.self)) }
        let path = withUnsafeBytes(of: raw.arena) { Array($0.prefix { $0 != 0 }) }
        guard let outcomes = StageOutcomes(codes: codes) else { throw .invalid }
        let found = StageReport(
            isolation: isolation, outcomes: outcomes, arena: String(keeping: path),
            ownID: raw.own_id > 0 ? raw.own_id : nil)
        guard raw.spawn_error != 0 else { return (found, raw.program > 0 ? .running : .unusable) }
        let failure = SpawnError.decode(
            spool_spawn_step(UInt32(raw.spawn_step)), raw.spawn_error, name: program, options: SpawnOptions())
        return (found, .failed(failure))
    }

    /// Waits until the stage is over: its program has ended, and nothing that it started is left.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; `nil` waits for ever, 0 just looks.
    /// - Returns: how the stage program ended; `nil` at the deadline.
    package mutating func wait(until deadline: Int64?) throws(Errno) -> ProcessExit? {
        if let programExit { return programExit }
        guard try child.wait(until: deadline) != nil else { return nil }
        let bytes = try report.read(4)
        // No word: the first process itself was killed.
        programExit = .unknown
        if bytes.count == 4 {
            let status = bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
            programExit = ProcessExit(waitStatus: status)
        }
        return programExit
    }

    /// Ends the stage now, with everything in it, and waits until it is gone.
    ///
    /// - Returns: how the stage program ended.
    package mutating func end() throws(Errno) -> ProcessExit? {
        if liveness >= 0 {
            _ = close(liveness)
            liveness = -1
        }
        if let exit = try wait(until: MonotonicClock.now + 5_000_000_000) { return exit }
        // It cleans up behind itself unless somebody has stopped it; then the kernel does what it can.
        try child.send(.kill)
        return try wait(until: MonotonicClock.now + 5_000_000_000)
    }
}
