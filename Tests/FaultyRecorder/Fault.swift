internal import RecorderAdapter
package import SpoolSpec

/// One way to be wrong: the reference recorder, led astray in one place.
package struct Fault: Sendable, CustomStringConvertible {
    /// Under which it is asked for: the clause that it breaks, a slash, what it does.
    package let name: String
    /// What is wrong with this recorder, in a sentence.
    package let wrong: String
    /// The clause that the judge must find broken.
    package let breaks: ClauseID
    /// A part of the evidence by which it is known that the clause fails for this reason and for no other.
    package let saying: String
    /// Other clauses that may fail with it, and why that is a consequence.
    package let also: [ClauseID: String]
    let spoil: @Sendable (Sabotage) -> Void

    /// Describes a fault.
    ///
    /// - Parameter spoil: sets the traps in a recorder that has not begun.
    init(
        _ breaks: ClauseID, _ slug: String, _ wrong: String, saying: String,
        also: [ClauseID: String] = [:], spoil: @escaping @Sendable (Sabotage) -> Void
    ) {
        name = "\(breaks)/\(slug)"
        self.wrong = wrong
        self.breaks = breaks
        self.saying = saying
        self.also = also
        self.spoil = spoil
    }

    /// Every fault, in the ledger's order; each list is in the file of its group.
    package static let all: [Fault] = [
        nameFaults,
        directoryFaults,
        modeFaults,
        lockFaults,
        reachFaults,
        startFaults,
        reuseFaults,
        stopFaults,
        scanFaults,
        requestFaults,
        filterFaults,
        eventFaults,
        appendFaults,
        crowdFaults,
        reapFaults,
        followFaults,
        hookFaults,
        interleavingFaults,
    ].flatMap { $0 }

    /// The fault of that name.
    package static func named(_ name: String) -> Fault? {
        (all + stressFaults).first { $0.name.isSameText(as: name) }
    }

    /// The name.
    package var description: String { name }

    /// The roles in which it differs from the reference; with those whose its clause is, where it differs in others: what
    /// a client does wrong can cost a worker its line.
    package var roles: Set<Role> {
        let sabotage = Sabotage(AdapterSettings(name: name, version: "") { _ in nil })
        spoil(sabotage)
        let judged = ClauseLedger[breaks]?.roles ?? []
        return sabotage.roles.isDisjoint(with: judged) ? sabotage.roles.union(judged) : sabotage.roles
    }

    /// As JSON, for scripts.
    package var json: JSONValue {
        [
            "name": .string(name), "wrong": .string(wrong), "breaks": .string(breaks.rawValue),
            "saying": .string(saying), "interleaving": .bool(isInterleaving),
            "roles": .array(roles.map(\.rawValue).sorted().map { .string($0) }),
            "also": .object(
                JSONObject(
                    members: reasons.sorted { $0.key.rawValue < $1.key.rawValue }
                        .map { (name: $0.key.rawValue, value: .string($0.value)) })),
        ]
    }
}
