internal import SpoolSpec

extension Consequence {
    private static func all(_ reason: String) -> Consequence { Consequence(nil, reason) }

    private static func these(_ clauses: ClauseID..., because reason: String) -> Consequence {
        Consequence(Set(clauses), reason)
    }

    /// In whose cases the same stands: requests, events, or dead recorders of that kind.
    private static func alike(_ clauses: ClauseID...) -> Consequence {
        Consequence(Set(clauses), "its cases have some of that kind, too")
    }

    private static let noLock = all("without its lock a recording is alive to nobody")
    private static let noLines = all("no line of its can be read, and nearly every case reads them")
    private static let unreadable = these(
        "LOCK-1", "START-1", "START-2", "START-5", "STOP-1", "STOP-3", "REAP-4",
        because: "a worker of the group cannot probe what is left of it")
    private static let yieldsSeen = these(
        "FOLLOW-2", "FOLLOW-3", "FOLLOW-4", "FOLLOW-5", because: "these look at what is yielded, too")
    private static let slowWithLongLines = these(
        "FOLLOW-5", because: "it holds a line until its end, and looks through it anew at each piece")
    private static let staleProbe = these(
        "REUSE-1", because: "what it writes to may have another recorder since its probe")
    private static let blindToItsRequest = these(
        "LOCK-9", because: "who does not look at its request sees neither its mode nor its size")
    private static let umasks = these("MODE-3", because: "it is that under every umask")
    private static let requestSeen = these(
        "LOCK-6", "START-3", "REUSE-2", because: "these look at what the request says, too")

    /// By the fault's name, in the order of the ledger; a fault that breaks its own clause only is not here.
    static let table: [String: [Consequence]] = [
        "NAME-1/padded-events": [all("nobody finds a line under the recorder's own id")],
        "NAME-1/request-spelt-out": [all("no request stands under its name")],
        "NAME-2/next-process": [
            these(
                "LOCK-6", "START-3", "REUSE-2", "MODE-3", because: "the id that it takes is another client's")
        ],
        "NAME-2/leading-zeros": [these("LOCK-6", because: "it does not meet the one who has the id")],
        "NAME-3/numbers": [
            these("MODE-2", "SCAN-1", because: "an id with zeros before it has no file of its own")
        ],
        "NAME-3/no-long-ids": [
            these(
                "LOCK-3", "SCAN-1", "REAP-1", because: "an id that is not read is neither served nor removed")
        ],
        "NAME-3/no-zero": [
            these("LOCK-3", "MODE-3", because: "an id that is not read is neither served nor removed")
        ],
        "NAME-6/id-inside": [these("SCAN-7", because: "an id inside is an unknown member")],
        "DIR-1/no-group-bit": [these("DIR-5", because: "it sets its own directory to that mode, too")],
        "DIR-1/own-group": [
            unreadable, these("MODE-1", because: "files get the directory's group"),
            these("DIR-5", because: "it does not notice that the group could not be set"),
        ],
        "DIR-1/expects-it": [all("without a directory no recording begins")],
        "DIR-2/workers-make-it": [these("SCAN-2", because: "it looks again once it has made it")],
        "DIR-2/dies-without-it": [all("wherever the directory comes and goes the worker is dead")],
        "MODE-1/owner-only": [umasks, unreadable],
        "MODE-1/world-readable": [umasks],
        "MODE-1/own-group": [umasks, unreadable],
        "MODE-2/world-readable": [umasks],
        "MODE-2/owner-only": [umasks],
        "LOCK-1/another-kind-of-lock": [noLock],
        "LOCK-1/lets-go": [noLock],
        "LOCK-1/shared": [noLock],
        "LOCK-1/does-without": [
            these("LOCK-5", because: "a start that has no lock reports success in a schedule, too")
        ],
        "LOCK-3/asks-the-process-table": [
            all("the judge's recordings have no process: all are taken for dead")
        ],
        "LOCK-3/believes-the-process-table": [
            these("REAP-4", because: "a dead recorder whose number is in use is left")
        ],
        "LOCK-3/asks-for-the-age": [
            these("SCAN-2", because: "to learn the age it lists the directory once more")
        ],
        "LOCK-4/any-error-is-free": [
            these(
                "HOOK-1", "HOOK-2", "REAP-3", because: "a live recorder whose probe has failed once is gone")
        ],
        "LOCK-5/locks-what-it-has-named": [
            these("LOCK-1", because: "where the lock is refused the request has its name already"),
            these("LOCK-6", because: "without the lock it removes the events of whoever has the id since"),
        ],
        "LOCK-6/takes-over": [
            these("LOCK-5", because: "a reaper that has the name in hand removes the new file"),
            these("STOP-2", because: "a stop has the name in hand, too"),
        ],
        "LOCK-7/believes-its-probe": [staleProbe],
        "LOCK-7/probes-exclusively": [staleProbe],
        "LOCK-8/looks-at-the-end": [blindToItsRequest],
        "LOCK-8/never-looks": [blindToItsRequest],
        "START-1/never-all": [requestSeen],
        "START-1/folds-the-user": [requestSeen],
        "START-1/everybody-by-name": [requestSeen],
        "START-1/all-as-text": [requestSeen],
        "START-1/another-shape": [requestSeen],
        "START-1/nothing-yet": [
            requestSeen, these("START-4", because: "what is not written cannot fail"),
        ],
        "START-2/keeps-old-events": [these("START-3", because: "a start beside a worker keeps them, too")],
        "START-3/waits-for-ever": [these("LOCK-6", because: "on a live id it waits for ever, too")],
        "START-5/under-another-name": [
            these(
                "START-3", "REUSE-2", "MODE-3",
                because: "where the name is taken it gives its file up, and has none when the name is free")
        ],
        "START-5/leaves-the-empty": [
            these("REAP-4", "REAP-5", because: "the claim of a sweep that was killed is empty, too")
        ],
        "REUSE-1/goes-by-the-inode": [
            these(
                "REUSE-2", "SCAN-1", "SCAN-4", "SCAN-5", "SCAN-6",
                because: "an inode's number is given again at once, and the new request is taken for the old")
        ],
        "REUSE-1/believes-its-memory": [
            these(
                "LOCK-3", "LOCK-7", "REAP-1", "REUSE-2", "SCAN-1", "SCAN-4", "SCAN-5", "SCAN-6",
                because:
                    "what has an id is taken for what had it, within a second of the judge's time or its own")
        ],
        "REUSE-1/believes-its-descriptor": [
            these("LOCK-7", because: "it writes also to the file of a recorder that a peer has removed")
        ],
        "REUSE-2/gives-way-to-the-dead": [
            these("START-3", "MODE-3", because: "in its cases, too, a start finds a dead recorder's files")
        ],
        "REUSE-2/inherits-events": [these("START-3", because: "a start beside a worker keeps them, too")],
        "STOP-1/leaves-the-request": [
            these("START-4", because: "on a full file system the next start has the room of what was left")
        ],
        "STOP-2/by-name": [these("LOCK-8", because: "its stop fails where the request has gone")],
        "SCAN-1/every-other": [
            these(
                "LOCK-4", "NAME-3", "REAP-1", "REUSE-2", "SCAN-3", "SCAN-4", "APPEND-2",
                because: "what the next scan has to find is found by the one after it")
        ],
        "SCAN-2/every-event": [these("SCAN-3", because: "it does so when the clock was set, too")],
        "SCAN-2/every-recorder": [
            these("HOOK-1", because: "with thousands of recorders the listings take seconds")
        ],
        "SCAN-4/empty-is-everything": [
            these("REUSE-1", because: "a request that is not written yet is empty")
        ],
        "SCAN-5/removes-it": [these("REAP-2", because: "what it removes is alive")],
        "SCAN-7/knows-two-keys": [
            these("FILTER-6", "NAME-6", "SCAN-5", because: "the requests of its cases have other members")
        ],
        "FILTER-1/null-is-nobody": [noLines],
        "FILTER-1/empty-is-a-name": [alike("FILTER-3", "SCAN-1", "SCAN-7")],
        "FILTER-1/needs-a-user": [alike("EVENT-1", "EVENT-2", "FILTER-3", "SCAN-1")],
        "FILTER-2/any-beginning": [alike("FILTER-5")],
        "FILTER-2/no-tokens": [alike("EVENT-1", "FILTER-5")],
        "FILTER-2/no-case": [alike("FILTER-5")],
        "FILTER-2/no-user-is-any": [alike("EVENT-1", "FILTER-3")],
        "FILTER-2/tokens-of-tokens": [alike("FILTER-5", "REUSE-1")],
        "FILTER-3/patch": [alike("FILTER-4")],
        "FILTER-3/any-case": [alike("FILTER-4")],
        "FILTER-3/all-but-get": [alike("FILTER-4")],
        "FILTER-3/no-delete": [alike("EVENT-1", "FILTER-1", "FILTER-4")],
        "FILTER-4/false": [alike("FILTER-3", "SCAN-7")],
        "FILTER-4/null": [alike("FILTER-3", "SCAN-7")],
        "FILTER-4/missing": [alike("FILTER-3", "FILTER-6", "SCAN-7")],
        "FILTER-4/no-true": [alike("FILTER-3", "SCAN-7")],
        "FILTER-4/no-text": [alike("SCAN-7")],
        "FILTER-5/trims": [alike("FILTER-2")],
        "FILTER-5/to-the-first-NUL": [alike("FILTER-2")],
        "FILTER-6/records-the-proxied": [alike("FILTER-2")],
        "FILTER-6/zero-as-text": [alike("EVENT-2")],
        "FILTER-6/whatever-is-there": [
            alike(
                "EVENT-1", "EVENT-2", "EVENT-3", "FILTER-1", "FILTER-2", "FILTER-3", "FILTER-4", "FILTER-5",
                "SCAN-4", "SCAN-7")
        ],
        "EVENT-1/two-lines": [noLines],
        "EVENT-1/no-line-feed": [noLines],
        "EVENT-1/array": [noLines],
        "EVENT-1/latin-1": [alike("EVENT-2", "EVENT-3", "EVENT-4", "EVENT-5", "FILTER-3", "FILTER-5")],
        "EVENT-2/numbers-as-text": [alike("APPEND-2", "EVENT-1", "EVENT-3")],
        "EVENT-2/no-null": [alike("EVENT-1")],
        "EVENT-2/member-lost": [alike("EVENT-1", "EVENT-3")],
        "EVENT-2/member-taken": [alike("EVENT-1", "EVENT-3")],
        "EVENT-3/no-NUL": [alike("EVENT-1")],
        "EVENT-3/no-line-separator": [alike("EVENT-1")],
        "EVENT-5/infinity": [alike("EVENT-4")],
        "EVENT-5/raw-surrogates": [alike("EVENT-1", "EVENT-3", "EVENT-4", "FILTER-5")],
        "APPEND-1/line-feed-apart": [
            these("APPEND-2", "APPEND-4", because: "a line whose second write fails or comes late is none")
        ],
        "APPEND-1/by-two-threads": [
            these(
                "APPEND-2", "EVENT-1", "EVENT-2", "EVENT-3", "EVENT-4",
                because: "the two parts of a long line come in any order"),
            these(
                "HOOK-2", because: "to make two threads for each of 30,000 lines takes longer than a case may"
            ),
        ],
        "APPEND-1/in-pages": [
            these("APPEND-2", because: "another worker's line comes between the parts of a long one")
        ],
        "APPEND-2/drops": [alike("FILTER-1", "FILTER-3", "HOOK-1", "SCAN-1", "SCAN-7")],
        "APPEND-2/doubles": [alike("FILTER-1", "FILTER-3", "SCAN-1", "SCAN-7")],
        "APPEND-2/out-of-order": [
            alike("FILTER-1", "FILTER-3", "FILTER-4", "FILTER-5", "FILTER-6", "SCAN-1", "SCAN-7")
        ],
        "APPEND-2/in-two-parts": [
            these("APPEND-1", because: "that is two writes"),
            these("APPEND-3", because: "the second part is written behind a first that was cut short"),
        ],
        "APPEND-2/without-O_APPEND": [
            these("APPEND-1", because: "it writes at a place, by another call"),
            these("REUSE-1", because: "it writes at the place that it had in the dead one's file"),
        ],
        "APPEND-3/gives-up": [
            these(
                "APPEND-2", "APPEND-4", "HOOK-1",
                because: "whichever write fails, it records nothing any more")
        ],
        "APPEND-3/dies-of-it": [
            these(
                "APPEND-1", "APPEND-4", "HOOK-1", "HOOK-2",
                because: "whichever write fails, the worker is dead")
        ],
        "REAP-1/leaves-the-events": [alike("LOCK-3", "REAP-4", "REAP-5", "STOP-3")],
        "REAP-1/leaves-the-request": [alike("LOCK-3", "NAME-3", "REAP-4", "REAP-5", "START-5", "STOP-3")],
        "REAP-1/second-scan": [alike("LOCK-3", "NAME-3", "SCAN-1", "SCAN-3")],
        "REAP-1/readable-only": [
            these(
                "LOCK-3", "REAP-4", "REAP-5", "START-5",
                because:
                    "what says nothing is dead there, too: garbage, and a claim that a crash has left empty")
        ],
        "REAP-2/sweeps-the-living": [
            these(
                "NAME-4", "NAME-5", "SCAN-1", "SCAN-4", "SCAN-5", "SCAN-6",
                because: "recordings live for seconds in its cases, and lose their files")
        ],
        "REAP-3/compares-before-the-lock": [
            these("LOCK-5", because: "the request that it takes away has just been locked by a start"),
            these("START-4", because: "its start begins again without taking back what it has named"),
        ],
        "REAP-3/lets-go-first": [these("REAP-5", because: "it sweeps an orphan in that order, too")],
        "REAP-3/request-first": [these("REAP-5", because: "it sweeps an orphan in that order, too")],
        "REAP-4/renames-first": [
            these("REAP-5", because: "killed, it leaves its own name also where it has swept")
        ],
        "REAP-5/leaves-its-claim": [
            these("REAP-4", because: "a sweep that begins again after a crash leaves its claim, too")
        ],
        "FOLLOW-1/before-the-line-feed": [slowWithLongLines],
        "FOLLOW-1/twice": [yieldsSeen],
        "FOLLOW-1/from-the-end": [yieldsSeen],
        "FOLLOW-1/backwards": [yieldsSeen, slowWithLongLines],
        "FOLLOW-1/line-by-look": [yieldsSeen],
        "FOLLOW-2/gives-up": [
            yieldsSeen, these("FOLLOW-1", because: "many a session begins before there is a file"),
        ],
        "FOLLOW-3/dies-of-it": [yieldsSeen, these("FOLLOW-1", because: "many a session has damaged lines")],
        "FOLLOW-4/keeps-the-old": [alike("FOLLOW-3")],
        "FOLLOW-4/past-the-end": [alike("FOLLOW-3")],
        "HOOK-1/not-a-directory": [
            these("DIR-2", because: "a file in the directory's place is one of its cases")
        ],
        "HOOK-1/never-recovers": [
            these(
                "HOOK-2", "SCAN-1", "REAP-4", "REAP-5", "START-5", "APPEND-2",
                because:
                    "from the first time that no descriptor is left it neither records nor closes nor cleans")
        ],
        "HOOK-3/once-a-second": [
            these(
                "APPEND-5", because: "it takes a FIFO's length for that of the file which gets its descriptor"
            )
        ],
    ]
}
