package import SpoolSystem

/// Learns of Ctrl-C and its like through a descriptor, so that one `poll` waits for all that can happen.
package final class EndRequest: Sendable {
    /// What a second signal does.
    package enum Second: Sendable {
        /// It ends the process at once.
        case ends
        /// It is told like the first: the tool has something to do before its end.
        case isTold
    }

    private let pipe: Pipe

    /// Begins to watch for the signals that end a tool. To be called once, before other threads are made.
    ///
    /// - Parameters:
    ///   - start: what the tool was given.
    ///   - second: what a second signal does.
    /// - Throws: `Errno` where no pipe can be made.
    package init(_ start: ToolStart, second: Second = .ends) throws(Errno) {
        pipe = try Pipe()
        let tell: @Sendable (Int32) -> Void = { [self] signal in
            // An empty pipe takes a byte without waiting.
            _ = try? pipe.writer.writeToPipe([UInt8(truncatingIfNeeded: signal)])
        }
        switch second {
        case .isTold: SignalWatch.begin(start, repetitionSeconds: 0.5, first: tell, second: tell)
        case .ends:
            SignalWatch.begin(start, repetitionSeconds: 0.1, first: tell) { SignalWatch.end(by: $0) }
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

    /// Takes note of one request for the end: the descriptor tells of the next one only from here on.
    package func takeNote() { _ = try? pipe.reader.read(1) }

    /// Ends the process as the signal would have, if somebody has asked for the end; else comes back.
    package func endIfAsked() {
        guard isAsked, let signal = try? pipe.reader.read(1).first else { return }
        SignalWatch.end(by: Int32(signal))
    }
}
