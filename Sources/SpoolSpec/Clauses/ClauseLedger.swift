/// Every clause of the spool protocol, in the order in which people read them.
public enum ClauseLedger {
    /// The clauses by group, in the ledger's order.
    public static let groups: [ClauseGroup] = [
        .name, .directory, .mode, .lock, .start, .stop, .scan, .filter, .event, .append, .reap, .reuse,
        .follow, .hook,
    ]

    /// Every clause, in the ledger's order.
    public static let all: [Clause] = groups.flatMap(\.clauses)

    private static let byID: [ClauseID: Clause] = Dictionary(
        all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    /// The clause of that id.
    ///
    /// - Returns: the clause, or `nil` where the ledger has no such id.
    public static subscript(id: ClauseID) -> Clause? { byID[id] }

    /// The clauses that a person means by an id or the beginning of one.
    ///
    /// A full id means that clause alone: `NAME-1` is not also the beginning of a `NAME-10`. Anything else means
    /// every clause whose id begins with it. Letters may be small.
    ///
    /// - Parameter prefix: for instance `APPEND-1`, `APPEND-`, `append` or `RE`.
    /// - Returns: the clauses in the ledger's order; none where the prefix is empty or fits none.
    public static func clauses(matching prefix: String) -> [Clause] {
        let wanted = prefix.uppercased()
        guard !wanted.isEmpty else { return [] }
        if let exact = self[ClauseID(wanted)] { return [exact] }
        return all.filter { $0.id.rawValue.utf8.starts(with: wanted.utf8) }
    }
}

/// Clauses about one thing, whose ids begin with the same word.
public struct ClauseGroup: Hashable, Sendable {
    /// The word with which the ids begin, for instance `NAME`.
    public let name: String
    /// What the clauses are about, as a heading.
    public let title: String
    /// The clauses by number.
    public let clauses: [Clause]
}
