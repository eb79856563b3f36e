internal import SpoolSpec

extension Event {
    /// The event with asterisks for the value of each member, at any depth, that is named like a secret.
    ///
    /// Names are all it looks at: a secret under a harmless name, or inside of a longer text, stays. In doubt it
    /// hides: `tokenid` and `ssh-public-keys` are named like secrets and are none. A null stays a null.
    var hidingSecrets: Event { Event(members: members.hidingSecrets) }
}

extension JSONObject {
    fileprivate var hidingSecrets: JSONObject {
        JSONObject(
            members: members.map { name, value in
                guard SecretName.matches(name) else { return (name, value.hidingSecrets) }
                return (name, value.isNull ? .null : "********")
            })
    }
}

extension JSONValue {
    fileprivate var hidingSecrets: JSONValue {
        switch self {
        case .array(let items): .array(items.map(\.hidingSecrets))
        case .object(let object): .object(object.hidingSecrets)
        case .null, .bool, .number, .string: self
        }
    }
}

/// What parameters with secrets are called.
private enum SecretName {
    /// A name with one of these anywhere in it is a secret's.
    private static let parts = [
        "pass", "pwd", "secret", "token", "ticket", "key", "credential", "cookie", "csrf", "otp", "auth",
    ]
    /// These have such a part by chance, and people want to see them.
    private static let harmless = ["keyboard", "bypass", "passthrough"]

    static func matches(_ name: String) -> Bool {
        var rest = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }[...]
        for word in harmless {
            guard let found = rest.firstRange(of: Array(word.utf8)) else { continue }
            rest.removeSubrange(found)
        }
        return parts.contains { rest.contains(Array($0.utf8)) }
    }
}
