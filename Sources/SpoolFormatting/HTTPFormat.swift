internal import SpoolSpec

/// A request as the text that goes over the wire, for people to read and for editors that send such texts.
///
/// What the reader has to fill in stands in `{{NAME}}`, as those editors write it: `PVE_HOST`, `PVE_PORT`, `PVE_TOKEN`, and a
/// variable for each hidden value.
enum HTTPFormat {
    /// The request's first line, its headers, an empty line, and its body.
    ///
    /// - Throws: `Unspeakable` where no such text says what was asked.
    static func text(
        _ event: Event, hidesSecrets: Bool, _ variables: inout SecretVariables
    ) throws(Unspeakable) -> String {
        let request = try SpokenRequest(
            event, hidesSecrets: hidesSecrets, keepsTypes: true, &variables)
        guard request.upload == nil else {
            throw Unspeakable(reason: "a file was uploaded, which is not in the recording")
        }
        var target = "/api2/json" + PercentEncoding.text(request.path, keeping: "/:@,+")
        var lines = ["Host: {{PVE_HOST}}:{{PVE_PORT}}", "Authorization: PVEAPIToken={{PVE_TOKEN}}"]
        var body = ""
        if let json = request.json {
            lines.append("Content-Type: application/json")
            body = json.map { shown($0, encoded: false) }.joined()
        } else {
            let form = request.parameters.map { parameter in
                PercentEncoding.text(parameter.name) + "=" + shown(parameter.value, encoded: true)
            }.joined(separator: "&")
            if request.method.hasBody {
                lines.append("Content-Type: application/x-www-form-urlencoded")
                body = form
            } else if !form.isEmpty {
                target += "?" + form
            }
        }
        lines.insert("\(request.method.rawValue) \(target) HTTP/1.1", at: 0)
        return lines.joined(separator: "\n") + "\n\n" + (body.isEmpty ? "" : body + "\n\n")
    }

    private static func shown(_ part: ShellPart, encoded: Bool) -> String {
        switch part {
        case .text(let text): encoded ? PercentEncoding.text(text) : text
        case .variable(let name): "{{\(name)}}"
        }
    }
}
