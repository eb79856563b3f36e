internal import CSpoolSystem
internal import Glibc

/// The two ends of a new pipe: `pipe2(2)`; both are closed in every program that is started.
///
/// Frozen, so that other modules may take it apart.
@frozen package struct Pipe: ~Copyable, Sendable {
    package var reader: Descriptor
    package var writer: Descriptor

    /// - Throws: `Errno`, as the call left it.
    package init() throws(Errno) {
        var ends: [Int32] = [-1, -1]
        _ = try checked { spool_pipe(&ends) }
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
    }
}

/// Pipes for a program's three standard streams; the ends that stay with us do not block.
@frozen package struct StandardPipes: ~Copyable, Sendable {
    package var input: Pipe
    package var output: Pipe
    package var error: Pipe

    /// - Throws: `Errno`, as the call left it.
    package init() throws(Errno) {
        let input = try Pipe()
        let output = try Pipe()
        let error = try Pipe()
        try input.writer.setNonBlocking()
        try output.reader.setNonBlocking()
        try error.reader.setNonBlocking()
        self.input = input
        self.output = output
        self.error = error
    }
}

extension Descriptor {
    /// Makes reads and writes that would have to wait fail with `.wouldBlock`, or wait again.
    ///
    /// Of a pipe this concerns our end only: the other process's end is a description of its own.
    package func setNonBlocking(_ on: Bool = true) throws(Errno) {
        _ = try checked { spool_set_nonblocking(rawValue, on ? 1 : 0) }
    }

    /// Writes once to a pipe whose reader may be gone; `SIGPIPE` is never sent.
    ///
    /// - Returns: how many bytes the pipe took.
    /// - Throws: `.brokenPipe` where nobody reads any more, `.wouldBlock` where it is full and does not block.
    package func writeToPipe(_ bytes: some Collection<UInt8>) throws(Errno) -> Int {
        var failure: Errno?
        let contiguous: Int? = bytes.withContiguousStorageIfAvailable { buffer in
            do throws(Errno) {
                return try checkedRetrying {
                    spool_write_quietly(rawValue, buffer.baseAddress, buffer.count)
                }
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        if let contiguous { return contiguous }
        return try writeToPipe(Array(bytes))
    }

    /// Waits until there is something to read, or the other end is closed.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; `nil` waits for ever.
    /// - Returns: whether a read would answer at once.
    package func waitReadable(until deadline: Int64?) throws(Errno) -> Bool {
        var entries = [PollEntry(rawValue, .readable)]
        return try Poll.wait(&entries, until: deadline) > 0
    }

    /// Waits until a write would be taken, or would fail.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; `nil` waits for ever.
    /// - Returns: whether a write would answer at once.
    package func waitWritable(until deadline: Int64?) throws(Errno) -> Bool {
        var entries = [PollEntry(rawValue, .writable)]
        return try Poll.wait(&entries, until: deadline) > 0
    }
}
