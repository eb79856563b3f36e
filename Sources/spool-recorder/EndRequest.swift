internal import SpoolCommandLine
internal import SpoolSystem

/// Learns of Ctrl-C and its like through a descriptor, so that one `poll` waits for all that can happen.
struct EndRequest: ~Copyable {
    private let reader: Descriptor

    /// Begins to watch for the signals that end a tool; a second one ends the process at once.
    ///
    /// - Throws: `Errno` where no pipe can be made.
    init() throws(Errno) {
        let pipe = try Pipe()
        reader = pipe.reader
        let number = pipe.writer.release()
        // Closing the writing end is seen by the reader, and needs no byte to be written.
        SignalWatch.begin { _ in _ = Descriptor(owning: number) }
    }

    /// Becomes ready when somebody asks for the end.
    var descriptor: Int32 { reader.rawValue }

    /// Whether somebody has asked for the end.
    var isAsked: Bool {
        do throws(Errno) {
            return try reader.waitReadable(until: 0)
        } catch {
            return true
        }
    }
}
