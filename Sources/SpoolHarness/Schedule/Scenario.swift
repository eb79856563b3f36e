package import SpoolSpec

/// A few processes, what each of them does, and what the spool holds before: a small world of which every
/// interleaving is tried.
package struct Scenario: Sendable {
    /// One thing that a process is asked to do, whole, by the driver protocol.
    package enum Act: Hashable, Sendable {
        /// A client begins a recording of this user's requests; `nil` for everybody's.
        case start(userid: String?)
        /// A client ends it.
        case stop
        /// A worker handles a request of this user.
        case record(userid: String)
        /// So much time passes for it.
        case advance(seconds: Double)

        /// In a word, for texts.
        package var name: String {
            switch self {
            case .start: "start"
            case .stop: "stop"
            case .record: "hook"
            case .advance: "advance"
            }
        }
    }

    /// Who acts.
    package struct Part: Sendable {
        /// What a part is played by.
        package enum Player: Hashable, Sendable {
            /// A process of the recorder under test; the reference's where it has no such role.
            case process(Role)
            /// The judge, as a client of another PID namespace that takes the first client's id where that is free.
            case successor
        }

        package let player: Player
        /// What it does while others act too.
        package let script: [Act]
        /// Its file mode creation mask.
        package var umask: UInt32 = 0o022
        /// Whether it is the first process of a PID namespace of its own: then its id is 1, like others'.
        package var countsByItself = false

        /// A client of the recorder under test.
        package static func client(
            _ script: Act..., umask: UInt32 = 0o022, countsByItself: Bool = false
        ) -> Part {
            Part(
                player: .process(.client), script: script, umask: umask, countsByItself: countsByItself)
        }
        /// A worker of the recorder under test.
        package static func worker(_ script: Act...) -> Part {
            Part(player: .process(.worker), script: script)
        }
        /// The judge as a client that gets the same id.
        package static let successor = Part(player: .successor, script: [.start(userid: "new@pam")])
    }

    /// What is done before, by one after the other.
    package enum Preparation: Hashable, Sendable {
        /// The spool directory is made.
        case directory
        /// Both files of a recorder that died stand under the first client's id.
        case deadRecorder
        /// Only the events file of one stands there.
        case orphan
        /// A recorder with this id, which the judge keeps alive, wants everybody's requests.
        case living(String)
        /// A part does something whole.
        case act(part: Int, Act)
    }

    /// Its name, in lower-case letters and hyphens: it stands in replay tokens.
    package let name: String
    /// What it is about, to follow "every schedule of".
    package let title: String
    /// The clauses of which it may note a violation.
    package let judges: [ClauseID]
    /// Whose conduct is judged.
    package let role: Role
    package let preparations: [Preparation]
    package let parts: [Part]
    /// Whether more than one client of the recorder can get the same id in it, so that a start may be refused.
    package let sharesID: Bool

    package init(
        _ name: String, _ title: String, judges: [ClauseID], role: Role, prepared preparations: [Preparation],
        parts: [Part], sharesID: Bool = false
    ) {
        self.name = name
        self.title = title
        self.judges = judges
        self.role = role
        self.preparations = preparations
        self.parts = parts
        self.sharesID = sharesID
    }
}
