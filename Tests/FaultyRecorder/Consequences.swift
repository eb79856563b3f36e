package import SpoolSpec

/// Why other clauses are broken with a fault, where the whole catalogue is played against it.
struct Consequence: Sendable {
    /// Those; `nil` where nothing else can be shown of such a recorder either.
    let clauses: Set<ClauseID>?
    /// Why that follows from what is wrong with it.
    let reason: String

    init(_ clauses: Set<ClauseID>?, _ reason: String) {
        self.clauses = clauses
        self.reason = reason
    }

    /// What is known to follow, by the fault's name.
    static func of(_ fault: String) -> [Consequence] { table[fault] ?? [] }
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
