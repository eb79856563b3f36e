internal import SpoolCommandLine
internal import SpoolSystem

/// Learns of Ctrl-C and its like through a descriptor, so that one `poll` waits for all that can happen.
struct EndRequest: ~Copyable {
    private let pipe: Pipe

    /// Begins to watch for the signals that end a tool; a second one ends the process at once.
    ///
    /// - Throws: `Errno` where no pipe can be made.
    init() throws(Errno) {
        pipe = try Pipe()
        let writer = pipe.writer.rawValue
        SignalWatch.begin { _ in
            // It can only fail where the reader is gone, and then nobody waits any more.
            try? RawFile.writeAll(writer, [0])
        }
    }

    /// Becomes ready when somebody asks for the end.
    var descriptor: Int32 { pipe.reader.rawValue }

    /// Whether somebody has asked for the end.
    var isAsked: Bool {
        do throws(Errno) {
            return try pipe.reader.waitReadable(until: 0)
        } catch {
            return true
        }
    }
}
