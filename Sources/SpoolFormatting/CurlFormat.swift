internal import SpoolSpec

/// A request as a `curl` command that sends the same to the API.
///
/// Where to and as whom is left to variables of the reader's shell: `PVE_HOST`, without it this machine, `PVE_PORT`,
/// without it 8006, and `PVE_TOKEN`, an API token as in `alice@pam!name=secret`.
enum CurlFormat {
    static func line(_ event: Event, hidesSecrets: Bool) throws(Unspeakable) -> String {
        let request = try SpokenRequest(event, hidesSecrets: hidesSecrets)
        var line = ShellLine("curl")
        if request.method != .get { line.append(literally: "-X", request.method.rawValue) }
        line.append(literally: #"-H "Authorization: PVEAPIToken=$PVE_TOKEN""#)
        if let file = request.upload {
            try appendUpload(file, request.parameters, to: &line)
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
                + percentEncoded(request.path, keeping: "/:@,+"))
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
        let name = percentEncoded(parameter.name)
        switch parameter.value {
        case .text(let value) where name.isEmpty:
            // zsh looks for a command of this name where a word begins with an equals sign without quotes.
            line.append(literally: "--data-raw")
            try line.append("=\(percentEncoded(value))")
        case .text(let value) where value.unicodeScalars.contains(where: \.isUnshowable):
            line.append(literally: "--data-raw")
            try line.append(percentEncoded(value), after: "\(name)=")
        case let value:
            line.append(literally: "--data-urlencode")
            try line.append([value], after: "\(name)=")
        }
    }

    /// Adds the parts of an upload. The file is not in the recording: the reader names it in a variable.
    private static func appendUpload(
        _ file: String, _ parameters: [SpokenRequest.Parameter], to line: inout ShellLine
    ) throws(Unspeakable) {
        guard ShellLine.isPlain(file), !file.utf8.contains(where: { "/,%:@".utf8.contains($0) }) else {
            throw Unspeakable(reason: "the name of the file that was uploaded is none that curl can be told")
        }
        for parameter in parameters {
            guard ShellLine.isPlain(parameter.name) else {
                throw Unspeakable(reason: "the name of a parameter is none that curl can be told")
            }
            // Unlike `-F` it takes no value for the name of a file.
            line.append(literally: "--form-string")
            try line.append([parameter.value], after: "\(parameter.name)=")
        }
        line.append(
            literally: "-F", #""filename=@${UPLOAD_FILE:?the path of \#(file)};filename=\#(file)""#)
    }

    /// The text with `%` and two digits for each byte but letters, digits, `-`, `.`, `_` and those to be kept:
    /// a word that no shell looks into.
    private static func percentEncoded(_ text: String, keeping kept: String = "") -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                encoded.append(byte)
            case _ where "-._".utf8.contains(byte) || kept.utf8.contains(byte): encoded.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isDots(_ segment: Substring.UTF8View) -> Bool {
        segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
    }
}
