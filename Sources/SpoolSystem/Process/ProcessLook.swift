internal import CSpoolSystem

/// Looking at another process.
package enum ProcessLook {
    /// A descriptor that stands for a process, or for a thread where the kernel knows such: `pidfd_open(2)`.
    ///
    /// - Parameter id: as our own PID namespace counts.
    package static func open(_ id: Int32) throws(Errno) -> Descriptor {
        Descriptor(owning: try checked { spool_open_thread(id) })
    }
}

extension ProcessLook {
    /// SIGKILL to the process that a descriptor stands for: `pidfd_send_signal(2)`.
    package static func kill(_ descriptor: Int32) { _ = spool_signal_process(descriptor, 9) }
}

extension UserIdentity {
    /// Does something with this user's rights to files, and only those: `setfsuid(2)`. Files in `/proc` of a process of
    /// another user can be read so without power over that process. Where the ids may not be taken, it is done with
    /// our own rights.
    ///
    /// - Parameter body: what is done, on this thread.
    package func lookingAtFiles<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let own = UserIdentity.effective
        spool_look_as(user, group)
        defer { spool_look_as(own.user, own.group) }
        return try body()
    }
}
