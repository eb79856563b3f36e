package import SpoolSpec

/// Who is judged: what the adapter says of itself in its reply to `hello`, and how it was called.
package struct JudgedRecorder: Hashable, Sendable {
    /// The recorder's name; `nil` where the adapter never answered.
    package var name: String?
    /// Its version, in whatever form its author writes it.
    package var version: String?
    /// The language that it is written in.
    package var language: String?
    /// The argument vector of its adapter.
    package var command: [String]

    /// A recorder as it introduced itself.
    package init(name: String?, version: String?, language: String?, command: [String]) {
        self.name = name
        self.version = version
        self.language = language
        self.command = command
    }
}

/// What happens in a run of the suite, in the order in which it happens; every report is a fold over these.
package enum SuiteEvent: Sendable {
    /// The recorder answered, and these clauses are about to be judged by that many cases.
    case began(JudgedRecorder, asked: [Clause], cases: Int)
    /// Something that a reader should know before the verdicts come: what this machine lacks, for instance.
    case noted(String)
    /// A case is under way.
    case caseBegan(name: String)
    /// A case is over.
    case caseEnded(name: String)
    /// All that a clause waited for is known. Clauses are decided in any order, each of them once.
    case decided(ClauseVerdict)
    /// The run was broken off, by Ctrl-C for instance, or because the adapter does not even answer; no further
    /// clause is decided.
    case brokenOff(reason: String, blame: Blame?)
    /// Nothing comes any more.
    case ended
}

/// Folds the events of a run into text.
package protocol Reporter: Sendable {
    /// Takes the next event.
    ///
    /// - Returns: what is to be written now; often nothing.
    mutating func text(for event: SuiteEvent) -> String
}
