package import SpoolSpec

/// Why other clauses are broken with a fault, where the whole catalogue is played against it.
struct Consequence: Sendable {
    /// Those; `nil` where nothing else can be shown of such a recorder either.
    let clauses: Set<ClauseID>?
    /// Why that follows from what is wrong with it.
    let reason: String

    private init(_ clauses: Set<ClauseID>?, _ reason: String) {
        self.clauses = clauses
        self.reason = reason
    }

    /// What is known to follow, by the fault's name.
    static func of(_ fault: String) -> [Consequence] { table[fault] ?? [] }

    private static func all(_ reason: String) -> Consequence { Consequence(nil, reason) }

    private static func these(_ clauses: ClauseID..., because reason: String) -> Consequence {
        Consequence(Set(clauses), reason)
    }

    private static let noLock = all("without its lock a recording is alive to nobody")
    private static let unreadable = these(
        "LOCK-1", "START-1", "START-2", "START-5", "STOP-1", "STOP-3", "REAP-4",
        because: "a worker of the group cannot probe what is left of it")
    private static let umasks = these("MODE-3", because: "it is that under every umask")
    private static let requestSeen = these(
        "LOCK-6", "START-3", "REUSE-2", because: "these look at what the request says, too")

    private static let table: [String: [Consequence]] = [
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
        "DIR-1/own-group": [unreadable, these("MODE-1", because: "files get the directory's group")],
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
            these("HOOK-1", because: "a live recorder whose probe has failed once is gone")
        ],
        "LOCK-5/locks-what-it-has-named": [
            these("LOCK-6", because: "without the lock it removes the events of whoever has the id since")
        ],
        "LOCK-6/takes-over": [
            these("LOCK-5", because: "a reaper that has the name in hand removes the new file")
        ],
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
    ]
}

extension Fault {
    /// Why a clause may fail with this fault; `nil` where it must not.
    package func reason(for clause: ClauseID) -> String? {
        also[clause]
            ?? Consequence.of(name).first { $0.clauses?.contains(clause) ?? true }?.reason
    }

    /// Every clause that may fail with it, and why.
    package var reasons: [ClauseID: String] {
        var reasons: [ClauseID: String] = [:]
        for clause in ClauseLedger.all where clause.id != breaks {
            reasons[clause.id] = reason(for: clause.id)
        }
        return reasons
    }
}
