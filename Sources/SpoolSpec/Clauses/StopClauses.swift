extension ClauseGroup {
    static let stop = ClauseGroup(
        name: "STOP", title: "Stopping a recording",
        clauses: [
            Clause(
                "STOP-1", .wire, .must, [.client], shownBy: [.blackBox],
                """
                Stop removes the recording's request file and events file, in either order, and frees its lock.
                """),
            Clause(
                "STOP-2", .sound, .must, [.client], shownBy: [.interleaving],
                """
                Stop removes its own files only, never those of a successor that was given the same id.
                """,
                because: """
                    Who frees the lock first and then removes files by name may remove those of a recording that \
                    began in between.
                    """),
            Clause(
                "STOP-3", .sound, .must, [.worker, .client], shownBy: [.crash],
                """
                A client killed at any system call of a stop leaves nothing that the workers' following scans do \
                not clean, as REAP-1 and REAP-5 say.
                """),
            Clause(
                "STOP-4", .sound, .must, [.client], shownBy: [.blackBox],
                """
                A stop without a recording, and a second stop, remove nothing, whatever files are in the spool by \
                then. Such a stop may report success or an error.
                """),
        ])
}
