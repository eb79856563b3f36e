package import SpoolSystem

/// Learns of Ctrl-C and its like through a descriptor, so that one `poll` waits for all that can happen.
package final class EndRequest: Sendable {
    private let pipe: Pipe

    /// Begins to watch for the signals that end a tool; a second one ends the process at once. To be called once,
    /// before other threads are made.
    ///
    /// - Parameter start: what the tool was given.
    /// - Throws: `Errno` where no pipe can be made.
    package init(_ start: ToolStart) throws(Errno) {
        pipe = try Pipe()
        SignalWatch.begin(start) { [self] signal in
            // An empty pipe takes a byte without waiting.
            _ = try? pipe.writer.writeToPipe([UInt8(truncatingIfNeeded: signal)])
        }
    }

    /// Becomes readable when somebody asks for the end, and stays so.
    package var descriptor: Int32 { pipe.reader.rawValue }

    /// Whether somebody has asked for the end.
    package var isAsked: Bool {
        do throws(Errno) {
            return try pipe.reader.waitReadable(until: 0)
        } catch {
            return true
        }
    }

    /// Ends the process as the signal would have, if somebody has asked for the end; else comes back.
    package func endIfAsked() {
        guard isAsked, let signal = try? pipe.reader.read(1).first else { return }
        SignalWatch.end(by: Int32(signal))
    }
}
