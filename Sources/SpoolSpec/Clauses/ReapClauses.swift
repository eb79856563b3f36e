extension ClauseGroup {
    static let reap = ClauseGroup(
        name: "REAP", title: "Clearing away what the dead leave",
        clauses: [
            Clause(
                "REAP-1", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                The first scan by a worker after a recorder's death removes its request file and its events file, \
                in either order.
                """),
            Clause(
                "REAP-2", .wire, .must, [.worker], shownBy: [.blackBox, .interleaving],
                "A worker never removes a file of a live recorder."),
            Clause(
                "REAP-3", .sound, .must, [.worker], shownBy: [.interleaving],
                """
                Files are removed by identity, not by name alone: a worker that holds the lock of an old request \
                file never removes a successor's files of the same name.
                """),
            Clause(
                "REAP-4", .sound, .must, [.worker], shownBy: [.crash],
                """
                A worker killed at any system call of such a removal leaves nothing that the workers' following \
                scans do not clean, as REAP-1 and REAP-5 say.
                """),
            Clause(
                "REAP-5", .sound, .must, [.worker], shownBy: [.blackBox, .interleaving],
                """
                An events file without a request file is removed by a worker that has seen it so in two scans 5 \
                seconds or more apart, or that finds the file older than 5 seconds. A start of the same id at the \
                same moment is not harmed by that.
                """),
        ])
}
