/// A clause that is broken, and how.
public struct Breach: Hashable, Sendable, CustomStringConvertible {
    /// Which.
    public let clause: ClauseID
    /// What happened, in one line.
    public let text: String
    /// The process whose step broke it; `nil` for what is found when all is over.
    public var culprit: Int?

    /// A broken clause.
    public init(_ clause: ClauseID, _ text: String) {
        self.clause = clause
        self.text = text
    }

    /// Clause and text.
    public var description: String { "\(clause): \(text)" }
}

/// A call as a judge sees it: who made it, and what the kernel answered.
public struct PerformedCall: Hashable, Sendable {
    /// The process's number.
    public let process: Int
    /// The call.
    public let call: SpoolCall
    /// The answer; `nil` where the call is not over.
    public let reply: SpoolReply?

    /// All at once.
    public init(process: Int, call: SpoolCall, reply: SpoolReply?) {
        self.process = process
        self.call = call
        self.reply = reply
    }

    /// Whether it had its effect.
    public var hasSucceeded: Bool {
        switch reply {
        case nil, .failed: false
        default: true
        }
    }
}
