internal import SpoolSpec

extension Scenario {
    /// Every scenario that is searched.
    package static let all: [Scenario] = [
        Scenario(
            "start-scan", "a start beside a scan",
            judges: [
                "LOCK-5", "START-3", "START-5", "REAP-3", "LOCK-6", "REAP-4", "START-2", "DIR-4", "MODE-3",
                "REAP-5", "START-1", "START-4", "HOOK-1",
            ], role: .client, prepared: [.directory],
            parts: [.client(.start(userid: nil)), .worker(.record(userid: "root@pam"))]),
        Scenario(
            "start-appends", "a start beside a worker that handles two requests",
            judges: [
                "APPEND-2", "START-2", "LOCK-5", "START-3", "START-5", "LOCK-6", "REAP-3", "REAP-4", "REAP-5",
                "START-1", "START-4", "HOOK-1",
            ], role: .client, prepared: [.directory],
            parts: [
                .client(.start(userid: nil)),
                .worker(.record(userid: "root@pam"), .record(userid: "root@pam")),
            ]),
        Scenario(
            "stop-scan", "a stop beside a scan",
            judges: [
                "STOP-3", "REAP-4", "REAP-3", "STOP-2", "LOCK-6", "REUSE-1", "START-2",
                "REAP-5", "HOOK-1",
            ], role: .client,
            prepared: [
                .directory, .act(part: 0, .start(userid: nil)), .act(part: 1, .record(userid: "root@pam")),
                .act(part: 1, .advance(seconds: 1.5)),
            ],
            parts: [.client(.stop), .worker(.record(userid: "root@pam"))]),
        Scenario(
            "reap-start", "a reap beside a start of the same id",
            judges: [
                "REUSE-2", "START-3", "LOCK-5", "REAP-3", "START-2", "START-5", "REAP-4", "LOCK-6", "LOCK-7",
                "REUSE-1", "REAP-5", "START-1", "START-4", "LOCK-4", "HOOK-1",
            ], role: .client,
            prepared: [.directory, .deadRecorder],
            parts: [.client(.start(userid: nil)), .worker(.record(userid: "root@pam"))]),
        Scenario(
            "two-reapers", "two workers that find a dead recorder",
            judges: ["LOCK-7", "REAP-4", "REAP-5", "LOCK-4", "HOOK-1"], role: .worker,
            prepared: [.directory, .deadRecorder],
            parts: [
                .worker(.record(userid: "old@pam"), .record(userid: "old@pam")),
                .worker(.record(userid: "old@pam")),
            ]),
        Scenario(
            "two-reapers-start", "two reaps beside a start of the same id",
            judges: [
                "REAP-3", "REAP-4", "LOCK-7", "LOCK-5", "START-3", "START-2", "START-5", "LOCK-6", "REUSE-1",
                "REAP-5", "START-1", "START-4", "LOCK-4", "HOOK-1",
            ], role: .worker,
            prepared: [.directory, .deadRecorder],
            parts: [
                .worker(.record(userid: "root@pam")), .worker(.record(userid: "root@pam")),
                .client(.start(userid: nil)),
            ]),
        Scenario(
            "append-reuse", "an append with a stale list beside a stop and a start of the same id",
            judges: [
                "REUSE-1", "REAP-3", "START-2", "START-3", "LOCK-5", "START-5", "STOP-2", "STOP-3", "REAP-4",
                "LOCK-6", "REAP-5", "START-1", "START-4", "HOOK-1",
            ], role: .worker,
            prepared: [
                .directory, .act(part: 1, .start(userid: "old@pam")),
                .act(part: 0, .record(userid: "old@pam")),
            ],
            parts: [.worker(.record(userid: "old@pam")), .client(.stop, .start(userid: "new@pam"))]),
        Scenario(
            "first-starts", "two first starts",
            judges: [
                "DIR-3", "LOCK-5", "START-5", "LOCK-6", "REAP-5", "START-1", "START-4",
            ], role: .client,
            prepared: [], parts: [.client(.start(userid: nil)), .client(.start(userid: nil))]),
        // Apart from the others: where modes are wrong at the first call, nothing else is seen.
        Scenario(
            "umasks", "two first starts, one under umask 0 and one under umask 077",
            judges: [
                "DIR-4", "MODE-3", "DIR-3", "START-5", "REAP-5", "START-1", "START-4", "LOCK-5", "LOCK-6",
            ],
            role: .client, prepared: [],
            parts: [
                .client(.start(userid: nil), umask: 0), .client(.start(userid: nil), umask: 0o077),
            ]),
        Scenario(
            "two-appends", "two workers' appends",
            judges: [
                "APPEND-2", "REAP-3", "REAP-4", "REUSE-1", "START-2", "LOCK-6", "REAP-5", "APPEND-3",
                "APPEND-4", "HOOK-1",
            ], role: .worker,
            prepared: [.directory, .living("12")],
            parts: [
                .worker(.record(userid: "root@pam"), .record(userid: "root@pam")),
                .worker(.record(userid: "root@pam")),
            ]),
        sweep("sweep-start", "a sweep of an orphan beside a start of the same id"),
        // The third process makes the new recording's events file, which a late sweep would take for the orphan.
        sweep(
            "sweep-start-append",
            "a sweep of an orphan beside a start of the same id and another worker's append",
            beside: .worker(.record(userid: "root@pam"))),
        Scenario(
            "stop-successor", "a stop beside a scan and a successor of the same id",
            judges: [
                "STOP-2", "STOP-3", "REAP-3", "REAP-4", "REUSE-1", "START-2", "LOCK-6", "REAP-5", "HOOK-1",
            ], role: .client,
            prepared: [.directory, .act(part: 0, .start(userid: nil))],
            parts: [.client(.stop), .successor, .worker(.record(userid: "root@pam"))], sharesID: true),
        Scenario(
            "start-stranger", "a start beside another that takes the id",
            judges: [
                "LOCK-6", "LOCK-5", "START-5", "START-2", "REUSE-1", "STOP-2", "REAP-5", "START-1", "START-4",
            ], role: .client, prepared: [.directory],
            parts: [.client(.start(userid: nil)), .successor], sharesID: true),
        Scenario(
            "start-start", "two starts of the same id in two PID namespaces, beside a scan",
            judges: [
                "LOCK-6", "LOCK-5", "START-5", "START-2", "REUSE-1", "REAP-3", "REAP-4", "REAP-5", "START-1",
                "START-4", "HOOK-1",
            ], role: .client, prepared: [.directory],
            parts: [
                .client(.start(userid: "one@pam"), countsByItself: true),
                .client(.start(userid: "two@pam"), countsByItself: true),
                .worker(.record(userid: "one@pam")),
            ], sharesID: true),
        Scenario(
            "stop-start", "a stop, or a death, beside a start of the same id and an append with a stale list",
            judges: [
                "STOP-2", "STOP-3", "LOCK-6", "LOCK-5", "START-5", "START-2", "REUSE-1", "REAP-3", "REAP-4",
                "REAP-5", "START-1", "START-4", "HOOK-1",
            ], role: .client,
            prepared: [
                .directory, .act(part: 0, .start(userid: "old@pam")),
                .act(part: 2, .record(userid: "old@pam")),
            ],
            parts: [
                .client(.stop, countsByItself: true),
                .client(.start(userid: "new@pam"), countsByItself: true),
                .worker(.record(userid: "old@pam")),
            ], sharesID: true),
    ]

    /// A worker sweeps an orphan, and a client of the same id starts.
    ///
    /// - Parameter others: who acts too.
    private static func sweep(_ name: String, _ title: String, beside others: Part...) -> Scenario {
        Scenario(
            name, title,
            judges: [
                "REAP-5", "REAP-3", "START-3", "LOCK-5", "START-2", "START-5", "REAP-4", "LOCK-6", "REUSE-1",
                "START-1", "START-4", "HOOK-1",
            ], role: .worker,
            prepared: [
                .directory, .orphan, .act(part: 0, .record(userid: "root@pam")),
                .act(part: 0, .advance(seconds: 6)),
            ],
            parts: [.worker(.record(userid: "root@pam")), .client(.start(userid: nil))] + others)
    }

    /// The scenario of that name.
    package static func named(_ name: String) -> Scenario? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
