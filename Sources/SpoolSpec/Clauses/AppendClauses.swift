extension ClauseGroup {
    static let append = ClauseGroup(
        name: "APPEND", title: "Writing a line",
        clauses: [
            Clause(
                "APPEND-1", .wire, .must, [.worker], shownBy: [.trace],
                """
                A line is written by exactly one `write(2)` or `writev(2)`, its line feed included, on a descriptor \
                that was opened with `O_APPEND`; one `pwritev2(2)` with `RWF_APPEND` is as good. A call that failed \
                does not count. The same call may put a line feed before the line, to end a torn one. After a short \
                write the rest of the line may be written by further calls (APPEND-3). A line that is written \
                through a mapping of the file is written by none of these.
                """),
            Clause(
                "APPEND-2", .sound, .must, [.worker], shownBy: [.stress, .interleaving],
                """
                With any number of workers on one events file no line is mixed with another, lost or doubled, and \
                the lines of each worker keep the order in which it handled their events.
                """),
            Clause(
                "APPEND-3", .sound, .must, [.worker], shownBy: [.error],
                """
                After a short write, or one that fails with ENOSPC, the hook returns, and a later line of the same \
                worker is never glued to the torn one: a line feed stands between them. What a short write has left may be \
                completed by further writes, as many libraries do unasked, or ended by a line feed; but trying to \
                complete it must end, also on a full file system.
                """),
            Clause(
                "APPEND-4", .sound, .must, [.worker], shownBy: [.error],
                """
                A write that a signal interrupted (EINTR) before a byte was written is made again, so that the line \
                is in the file exactly once.
                """),
            Clause(
                "APPEND-5", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                An `<id>.events` that is a symbolic link, FIFO, directory or device is not followed and not blocked \
                on, and a link's target is left untouched.
                """),
        ])
}
