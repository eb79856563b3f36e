extension ClauseGroup {
    static let follow = ClauseGroup(
        name: "FOLLOW", title: "Reading a recording",
        clauses: [
            Clause(
                "FOLLOW-1", .wire, .must, [.follower], shownBy: [.blackBox],
                """
                A follower yields the event of each complete line once, in the order of the file, as soon as the \
                line's line feed is there, and nothing of a line before that.
                """),
            Clause(
                "FOLLOW-2", .wire, .must, [.follower], shownBy: [.blackBox],
                "A follower may begin before the events file exists, and yields what is written to it later."),
            Clause(
                "FOLLOW-3", .sound, .must, [.follower], shownBy: [.blackBox],
                """
                A torn or damaged line is skipped and counted as skipped; a blank line is skipped and not counted. \
                An intact event that is glued behind a torn one, on the same line, is still yielded.
                """),
            Clause(
                "FOLLOW-4", .sound, .must, [.follower], shownBy: [.blackBox],
                """
                A follower notices when the events file is replaced (the file that it has open has no link left) or \
                cut shorter, and goes on with what is there then.
                """),
            Clause(
                "FOLLOW-5", .hostile, .must, [.follower], shownBy: [.blackBox],
                """
                A follower opens no symbolic link, FIFO, device or directory in place of the events file. A line of \
                more than 16 MiB is skipped and counted as skipped, in bounded memory.
                """),
        ])
}
