/// A way to show a recorded request to a person, or to a program.
package enum EventFormat: String, CaseIterable, Sendable {
    /// The `pvesh` command that does the same.
    case pvesh
    /// A `curl` command that asks the API for the same.
    case curl
    /// The event itself, as JSON.
    case json
    /// An object for each event, with the time beside it, the same wherever it is written: for jq.
    case ndjson
    /// The request as text, with `###` before it.
    case http

    /// Whether its lines are commands for a shell.
    package var isCommand: Bool { self == .pvesh || self == .curl }
    /// Whether its lines are JSON, in which there are no comments.
    package var isJSON: Bool { self == .json || self == .ndjson }
}
