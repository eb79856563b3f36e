internal import SpoolSpec

extension Event {
    /// The event with asterisks for the value of each member, at any depth, that is named like a secret.
    ///
    /// This is for JSON and for comments. In a command a masked value is a variable of the reader's shell: see
    /// ``SpokenRequest``. Names are all it looks at: a secret under a harmless name, or inside of a longer text, stays.
    /// In doubt it hides: `ssh-public-keys` is named like a secret and is none. A null stays a null.
    var hidingSecrets: Event {
        let names = SecretNames(path: path)
        return Event(
            members: JSONObject(
                members: members.members.map { name, value in
                    if !name.isSameText(as: "params"), names.match(name) {
                        return (name, value.isNull ? .null : names.mask)
                    }
                    return (name, names.masking(value))
                }))
    }
}

/// What parameters with secrets are called in the requests of one path.
struct SecretNames {
    /// Stands for a value that is not shown, in JSON.
    let mask: JSONValue = "********"
    private let own: [String]

    /// - Parameter path: the request's; some names are those of secrets under some paths only.
    init(path: String) {
        own = Self.byPath.filter { path.utf8.starts(with: $0.path.utf8) }.map(\.name)
    }

    /// A name with one of these anywhere in it is a secret's.
    private static let parts = [
        "pass", "pwd", "secret", "token", "ticket", "key", "credential", "cookie", "csrf", "otp", "auth",
        "tfa-challenge",
    ]
    /// These have such a part by chance, and people want to see them.
    private static let harmlessParts = ["keyboard", "bypass", "passthrough"]
    /// These name what may be seen: who wrote something, and which token is meant.
    private static let harmless = ["author", "tokenid"]
    /// The credentials of a DNS plug-in, and the headers that a webhook sends, an `Authorization` among them.
    private static let byPath = [
        (path: "/cluster/acme/plugins", name: "data"),
        (path: "/cluster/notifications/endpoints/webhook", name: "header"),
    ]

    /// Whether a value of this name is a secret; upper and lower case are the same.
    func match(_ name: String) -> Bool {
        let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        if own.contains(where: { $0.utf8.elementsEqual(lower) }) { return true }
        if Self.harmless.contains(where: { $0.utf8.elementsEqual(lower) }) { return false }
        var rest = lower[...]
        for word in Self.harmlessParts {
            guard let found = rest.firstRange(of: Array(word.utf8)) else { continue }
            rest.removeSubrange(found)
        }
        return Self.parts.contains { rest.contains(Array($0.utf8)) }
    }

    /// Whether a value has a secret in it, under a name at any depth.
    func areIn(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let items): items.contains(where: areIn)
        case .object(let object):
            object.members.contains { match($0.name) && !$0.value.isNull || areIn($0.value) }
        case .null, .bool, .number, .string: false
        }
    }

    /// The value with the mask in the place of each secret.
    func masking(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let items): .array(items.map(masking))
        case .object(let object):
            .object(
                JSONObject(
                    members: object.members.map { name, value in
                        guard match(name) else { return (name, masking(value)) }
                        return (name, value.isNull ? .null : mask)
                    }))
        case .null, .bool, .number, .string: value
        }
    }
}
