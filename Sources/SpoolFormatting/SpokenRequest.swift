internal import SpoolSpec

/// What a request asks for, as a command line can say it.
struct SpokenRequest {
    /// The four methods that the API knows.
    enum Method: String, CaseIterable {
        case get = "GET"
        case create = "POST"
        case set = "PUT"
        case delete = "DELETE"
    }

    /// One value of a parameter.
    struct Parameter {
        var name: String
        var value: String
    }

    let method: Method
    /// Begins with a slash.
    let path: String
    /// In order of their names; one with several values stands several times.
    let parameters: [Parameter]

    /// Reads an event.
    ///
    /// Booleans become 1 and 0. A list is one parameter for each item, an object is its JSON text, both as the
    /// API takes them from a form. What is null is left out, for the API does not tell it from what is missing,
    /// and so is an empty list, for which a form has no words.
    init(_ event: Event) throws(Unspeakable) {
        guard event.members["recorder_note"] == nil else {
            throw Unspeakable(reason: "the recorder kept a part of this request only")
        }
        guard let method = Method.allCases.first(where: { $0.rawValue.isSameText(as: event.method) }) else {
            throw Unspeakable(reason: "the method is none of GET, POST, PUT and DELETE")
        }
        guard let path = event.members["path"]?.text, path.isEmpty || path.utf8.first == UInt8(ascii: "/")
        else {
            throw Unspeakable(reason: "the path does not begin with a slash")
        }
        self.method = method
        // The server writes the root as an empty path.
        self.path = path.isEmpty ? "/" : path
        switch event.params {
        case .null: parameters = []
        case .object(let object): parameters = SpokenRequest.parameters(of: object)
        default: throw Unspeakable(reason: "the parameters are no object")
        }
    }

    /// The parameters that count, sorted: the order in which a server writes them is often random.
    private static func parameters(of object: JSONObject) -> [Parameter] {
        var seen: Set<[UInt8]> = []
        let counting = object.members.reversed().filter { seen.insert(Array($0.name.utf8)).inserted }
        return
            counting
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .flatMap { name, value in
                let items = value.array ?? [value]
                return items.compactMap(spoken).map { Parameter(name: name, value: $0) }
            }
    }

    private static func spoken(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .bool(let value): value ? "1" : "0"
        case .number(let number): number.lexeme
        case .string(let text): text
        case .array, .object: String(decoding: value.encoded(), as: UTF8.self)
        }
    }
}
