package import SpoolSpec

/// What is to be played: a case's name and bounds, who is judged, and who plays the others.
package struct Play: Hashable, Sendable {
    /// The case's name.
    package var caseName: String
    /// The clauses of which it may note a violation.
    package var judges: [ClauseID]
    /// Whose conduct is judged.
    package var role: Role
    /// The adapter of the recorder under test.
    package var candidate: AdapterCommand
    /// The reference recorder's adapter; by default the one beside the running program.
    package var reference: AdapterCommand?
    /// What the recorder under test has said of itself, where it was asked before.
    package var hello: Hello?
    /// Seconds for a reply.
    package var deadlineSeconds: Double
    /// From which the scene's random numbers follow.
    package var seed: UInt64
    /// How far a case searches that tries schedules.
    package var search: SearchBounds

    package init(
        caseName: String, judges: [ClauseID], role: Role, candidate: AdapterCommand,
        reference: AdapterCommand? = nil, hello: Hello? = nil,
        deadlineSeconds: Double = AdapterProcess.deadlineSeconds, seed: UInt64 = 0,
        search: SearchBounds = SearchBounds()
    ) {
        self.caseName = caseName
        self.judges = judges
        self.role = role
        self.candidate = candidate
        self.reference = reference
        self.hello = hello
        self.deadlineSeconds = deadlineSeconds
        self.seed = seed
        self.search = search
    }
}
