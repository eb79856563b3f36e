extension ClauseGroup {
    static let event = ClauseGroup(
        name: "EVENT", title: "What a line says",
        clauses: [
            Clause(
                "EVENT-1", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                For each event and each recorder whose filter takes it, one line is appended to the recorder's \
                events file: a JSON object by RFC 8259, in UTF-8, without a raw line feed inside, and with one line \
                feed at its end.
                """),
            Clause(
                "EVENT-2", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                The object's members are those that the server passed, with equal JSON values, in any order: \
                `method`, `path`, `params`, `userid`, `format`, `client_ip` and `proxied`. Equal means: nested up to \
                64 deep, integers up to ±2^53, decimals to 15 digits; a number never becomes a text, nor a text a \
                number. Numbers beyond that are unspecified. An implementation may add members of its own under \
                other names than these seven.
                """),
            Clause(
                "EVENT-3", .wire, .must, [.worker], shownBy: [.blackBox],
                """
                Every Unicode scalar value in a text survives, U+0000, U+2028 and U+10FFFF among them.
                """),
            Clause(
                "EVENT-4", .hostile, .should, [.worker], shownBy: [.blackBox],
                """
                An event that is nested too deep, too large or not to be encoded is not lost without a trace: \
                either it is written whole, or a line with its `method`, `path` and `userid` stands in its place.
                """),
            Clause(
                "EVENT-5", .hostile, .must, [.worker], shownBy: [.blackBox],
                """
                Whatever the server passes, a number beyond the range of a double or a lone surrogate for instance, \
                the line is valid JSON and valid UTF-8. Whether a lone surrogate is kept as an escape or replaced is \
                unspecified.
                """),
        ])
}
