package import SpoolSpec

/// One reply of an adapter, with the request that it answers.
package struct Reply: Sendable {
    /// The request's operation.
    package let operation: String
    /// The number that ties reply and request together.
    package let sequence: Int
    /// All members of the reply.
    package let members: JSONObject
    /// Who answered, for the texts.
    let label: String
    /// Who is to blame where the reply is not what it should be.
    let blame: Blame
    /// What to say of it where it took the request for none, `seq` null: an interruption, wherever the request was one
    /// that every adapter must be able to read.
    var tookItForNone: Interruption?

    /// Whether the recorder did what was asked.
    package var isSuccess: Bool { members["ok"] == .bool(true) }

    /// Whether the adapter says that there is no such thing.
    package var isUnsupported: Bool { !isSuccess && members["unsupported"] == .bool(true) }

    /// Whether the adapter says that it could not read the request, which is no word of the recorder's.
    var tellsOfReading: Bool {
        if isSuccess { return false }
        if tookItForNone != nil || isUnsupported { return true }
        let words = error.lowercased()
        return ["pars", "decod", "read"].contains { words.contains($0) }
    }

    /// What the recorder said when it refused.
    package var error: String {
        if case .string(let text)? = members["error"] { return text }
        return "no error text"
    }

    /// The reply itself, where it is a success.
    ///
    /// - Throws: `refused` or `unsupported`.
    package func success() throws(Interruption) -> Reply {
        if isSuccess { return self }
        if isUnsupported {
            throw Interruption(.unsupported, blame: nil, "\(label) does not support `\(operation)`")
        }
        let refusal = blame == .suite ? Blame.suite : .implementation
        throw Interruption(
            .refused(error), blame: refusal, "\(label) refused `\(operation)`: \(error)")
    }

    /// A member that must be text.
    package func text(_ name: String) throws(Interruption) -> String {
        guard case .string(let text)? = members[name] else { throw wrong(name, "text") }
        return text
    }

    /// A member that must be an integer.
    package func integer(_ name: String) throws(Interruption) -> Int {
        guard let value = try optionalInteger(name) else { throw wrong(name, "an integer") }
        return value
    }

    /// A member that is an integer, or is missing or null.
    package func optionalInteger(_ name: String) throws(Interruption) -> Int? {
        switch members[name] {
        case nil, .null?: return nil
        case .number(let number)?:
            if let integer = number.integer { return Int(integer) }
            throw wrong(name, "an integer")
        default: throw wrong(name, "an integer")
        }
    }

    /// A member that must be a list of texts.
    package func texts(_ name: String) throws(Interruption) -> [String] {
        var texts: [String] = []
        for value in try list(name) {
            guard case .string(let text) = value else { throw wrong(name, "a list of texts") }
            texts.append(text)
        }
        return texts
    }

    /// A member that must be a list of objects.
    package func objects(_ name: String) throws(Interruption) -> [JSONObject] {
        var objects: [JSONObject] = []
        for value in try list(name) {
            guard case .object(let object) = value else { throw wrong(name, "a list of objects") }
            objects.append(object)
        }
        return objects
    }

    private func list(_ name: String) throws(Interruption) -> [JSONValue] {
        guard case .array(let values)? = members[name] else { throw wrong(name, "a list") }
        return values
    }

    private func wrong(_ name: String, _ expected: String) -> Interruption {
        let seen = members[name].map { Excerpt.of($0.encoded(), limit: 120) } ?? "nothing"
        return Interruption(
            .garbage, blame: blame,
            "\(label) answered `\(operation)` (seq \(sequence)) with \(seen) as `\(name)`; it must be \(expected)"
        )
    }
}

extension JSONLimits {
    /// A reply may be as long as a line may be; events inside it are nested no deeper than an event.
    static let reply = JSONLimits(depthMax: 512, bytesMax: LineAssembler.limitBytes)
}
