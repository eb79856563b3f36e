/// A way to show a recorded request to a person.
package enum EventFormat: String, CaseIterable, Sendable {
    /// The `pvesh` command that does the same.
    case pvesh
    /// A `curl` command that asks the API for the same.
    case curl
    /// The event itself, as JSON.
    case json
}
