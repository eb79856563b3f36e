package import SpoolSystem

/// A running stage, as the suite holds it. It may be started from any thread, and several at once.
///
/// Whatever ends first, the stage program, this value or the suite itself (by SIGKILL too), ends the whole
/// stage: every process in it, and everything that it mounted or made.
package struct StageProcess: ~Copyable, Sendable {
    /// What the stage has; its program knows the same.
    package let permissions: Permissions
    /// The arena's path inside the stage.
    package let root: String
    /// The stage program's standard input, not blocking; set it to `nil` to close it.
    package var input: Descriptor?
    /// Its standard output and standard error, not blocking.
    package let output: Descriptor
    package let error: Descriptor
    /// The last 64 KiB of its standard error, as far as ``readLine(until:limit:)`` came.
    package private(set) var errorTail: [UInt8] = []

    private var first: FirstProcess
    private var lines = LineBuffer()
    private var outputEnded = false
    private var errorEnded = false

    private init(_ started: consuming StartedStage, _ pipes: consuming StandardPipes) {
        let stage = Stage(started.report)
        permissions = stage.permissions
        root = stage.root
        first = started.first
        input = consume pipes.input.writer
        output = pipes.output.reader
        error = pipes.error.reader
    }

    /// Starts a stage and waits until its program runs.
    ///
    /// - Parameters:
    ///   - executable: the stage program's path; by default the program that this process runs,
    ///     whatever stands at its path by now.
    ///   - arguments: its arguments, without its name.
    ///   - environment: its environment; `SPOOL_STAGE` is added.
    ///   - options: what the case asks for.
    ///   - deadline: a time of ``MonotonicClock``; by default 20 seconds from now.
    /// - Throws: `StageError`; then nothing is left of it.
    package static func launch(
        executable: String? = nil, arguments: [String], environment: Environment = .inherited,
        options: ArenaOptions = ArenaOptions(), deadline: Int64? = nil
    ) throws(StageError) -> StageProcess {
        let program: String
        do throws(Errno) {
            if let executable { program = executable } else { program = try Paths.executable() }
        } catch { throw .resources(error) }
        var launcher = StageLauncher(
            program: program, descriptor: executable == nil ? ThisProgram.descriptor : nil,
            arguments: arguments, environment: environment, options: options,
            otherUser: UserAccount.named(Stage.serverName)?.identity,
            deadline: deadline ?? MonotonicClock.now + 20_000_000_000)
        let pipes = try standardPipes()
        let started = try launcher.start(pipes)
        return StageProcess(started, pipes)
    }

    private static func standardPipes() throws(StageError) -> StandardPipes {
        do throws(Errno) { return try StandardPipes() } catch { throw .resources(error) }
    }

    /// The first process's id, as the suite counts.
    package var firstProcessID: Int32 { first.processID }

    /// Waits until the stage is over: its program has ended, and nothing that it started is left.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; `nil` waits for ever, 0 just looks.
    /// - Returns: how the stage program ended; `nil` at the deadline.
    package mutating func wait(until deadline: Int64?) throws(Errno) -> ProcessExit? {
        try first.wait(until: deadline)
    }

    /// Ends the stage now, with everything in it, and waits until it is gone.
    ///
    /// - Returns: how the stage program ended: by `SIGKILL`, unless it had ended before.
    package mutating func end() throws(Errno) -> ProcessExit? { try first.end() }
}

/// What a stage program has written next.
package enum StageLine: Hashable, Sendable {
    /// A line, without its line feed.
    case line([UInt8])
    /// It has closed its standard output; what came after the last line feed is dropped.
    case end
    /// The deadline has come.
    case late
    /// The line is longer than was allowed for.
    case tooLong
}

extension StageProcess {
    /// Reads the next line of the stage program's standard output, and its standard error besides, so that
    /// neither pipe ever fills.
    ///
    /// - Parameters:
    ///   - deadline: a time of ``MonotonicClock``; `nil` waits for ever, 0 just looks.
    ///   - limit: the most bytes of a line, so that nobody fills our memory.
    package mutating func readLine(
        until deadline: Int64?, limit: Int = 64 << 20
    ) throws(Errno) -> StageLine {
        while true {
            if let line = lines.next() { return .line(line) }
            if outputEnded { return .end }
            if lines.pendingCount > limit { return .tooLong }
            var entries = [
                PollEntry(output.rawValue, .readable),
                PollEntry(errorEnded ? -1 : error.rawValue, .readable),
            ]
            guard try Poll.wait(&entries, until: deadline) > 0 else { return .late }
            if !entries[1].ready.isEmpty { try readError() }
            if !entries[0].ready.isEmpty {
                let some = try output.read(1 << 16)
                outputEnded = some.isEmpty
                lines.append(some)
                if outputEnded { try readRestOfError() }
            }
        }
    }

    /// Writes to the stage program's standard input.
    ///
    /// - Returns: whether all was written; `false` at the deadline.
    /// - Throws: `.brokenPipe` where the program reads no more.
    package mutating func write(_ bytes: [UInt8], until deadline: Int64?) throws(Errno) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let descriptor = input?.rawValue else { throw .brokenPipe }
            var entries = [PollEntry(descriptor, .writable)]
            guard try Poll.wait(&entries, until: deadline) > 0 else { return false }
            rest = rest.dropFirst(try input?.writeToPipe(rest) ?? 0)
        }
        return true
    }

    private mutating func readError() throws(Errno) {
        let some = try error.read(1 << 16)
        errorEnded = some.isEmpty
        errorTail = Array((errorTail + some).suffix(1 << 16))
    }

    /// Takes what is there, without waiting for an end that a forgotten grandchild may put off.
    private mutating func readRestOfError() throws(Errno) {
        while !errorEnded, try error.waitReadable(until: 0) { try readError() }
    }
}
