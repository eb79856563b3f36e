internal import SpoolSpec

/// What a request asks for, as a command line can say it.
struct SpokenRequest {
    /// The four methods that the API knows.
    enum Method: String, CaseIterable {
        case get = "GET"
        case create = "POST"
        case set = "PUT"
        case delete = "DELETE"

        /// Whether a request of this method has a body.
        var hasBody: Bool { self == .create || self == .set }
    }

    /// One value of a parameter.
    struct Parameter {
        var name: String
        var value: ShellPart
    }

    let method: Method
    /// Begins with a slash.
    let path: String
    /// In order of their names; one with several values stands several times.
    let parameters: [Parameter]
    /// Instead of them: the parts of one JSON text, where types are kept and the request came with values that a form
    /// does not have.
    let json: [ShellPart]?
    /// The name of the file that was uploaded, which is not among the parameters.
    let upload: String?

    /// Reads an event.
    ///
    /// Booleans become 1 and 0. A list is one parameter for each item, an object is its JSON text, both as the
    /// API takes them from a form. What is null is left out, for the API does not tell it from what is missing,
    /// and so is an empty list, for which a form has no words.
    ///
    /// - Parameters:
    ///   - event: the request.
    ///   - hidesSecrets: whether values that are named like secrets become variables of the reader's shell.
    ///   - keepsTypes: whether a body may be JSON.
    ///   - variables: those that are taken; the new ones are added.
    init(
        _ event: Event, hidesSecrets: Bool, keepsTypes: Bool = false, _ variables: inout SecretVariables
    ) throws(Unspeakable) {
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
        var object: JSONObject
        switch event.params {
        case .null: object = [:]
        case .object(let members): object = Self.counting(members)
        default: throw Unspeakable(reason: "the parameters are no object")
        }
        upload = method == .create && Self.takesFiles(path) ? object["filename"]?.text : nil
        if upload != nil {
            // Where the server has put the file meanwhile is no part of what was asked.
            object = JSONObject(
                members: object.members.filter { !["filename", "tmpfilename"].contains($0.name) })
        }
        let names = hidesSecrets ? SecretNames(path: path) : nil
        if keepsTypes, upload == nil, method.hasBody,
            object.members.contains(where: { !Self.isOfForm($0.value) })
        {
            parameters = []
            json = JSONBody.parts(object, names, &variables)
        } else {
            parameters = Self.parameters(of: object, names, &variables)
            json = nil
        }
    }

    /// The members that count, sorted: the order in which a server writes them is often random.
    private static func counting(_ object: JSONObject) -> JSONObject {
        var seen: Set<[UInt8]> = []
        let counting = object.members.reversed().filter { seen.insert(Array($0.name.utf8)).inserted }
        return JSONObject(
            members: counting.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    }

    private static func parameters(
        of object: JSONObject, _ names: SecretNames?, _ variables: inout SecretVariables
    ) -> [Parameter] {
        var all: [Parameter] = []
        for (name, value) in object.members {
            for item in value.array ?? [value] {
                guard let text = spoken(item) else { continue }
                // An object is one text here: with a secret in it, all of it is masked.
                let isSecret = names.map { $0.match(name) || $0.areIn(item) } ?? false
                all.append(
                    Parameter(name: name, value: isSecret ? variables.variable(for: name) : .text(text)))
            }
        }
        return all
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

    /// Whether a form can have such a value: a text, or several.
    private static func isOfForm(_ value: JSONValue) -> Bool {
        switch value {
        case .string: true
        case .array(let items): !items.isEmpty && items.allSatisfy { $0.text != nil }
        case .null, .bool, .number, .object: false
        }
    }

    /// Whether a request to this path brings a file: `/nodes/NODE/storage/STORAGE/upload`.
    private static func takesFiles(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        func isAt(_ index: Int, _ name: String) -> Bool { parts[index].elementsEqual(name.utf8) }
        return parts.count == 5 && isAt(0, "nodes") && isAt(2, "storage") && isAt(4, "upload")
    }
}
