extension ClauseGroup {
    static let hook = ClauseGroup(
        name: "HOOK", title: "What the server may rely on",
        clauses: [
            Clause(
                "HOOK-1", .wire, .must, [.worker], shownBy: [.blackBox, .error],
                """
                The hook never fails and never waits: whatever the spool holds and whatever a system call answers, \
                it returns, and the server goes on with its request.
                """),
            Clause(
                "HOOK-2", .hostile, .must, [.worker], shownBy: [.stress],
                """
                After a million events and ten thousand recordings a worker has no more open descriptors and no \
                more memory than before.
                """),
            Clause(
                "HOOK-3", .hostile, .should, [.worker], shownBy: [.blackBox],
                """
                A recording that nobody reads stops growing at a limit. The limit is set in bytes (`SPOOL_LIMIT` in \
                the driver protocol) and is 1 GiB or less by default; it counts the blocks that the file takes, not \
                its length, so that a follower may punch holes behind what it has read. What is dropped is counted \
                and logged, and the server is not harmed.
                """),
        ])
}
