internal import SpoolSpec

/// A request as the `pvesh` command that does the same.
enum PveshFormat {
    static func line(_ event: Event) throws(Unspeakable) -> String {
        let request = try SpokenRequest(event)
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
        let name = parameter.name.utf8
        let equals = UInt8(ascii: "=")
        let dash = UInt8(ascii: "-")
        // `--` ends the options, `--a=b` is the option a, and `---a` is whatever the reader of options likes.
        guard let first = name.first, first != dash, !name.contains(equals) else {
            throw Unspeakable(reason: "the name of a parameter is none that an option can have")
        }
        guard !ownOptions.contains(where: { $0.isSameText(as: parameter.name) }) else {
            throw Unspeakable(reason: "pvesh takes a parameter of this name for an option of its own")
        }
        if parameter.value.utf8.first != dash {
            try line.append("--\(parameter.name)")
            try line.append(parameter.value)
        } else if ShellLine.isPlain(parameter.name) {
            try line.append(parameter.value, after: "--\(parameter.name)=")
        } else {
            try line.append("--\(parameter.name)=\(parameter.value)")
        }
    }

    /// What `pvesh` would not pass on but obey.
    private static let ownOptions = [
        "help", "human-readable", "noborder", "noheader", "noproxy", "output-format", "quiet",
    ]
}
