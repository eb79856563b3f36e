/// A child process whose three standard streams are pipes that end here.
///
/// Our ends do not block: use them with ``Poll``, and write with ``Descriptor/writeToPipe(_:)``.
/// Frozen, so that other modules may take it apart.
@frozen package struct PipedProcess: ~Copyable, Sendable {
    package var process: ChildProcess
    /// Its standard input; take it (`input.take()`) or set it to `nil` to close it.
    package var input: Descriptor?
    package var output: Descriptor
    package var error: Descriptor

    /// Starts a program and waits until it runs; see ``ChildProcess``.
    package init(_ arguments: [String], _ options: SpawnOptions = SpawnOptions()) throws(SpawnError) {
        let pipes = try Self.pipes()
        process = try ChildProcess(
            arguments, options, input: pipes.input.reader, output: pipes.output.writer,
            error: pipes.error.writer)
        input = consume pipes.input.writer
        output = pipes.output.reader
        error = pipes.error.reader
    }

    private static func pipes() throws(SpawnError) -> StandardPipes {
        do throws(Errno) { return try StandardPipes() } catch { throw .preparation("pipe2(2)", error) }
    }
}
