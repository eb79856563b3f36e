internal import SpoolSpec

/// A request as a `curl` command that sends the same to the API.
///
/// Where to and as whom is left to variables of the reader's shell: `PVE_HOST`, without it this machine, `PVE_PORT`,
/// without it 8006, and `PVE_TOKEN`, an API token as in `alice@pam!name=secret`.
enum CurlFormat {
    static func line(
        _ event: Event, hidesSecrets: Bool, _ variables: inout SecretVariables
    ) throws(Unspeakable) -> String {
        let request = try SpokenRequest(
            event, hidesSecrets: hidesSecrets, keepsTypes: true, &variables)
        var line = ShellLine("curl")
        if request.method != .get { line.append(literally: "-X", request.method.rawValue) }
        line.append(literally: #"-H "Authorization: PVEAPIToken=$PVE_TOKEN""#)
        if let file = request.upload {
            try appendUpload(file, request, &variables, to: &line)
        } else if let json = request.json {
            line.append(literally: "-H 'Content-Type: application/json' --data-raw")
            try line.append(json)
        } else {
            try appendForm(request, to: &line)
        }
        // Else curl takes the segments `.` and `..` out before it asks.
        if request.path.utf8.split(separator: UInt8(ascii: "/")).contains(where: isDots) {
            line.append(literally: "--path-as-is")
        }
        try line.append(
            [],
            after: #""https://${PVE_HOST:-localhost}:${PVE_PORT:-8006}/api2/json""#
                + PercentEncoding.text(request.path, keeping: "/:@,+"))
        return line.text
    }

    private static func appendForm(
        _ request: SpokenRequest, to line: inout ShellLine
    ) throws(Unspeakable) {
        if request.method.hasBody {
            // Without this curl does not say that the body is empty.
            if request.parameters.isEmpty { line.append(literally: "--data-raw ''") }
        } else if !request.parameters.isEmpty {
            // A read and a deletion have no body: their parameters belong to the address.
            line.append(literally: "-G")
        }
        for parameter in request.parameters { try append(parameter, to: &line) }
    }

    /// Adds a parameter that curl encodes, so that it can be read, or one that we encode where curl could not be
    /// told it or a terminal should not.
    private static func append(
        _ parameter: SpokenRequest.Parameter, to line: inout ShellLine
    ) throws(Unspeakable) {
        let name = PercentEncoding.text(parameter.name)
        switch parameter.value {
        case .text(let value) where name.isEmpty:
            // zsh looks for a command of this name where a word begins with an equals sign without quotes.
            line.append(literally: "--data-raw")
            try line.append("=\(PercentEncoding.text(value))")
        case .text(let value) where value.unicodeScalars.contains(where: \.isUnshowable):
            line.append(literally: "--data-raw")
            try line.append(PercentEncoding.text(value), after: "\(name)=")
        case let value:
            line.append(literally: "--data-urlencode")
            try line.append([value], after: "\(name)=")
        }
    }

    /// Adds the parts of an upload. The file is not in the recording: the reader names it in a variable.
    private static func appendUpload(
        _ file: String, _ request: SpokenRequest, _ variables: inout SecretVariables,
        to line: inout ShellLine
    ) throws(Unspeakable) {
        guard ShellLine.isPlain(file), !file.utf8.contains(where: { "/,%:@".utf8.contains($0) }) else {
            throw Unspeakable(reason: "the name of the file that was uploaded is none that curl can be told")
        }
        for parameter in request.parameters {
            guard ShellLine.isPlain(parameter.name) else {
                throw Unspeakable(reason: "the name of a parameter is none that curl can be told")
            }
            // Unlike `-F` it takes no value for the name of a file.
            line.append(literally: "--form-string")
            try line.append([parameter.value], after: "\(parameter.name)=")
        }
        let path = variables.upload(of: file)
        line.append(
            literally: "-F", #""filename=@${\#(path.name):?\#(path.meaning)};filename=\#(file)""#)
    }

    private static func isDots(_ segment: Substring.UTF8View) -> Bool {
        segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
    }
}
