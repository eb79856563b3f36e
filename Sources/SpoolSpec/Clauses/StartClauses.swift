extension ClauseGroup {
    static let start = ClauseGroup(
        name: "START", title: "Starting a recording",
        clauses: [
            Clause(
                "START-1", .wire, .must, [.client], shownBy: [.blackBox],
                """
                When start returns, the request file holds one JSON object whose member `userid` (a text or null) \
                and member `all` (0, 1, false or true) say the filter that was asked for.
                """),
            Clause(
                "START-2", .wire, .must, [.client], shownBy: [.blackBox],
                """
                No line that was written before the start is ever in the new recording's events file. (What a \
                worker still chooses by an earlier recording's filter is REUSE-1's concern.)
                """),
            Clause(
                "START-3", .sound, .must, [.client], shownBy: [.interleaving, .stress],
                """
                Workers that probe the lock or remove dead files at the same moment never make a start fail; it may \
                wait for them. Only where one of them is stopped in the middle of that may the start end with an \
                error, within 5 seconds, and then nothing is harmed. Waiting may be a \
                blocking `flock(2)` that a timer ends, 5 seconds in all.
                """),
            Clause(
                "START-4", .sound, .must, [.client], shownBy: [.error],
                """
                Where the request cannot be written in full (ENOSPC, EIO, a short write), or a stale events file \
                cannot be taken away (a directory stands under its name), start ends with an error and leaves no \
                file of its own behind.
                """),
            Clause(
                "START-5", .sound, .must, [.worker, .client], shownBy: [.crash],
                """
                A client killed at any system call of a start leaves nothing that the workers' following scans do \
                not clean, as REAP-1 and REAP-5 say.
                """),
        ])
}
