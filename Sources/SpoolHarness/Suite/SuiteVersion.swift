package import SpoolSpec

/// A version of the suite and the clauses that it judged, which never change again.
///
/// A later suite has clauses that nobody knew of when a recorder was made. Who asks for the version of that day gets
/// the clauses of that day.
package struct SuiteVersion: Hashable, Sendable {
    /// Major and minor number: what a patch release mends adds no clause.
    package let name: String
    /// The clauses of that version.
    package let clauses: Set<ClauseID>

    /// Every version, the newest last. Its list is the whole ledger until the next one is begun.
    package static let all = [
        SuiteVersion(name: "1.0", clauses: first),
        SuiteVersion(name: "1.1", clauses: first.union(["LOCK-9"])),
    ]

    private static let first: Set<ClauseID> = [
        "NAME-1", "NAME-2", "NAME-3", "NAME-4", "NAME-5", "NAME-6",
        "DIR-1", "DIR-2", "DIR-3", "DIR-4", "DIR-5", "DIR-6",
        "MODE-1", "MODE-2", "MODE-3",
        "LOCK-1", "LOCK-2", "LOCK-3", "LOCK-4", "LOCK-5", "LOCK-6", "LOCK-7", "LOCK-8",
        "START-1", "START-2", "START-3", "START-4", "START-5",
        "STOP-1", "STOP-2", "STOP-3", "STOP-4",
        "SCAN-1", "SCAN-2", "SCAN-3", "SCAN-4", "SCAN-5", "SCAN-6", "SCAN-7",
        "FILTER-1", "FILTER-2", "FILTER-3", "FILTER-4", "FILTER-5", "FILTER-6",
        "EVENT-1", "EVENT-2", "EVENT-3", "EVENT-4", "EVENT-5",
        "APPEND-1", "APPEND-2", "APPEND-3", "APPEND-4", "APPEND-5",
        "REAP-1", "REAP-2", "REAP-3", "REAP-4", "REAP-5",
        "REUSE-1", "REUSE-2",
        "FOLLOW-1", "FOLLOW-2", "FOLLOW-3", "FOLLOW-4", "FOLLOW-5",
        "HOOK-1", "HOOK-2", "HOOK-3",
    ]

    /// Whether a case asks something that this version asks: one that shows what a later version has added to a clause
    /// does not.
    package func asks(_ entry: Case) -> Bool {
        guard let since = entry.since, let own = Self.all.firstIndex(of: self),
            let first = Self.all.firstIndex(where: { $0.name.utf8.elementsEqual(since.utf8) })
        else { return true }
        return first <= own
    }

    /// The version of that name.
    package static func named(_ name: String) -> SuiteVersion? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
