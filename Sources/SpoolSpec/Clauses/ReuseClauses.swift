extension ClauseGroup {
    static let reuse = ClauseGroup(
        name: "REUSE", title: "When a process id comes back",
        clauses: [
            Clause(
                "REUSE-1", .sound, .must, [.worker], shownBy: [.blackBox, .interleaving],
                """
                When an id comes back with another filter, the new recording holds nothing that a worker chose by \
                the old filter.
                """,
                because: """
                    A worker that knows recorders by id alone goes on with the old filter until its next scan, and \
                    so shows one person what another asked for.
                    """),
            Clause(
                "REUSE-2", .sound, .must, [.worker, .client], shownBy: [.blackBox, .interleaving],
                """
                A start on the id of a dead recorder whose files still stand succeeds, and the new recording begins \
                empty.
                """),
        ])
}
