package import SpoolSpec

/// The ways of looking that do not see here what a process of our own does, each with the reason: what a way does not
/// find there is not judged by it.
package struct UnseenWays: Hashable, Sendable {
    /// Of following, holding and changing system calls.
    package var tracing: String?
    /// Of looking into `/proc`.
    package var proc: String?

    package init() {}

    /// As JSON, for the way between a stage and the suite.
    package var json: JSONValue {
        [
            "tracing": tracing.map { .string($0) } ?? .null,
            "proc": proc.map { .string($0) } ?? .null,
        ]
    }

    /// Reads what ``json`` wrote.
    package init(json: JSONValue) {
        tracing = json["tracing"]?.text
        proc = json["proc"]?.text
    }
}
