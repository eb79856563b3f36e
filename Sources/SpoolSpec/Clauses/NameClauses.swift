extension ClauseGroup {
    static let name = ClauseGroup(
        name: "NAME", title: "Names in the spool",
        clauses: [
            Clause(
                "NAME-1", .wire, .must, [.worker, .client], shownBy: [.blackBox],
                """
                A recording has two files in the spool directory: the request file `<id>.req` and the events file \
                `<id>.events`. `<id>` is one or more of the ASCII digits `0` to `9`, and it is the same, byte for \
                byte, in both names. While a start is under way there may besides be an unnamed file, or a locked \
                and empty request file under another all-digit id; a temporary file of any other name is litter, \
                because no worker may remove it (NAME-4).
                """),
            Clause(
                "NAME-2", .wire, .must, [.client], shownBy: [.blackBox],
                """
                The id of a new recording is the process id of the process that holds its lock, written in decimal \
                without leading zeros.
                """),
            Clause(
                "NAME-3", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A worker never converts an id to a number: it is a text of digits. `007`, `7`, `0` and an id of 26 \
                digits are four different ids, and each of them is served like any other.
                """,
                because: """
                    A conversion folds `007` into `7` and overflows on long ids, so that events land in the file \
                    of another recording or in none.
                    """),
            Clause(
                "NAME-4", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A directory entry whose name is neither `<id>.req` nor `<id>.events` is left alone: it is not taken \
                for a recorder, no events file is made for it, and it is neither written to nor removed, however \
                long it stands there. Among such names are `-1.req`, `+1.req`, ` 1.req`, `1e3.req`, `0x10.req`, \
                `1.REQ`, `1.req~`, `1.req.tmp`, `.req`, `12.events.req`, a name with a line feed before the `.req`, \
                and digits of any script but ASCII's.
                """),
            Clause(
                "NAME-5", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                A name is matched to its last byte. An entry whose name is `12.req` followed by a line feed is no \
                request file: it is left alone as NAME-4 says, and a recorder `12` beside it gets each event once.
                """,
                because: "In many pattern languages `$` also matches before a line feed at the end."),
            Clause(
                "NAME-6", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A recorder's id comes from the name of its request file and from nowhere else: a member `id` \
                inside the file changes nothing.
                """),
        ])
}
