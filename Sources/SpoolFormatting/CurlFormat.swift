internal import SpoolSpec

/// A request as a `curl` command that sends the same to the API.
///
/// Where to and as whom is left to two variables of the reader's shell: `PVE_HOST`, without it this machine, and
/// `PVE_TOKEN`, an API token as in `alice@pam!name=secret`.
enum CurlFormat {
    static func line(_ event: Event) throws(Unspeakable) -> String {
        let request = try SpokenRequest(event)
        var line = ShellLine("curl")
        switch request.method {
        case .get: break
        case .create, .set, .delete: line.append(literally: "-X", request.method.rawValue)
        }
        line.append(literally: #"-H "Authorization: PVEAPIToken=$PVE_TOKEN""#)
        switch request.method {
        case .get, .delete:
            // These have no body: their parameters belong to the address.
            if !request.parameters.isEmpty { line.append(literally: "-G") }
        case .create, .set:
            // Without this curl does not say that the body is empty.
            if request.parameters.isEmpty { line.append(literally: "--data-raw ''") }
        }
        for parameter in request.parameters { try append(parameter, to: &line) }
        // Else curl takes the segments `.` and `..` out before it asks.
        if request.path.utf8.split(separator: UInt8(ascii: "/")).contains(where: isDots) {
            line.append(literally: "--path-as-is")
        }
        let path = percentEncoded(request.path, keeping: "/:@,+")
        line.append(literally: #""https://${PVE_HOST:-localhost}:8006/api2/json""# + path)
        return line.text
    }

    /// Adds a parameter that curl encodes, so that it can be read, or one that we encode where curl could not be
    /// told it or a terminal should not.
    private static func append(
        _ parameter: SpokenRequest.Parameter, to line: inout ShellLine
    ) throws(Unspeakable) {
        let name = percentEncoded(parameter.name)
        if name.isEmpty {
            // zsh looks for a command of this name where a word begins with an equals sign without quotes.
            line.append(literally: "--data-raw")
            try line.append("=\(percentEncoded(parameter.value))")
        } else if parameter.value.unicodeScalars.contains(where: \.isUnshowable) {
            line.append(literally: "--data-raw")
            try line.append(percentEncoded(parameter.value), after: "\(name)=")
        } else {
            line.append(literally: "--data-urlencode")
            try line.append(parameter.value, after: "\(name)=")
        }
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
