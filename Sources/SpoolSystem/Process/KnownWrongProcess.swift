internal import CSpoolSystem

/// A process that does a known wrong thing when it is told to: it opens a file, writes one line by two writes, lets
/// everybody write the file and locks it; then, told once more, it removes it.
package struct KnownWrongProcess: ~Copyable {
    private var process: ChildProcess
    private let input: Pipe
    private let output: Pipe

    /// Starts it, and waits until it is ready.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - user: whose process it is; `nil` for our own.
    /// - Throws: `Errno`.
    package init(path: String, user: UserIdentity?) throws(Errno) {
        let input = try Pipe()
        let output = try Pipe()
        var descriptor: Int32 = -1
        let (reader, writer) = (input.reader.rawValue, output.writer.rawValue)
        let id = try checked {
            spool_start_known_wrong(
                path, user.map { Int64($0.user) } ?? -1, user.map { Int64($0.group) } ?? -1, reader, writer,
                &descriptor)
        }
        let process = ChildProcess(adopting: id, descriptor: Descriptor(owning: descriptor))
        let isReady = try output.reader.waitReadable(until: MonotonicClock.now + 2_000_000_000)
        guard isReady, try !output.reader.read(1).isEmpty else { throw .noProcess }
        self.input = input
        self.output = output
        self.process = process
    }

    /// Its id.
    package var processID: Int32 { process.processID }
    /// The descriptor that stands for it.
    package var descriptor: Int32 { process.descriptor.rawValue }

    /// Whether it has ended; it is reaped then.
    package mutating func hasEnded() throws(Errno) -> Bool { try process.wait(until: 0) != nil }

    /// Tells it to go on with what comes next.
    package func goOn() throws(Errno) { try input.writer.writeAll([1]) }

    /// Whether it has said that something is done; what it said is taken.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; 0 just looks.
    package func hasTold(until deadline: Int64) throws(Errno) -> Bool {
        guard try output.reader.waitReadable(until: deadline) else { return false }
        return try !output.reader.read(1).isEmpty
    }
}
