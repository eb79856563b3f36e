/// Whose fault it is that a clause did not pass.
package enum Blame: String, CaseIterable, Hashable, Sendable {
    /// The recorder under test broke the clause.
    case implementation
    /// The adapter between suite and recorder broke the driver protocol.
    case adapter
    /// The machine refused what the case needs.
    case environment
    /// The suite is at fault.
    case suite
}
