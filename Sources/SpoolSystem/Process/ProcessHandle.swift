internal import CSpoolSystem

/// A process that somebody else has started, held by a pidfd: a signal never hits a later process of the same id.
package struct ProcessHandle: ~Copyable {
    private let descriptor: Descriptor

    /// Takes hold of the process that has this id now: `pidfd_open(2)`.
    ///
    /// - Throws: `.noProcess` where there is none.
    package init(of processID: Int32) throws(Errno) {
        descriptor = Descriptor(owning: try checked { spool_open_process(processID) })
    }

    /// Sends a signal: `pidfd_send_signal(2)`.
    ///
    /// - Throws: `.noProcess` once it has been reaped.
    package func send(_ signal: Signal) throws(Errno) {
        _ = try checked { spool_signal_process(descriptor.rawValue, signal.rawValue) }
    }
}
