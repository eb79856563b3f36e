/// One thing that can happen next.
public struct ModelAction: Hashable, Sendable {
    /// What happens.
    public enum Kind: Hashable, Sendable {
        /// The process makes its next call.
        case step
        /// It makes it, and it goes wrong.
        case fault(ModelFault)
        /// It is killed before the call.
        case die
        /// It is killed in the middle of a write, of which the first half stands.
        case dieInWrite
    }

    /// Whom it happens to.
    public let process: UInt8
    /// What happens.
    public let kind: Kind
}
