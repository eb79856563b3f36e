extension ClauseGroup {
    static let filter = ClauseGroup(
        name: "FILTER", title: "Which events a recorder gets",
        clauses: [
            Clause(
                "FILTER-1", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A filter whose `userid` is missing, null or the empty text takes every user's events, also those \
                without a user. A `userid` in a request that is anything else but a text is unspecified.
                """),
            Clause(
                "FILTER-2", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                Any other filter takes an event whose user is equal to the filter's `userid`, or begins with it \
                followed at once by `!` (the user's API tokens). `root@pam` takes `root@pam` and `root@pam!ci`; it \
                does not take `root@pame`, `ROOT@pam`, or an event without a user.
                """),
            Clause(
                "FILTER-3", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A filter in which `all` is unset takes only events whose method is `POST`, `PUT` or `DELETE`, in \
                exactly these letters. One in which `all` is set takes every method.
                """),
            Clause(
                "FILTER-4", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                In a request `all` counts as unset when it is missing, null, false, 0, 0.0, the empty text or the \
                text "0"; it counts as set when it is true, 1 or the text "1". Other values are unspecified.
                """),
            Clause(
                "FILTER-5", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                Texts are compared character by character, Unicode scalar by Unicode scalar, after JSON escapes are \
                resolved. Nothing is trimmed, folded or normalised.
                """),
            Clause(
                "FILTER-6", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                An event in which `proxied` is set (1, true or the text "1") is recorded for nobody. `proxied` is \
                unset when it is missing, null, false, 0, the empty text or the text "0". Other values are \
                unspecified.
                """,
                because: "A request that one node hands to another would be recorded twice."),
        ])
}
