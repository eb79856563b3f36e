package import SpoolSpec
package import SpoolSystem

/// Why a case could not go on to its end, and whose fault that is.
package struct Interruption: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, as far as somebody may want to tell one thing from another.
    package enum Kind: Hashable, Sendable {
        /// The recorder answered `ok: false`, with this error.
        case refused(String)
        /// The adapter says that the recorder has no such thing.
        case unsupported
        /// No reply within the deadline.
        case late
        /// A reply that nobody waited for, or with another request's `seq`.
        case disorder
        /// A reply that is no JSON object, or lacks what it must have.
        case garbage
        /// A line longer than any reply may be.
        case flood
        /// The process ended, or closed its standard output; how it ended, where that is known.
        case gone(ProcessExit?)
        /// A clause was found broken, and there is no going on without it. The violation is noted.
        case broken(ClauseID)
        /// The machine refused what the case needs.
        case environment
        /// What the recorder does goes round the tracer, so that no order of it can be decided and no call judged.
        case uncontrolled
        /// The suite is at fault.
        case suite
        /// The case cannot be run against this recorder or on this machine.
        case skipped
    }

    package let kind: Kind
    /// Whose fault it is; `nil` for a case that was skipped.
    package let blame: Blame?
    /// What happened, for the person who has to act on it.
    package let text: String

    package init(_ kind: Kind, blame: Blame?, _ text: String) {
        self.kind = kind
        self.blame = blame
        self.text = text
    }

    /// Takes an error out of a closure, where Swift has forgotten its type.
    package init(from error: any Error) {
        self = (error as? Interruption) ?? .suite("an error that no case should throw: \(error)")
    }

    package var description: String { text }

    /// The machine refused something.
    package static func environment(_ text: String) -> Interruption {
        Interruption(.environment, blame: .environment, text)
    }

    /// The recorder's calls cannot be followed; why, of which process.
    package static func uncontrolled(_ text: String) -> Interruption {
        Interruption(.uncontrolled, blame: .environment, text)
    }

    /// The suite did something that it should not.
    package static func suite(_ text: String) -> Interruption {
        Interruption(.suite, blame: .suite, text)
    }

    /// The case does not apply here.
    package static func skipped(_ reason: String) -> Interruption {
        Interruption(.skipped, blame: nil, reason)
    }

    /// A system call of the judge's own failed.
    ///
    /// - Parameter doing: what the judge was about to do, such as "read 12.events".
    package static func failed(_ doing: String, _ errno: Errno) -> Interruption {
        environment("the judge could not \(doing): \(errno)")
    }

    /// The kind in one word, for a report that a program reads.
    package var kindName: String {
        switch kind {
        case .refused: "refused"
        case .unsupported: "unsupported"
        case .late: "late"
        case .disorder: "disorder"
        case .garbage: "garbage"
        case .flood: "flood"
        case .gone: "gone"
        case .broken: "broken"
        case .environment: "environment"
        case .uncontrolled: "uncontrolled"
        case .suite: "suite"
        case .skipped: "skipped"
        }
    }
}
