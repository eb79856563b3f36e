extension ClauseGroup {
    static let lock = ClauseGroup(
        name: "LOCK", title: "The lock that says a recorder lives",
        clauses: [
            Clause(
                "LOCK-1", .wire, .must, [.client], shownBy: [.blackBox, .trace],
                """
                From before start returns until stop is asked for, or until it dies, the client holds an exclusive \
                lock by `flock(2)` on the file that `<id>.req` names. A lock by `fcntl(2)` is another thing and \
                does not count.
                """),
            Clause(
                "LOCK-2", .wire, .must, [.client], shownBy: [.blackBox],
                """
                A child that the client makes by fork and exec does not keep the recording alive: the locked \
                descriptor is closed on exec.
                """,
                because:
                    "A lock by `flock(2)` lives as long as any copy of its descriptor, in whatever process."),
            Clause(
                "LOCK-3", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A recorder is alive exactly as long as its request file is locked. The file's age, its contents, \
                and whether there is a process of that id decide nothing.
                """),
            Clause(
                "LOCK-4", .sound, .must, [.worker], shownBy: [.error],
                """
                A worker that probes the lock takes only the error EWOULDBLOCK (EAGAIN) for a lock that is held. \
                After any other error, ENOLCK or EIO for instance, it neither removes the recorder's files nor \
                newly takes it for alive; what its last scan knew of that recorder may stand. After EINTR the probe may be \
                made again, and the answer of its last call counts.
                """),
            Clause(
                "LOCK-5", .sound, .must, [.client], shownBy: [.interleaving],
                """
                Start reports success only when `<id>.req`, looked at again after the lock was taken, still names \
                the file that is locked.
                """,
                because: """
                    A worker may remove the file between its making and its locking: the client would hold a lock \
                    on a file without a name, and wait for events that nobody writes.
                    """),
            Clause(
                "LOCK-6", .sound, .must, [.client], shownBy: [.blackBox, .interleaving],
                """
                Start changes nothing of a recorder whose lock is held. A second start on the id of a live one \
                fails, and the first one's request file, filter and events stay as they are. It may wait before it fails, \
                also in a blocking `flock(2)` that a timer ends, 5 seconds in all.
                """),
            Clause(
                "LOCK-7", .sound, .must, [.worker], shownBy: [.interleaving],
                """
                A worker does not take another worker's probe of the lock for a client. Once a peer has removed a \
                dead recorder, an event that the worker handles after that writes no line for that recorder, even \
                where the worker's scan overlapped the removal. An append that was already under way may still \
                land in a file that REAP-5 clears; an empty events file that was made as the recorder vanished may \
                likewise stay until REAP-5.
                """),
            Clause(
                "LOCK-8", .sound, .should, [.client], shownBy: [.blackBox],
                """
                A client whose request file somebody else has removed notices it within 2 seconds, and either \
                registers again or ends with an error. It may tell the loss in its reply to any request that comes \
                next, and tells it at the latest when it is asked to stop.
                """),
            Clause(
                "LOCK-9", .sound, .should, [.client], shownBy: [.blackBox],
                """
                A client that workers can no longer find or read notices it within 2 seconds, and either makes it \
                good or ends with an error, which it tells as LOCK-8 says. So it is where the spool directory was \
                moved away, mounted over or replaced, where the directory's or the request's group or mode was \
                changed so that workers are shut out, and where somebody else emptied the request or cut it short.
                """,
                because: "Without that the recording goes on, locked and empty, and nobody knows why."),
        ])
}
