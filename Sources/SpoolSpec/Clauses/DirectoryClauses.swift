extension ClauseGroup {
    static let directory = ClauseGroup(
        name: "DIR", title: "The spool directory",
        clauses: [
            Clause(
                "DIR-1", .wire, .must, [.client], shownBy: [.blackBox],
                """
                Where the spool directory is missing, start makes it: with mode 02770 whatever the umask is, and \
                with the spool group as its group. (A crash in the middle may leave it with mode 0700 if the next \
                start mends that.)
                """),
            Clause(
                "DIR-2", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                Where the spool directory is missing, nobody records: a worker's hook returns as always and makes \
                neither the directory nor any file.
                """),
            Clause(
                "DIR-3", .sound, .must, [.client], shownBy: [.interleaving],
                """
                When two clients start at the same time and the spool directory is missing, both starts succeed, \
                whichever of them makes it.
                """),
            Clause(
                "DIR-4", .sound, .must, [.client], shownBy: [.trace],
                """
                At no moment, under any umask, do others than owner and group have any access to the spool \
                directory: the mode with which it is made already denies it.
                """,
                because: """
                    A directory made with mode 0777 and narrowed afterwards can be entered in between, and what \
                    was opened then stays open.
                    """),
            Clause(
                "DIR-5", .hostile, .must, [.client], shownBy: [.blackBox],
                """
                Start refuses with an error a spool path that is a symbolic link, also where the path goes on behind \
                the link's name with `/`, `/.` or `//`; that is no directory; or that belongs to another user than \
                root and the user who starts. It then changes nothing, neither there nor in a link's target. A \
                directory of our own (root's or the starter's) that has another mode is set right to 02770 if it \
                holds nothing, or nothing but names of the protocol. Any other (`/`, `/tmp`, somebody's home) is \
                refused, and neither its mode nor its group is changed. A start that fails, for whatever reason, \
                has changed nothing of what stood there before. What a worker does when its spool path is a \
                symbolic link is unspecified.
                """,
                because: """
                    Whoever mistypes the path as root must not find the mode of `/tmp` changed.
                    """),
            Clause(
                "DIR-6", .hostile, .should, [.client], shownBy: [.blackBox],
                """
                Where the spool group does not exist, start ends with an error that names the group.
                """,
                because:
                    "Without the group no worker can open the request, and the recording stays empty without a word."
            ),
        ])
}
