internal import SpoolSpec

/// A request as the `pvesh` command that does the same.
enum PveshFormat {
    static func line(
        _ event: Event, hidesSecrets: Bool, _ variables: inout SecretVariables
    ) throws(Unspeakable) -> String {
        let request = try SpokenRequest(event, hidesSecrets: hidesSecrets, &variables)
        guard request.upload == nil else {
            throw Unspeakable(reason: "a file was uploaded, which is not in the recording")
        }
        var line = ShellLine("pvesh", verb(request.method))
        try line.append(request.path)
        for parameter in request.parameters { try append(parameter, to: &line) }
        return line.text
    }

    private static func verb(_ method: SpokenRequest.Method) -> String {
        switch method {
        case .get: "get"
        case .create: "create"
        case .set: "set"
        case .delete: "delete"
        }
    }

    /// Adds `--name value`, or `--name=value` where the value could be taken for another option.
    private static func append(
        _ parameter: SpokenRequest.Parameter, to line: inout ShellLine
    ) throws(Unspeakable) {
        let name = parameter.name
        guard isOption(name) else {
            throw Unspeakable(reason: "the name of a parameter is none that an option can have")
        }
        guard !isOwnOption(name) else {
            throw Unspeakable(reason: "pvesh takes a parameter of this name for an option of its own")
        }
        switch parameter.value {
        case .text(let value) where value.isEmpty && !textNames.contains(where: { $0.isSameText(as: name) }):
            // The API refuses an empty boolean, and pvesh takes it for a yes; which names are booleans only the API knows.
            throw Unspeakable(reason: "pvesh may take an empty value for a yes")
        case .text(let value) where value.utf8.first == UInt8(ascii: "-"):
            try line.append(value, after: "--\(name)=")
        case .text(let value):
            line.append(literally: "--\(name)")
            try line.append(value)
        case .variable:
            // Joined to its name, whatever the reader's value begins with.
            try line.append([parameter.value], after: "--\(name)=")
        }
    }

    /// Whether Perl's `Getopt::Long`, by which `pvesh` reads its options, can have an option of this name: a letter, a
    /// digit or `_`, then these and `-`. A name in another script no API has.
    private static func isOption(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// Whether `pvesh` would not pass a parameter on but obey it: it takes the beginning of a name for the whole, and
    /// upper case for lower.
    private static func isOwnOption(_ name: String) -> Bool {
        let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
        return ownOptions.contains { $0.utf8.starts(with: lower) }
    }

    private static let ownOptions = [
        "api_path", "help", "human-readable", "noborder", "noheader", "nooutput", "noproxy", "output-format",
        "quiet",
    ]

    /// Parameters of the API that are texts, and may be empty.
    private static let textNames = [
        "comment", "description", "email", "firstname", "groups", "keys", "lastname", "members", "name",
        "notes",
        "password", "tags", "value",
    ]
}
