extension ClauseGroup {
    static let mode = ClauseGroup(
        name: "MODE", title: "Permissions of the files",
        clauses: [
            Clause(
                "MODE-1", .wire, .must, [.client], shownBy: [.blackBox],
                """
                The request file has mode 0640 and the spool group as its group, so that a worker of that group can \
                open it for reading and lock it.
                """),
            Clause(
                "MODE-2", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                An events file that a worker makes lets its owner read and write it and its group read it; the \
                group may be allowed to write as well (0640 or 0660). Others have no access.
                """),
            Clause(
                "MODE-3", .sound, .must, [.worker, .client], shownBy: [.blackBox, .trace],
                """
                MODE-1 holds once start has returned, and MODE-2 once a line is written, under each of the umasks \
                0, 022, 027 and 077. At no moment before that is a file open to more than MODE-1 and MODE-2 allow.
                """),
        ])
}
