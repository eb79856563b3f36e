extension ClauseGroup {
    static let scan = ClauseGroup(
        name: "SCAN", title: "Looking for recorders",
        clauses: [
            Clause(
                "SCAN-1", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                An event that a worker handles 1.0 seconds or more after its last scan of the spool is judged by a \
                fresh scan. A new recorder is seen then at the latest, and a dead one is no longer served. An idle \
                worker need not scan.
                """),
            Clause(
                "SCAN-2", .wire, .must, [.worker], shownBy: [.trace],
                """
                Within 1.0 seconds of a scan a worker makes no other, unless it saw a recorder change. An idle spool \
                so costs a worker at most one directory listing a second, and a missing spool directory at most one \
                attempt a second. Only listings of the directory count; looking again at one id is free.
                """),
            Clause(
                "SCAN-3", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                Setting the time of day, an hour forwards or an hour back, neither stops the scanning nor makes a \
                worker scan at every event. (An orphan removed early by REAP-5 after the clock was set is no fault.)
                """),
            Clause(
                "SCAN-4", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                A locked request file that is no JSON object (empty, cut short, an array, garbage, not valid UTF-8, \
                begun by a byte order mark) is skipped and kept, and harms no other recorder. So is what common \
                readers take for JSON and RFC 8259 does not: NaN, Infinity, comments, a comma behind the last member, \
                single quotes, a number with a leading `+` or zero, raw control characters in a text, overlong forms \
                and surrogates in UTF-8. It counts from the first scan after it has become complete. How deep a \
                request may be nested is open beyond 64, as UTF-16 is; but the hook returns (HOOK-1).
                """),
            Clause(
                "SCAN-5", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                A request file of more than 64 KiB (65,536 bytes; one of exactly that size counts) is skipped \
                without being read whole, and the worker's memory stays flat.
                """),
            Clause(
                "SCAN-6", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                A FIFO, directory, socket, device or symbolic link whose name is that of a request file, `<id>.req`, \
                neither blocks a worker nor is followed. The link's target and the file `<id>.events` stay.
                """),
            Clause(
                "SCAN-7", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                Unknown members of a request are ignored. Of a member that is given twice the last one counts.
                """),
        ])
}
