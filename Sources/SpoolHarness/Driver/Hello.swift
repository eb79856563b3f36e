package import SpoolSpec

/// What an adapter says of the recorder behind it: its reply to `hello`.
package struct Hello: Hashable, Sendable {
    /// What an adapter can do beyond what every adapter must.
    package enum Capability: String, CaseIterable, Hashable, Sendable {
        /// `advance` lets time pass for the recorder, so that the suite need not wait.
        case time
        /// `set_clock` makes the time of day jump.
        case wallClock = "wall-clock"
    }

    /// The recorder's name.
    package let name: String
    /// Its version, in whatever form.
    package let version: String
    /// The language it is written in.
    package let language: String
    /// The roles that there are.
    package let roles: Set<Role>
    /// What it can do besides; names that the suite does not know are left out.
    package let capabilities: Set<Capability>
    /// The process that makes the system calls, where a wrapper makes it another than the one started.
    package let processID: Int32?

    /// Reads a reply to `hello`.
    ///
    /// - Throws: an interruption that says which member is missing or of the wrong kind.
    init(_ reply: Reply) throws(Interruption) {
        name = try reply.text("name")
        version = try reply.text("version")
        language = try reply.text("language")
        roles = Set(try reply.texts("roles").compactMap(Role.init))
        capabilities = Set(try reply.texts("capabilities").compactMap(Capability.init))
        processID = try reply.optionalInteger("pid").flatMap(Int32.init(exactly:))
    }

    /// As JSON, for the way from a stage to the suite.
    package var json: JSONValue {
        [
            "name": .string(name), "version": .string(version), "language": .string(language),
            "roles": .array(roles.map(\.rawValue).sorted().map { .string($0) }),
            "capabilities": .array(capabilities.map(\.rawValue).sorted().map { .string($0) }),
        ]
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(json: JSONValue) {
        guard let name = json["name"]?.text, let version = json["version"]?.text,
            let language = json["language"]?.text, let roles = json["roles"]?.array,
            let capabilities = json["capabilities"]?.array
        else { return nil }
        self.name = name
        self.version = version
        self.language = language
        self.roles = Set(roles.compactMap(\.text).compactMap(Role.init))
        self.capabilities = Set(capabilities.compactMap(\.text).compactMap(Capability.init))
        processID = nil
    }
}
