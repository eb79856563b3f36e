/// A child process whose three standard streams are pipes that end here.
///
/// Our ends do not block: use them with ``Poll``, and write with ``Descriptor/writeToPipe(_:)``.
package struct PipedProcess: ~Copyable, Sendable {
    package var process: ChildProcess
    /// Its standard input; take it (`input.take()`) or set it to `nil` to close it.
    package var input: Descriptor?
    package var output: Descriptor
    package var error: Descriptor

    /// Starts a program and waits until it runs; see ``ChildProcess``.
    package init(_ arguments: [String], _ options: SpawnOptions = SpawnOptions()) throws(SpawnError) {
        let input = try Self.pipe()
        let output = try Self.pipe()
        let error = try Self.pipe()
        do throws(Errno) {
            try input.writer.setNonBlocking()
            try output.reader.setNonBlocking()
            try error.reader.setNonBlocking()
        } catch { throw .preparation("fcntl(2)", error) }
        process = try ChildProcess(
            arguments, options, input: input.reader, output: output.writer, error: error.writer)
        self.input = consume input.writer
        self.output = output.reader
        self.error = error.reader
    }

    private static func pipe() throws(SpawnError) -> Pipe {
        do throws(Errno) { return try Pipe() } catch { throw .preparation("pipe2(2)", error) }
    }
}
