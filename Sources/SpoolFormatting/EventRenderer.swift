package import SpoolSpec

/// Shows recorded requests in one format.
///
/// Whatever an event holds, it becomes exactly one line (a request as text a few more), without a character that a
/// terminal obeys. Commands are safe to paste into sh, bash and zsh.
package struct EventRenderer: Sendable {
    /// What the lines are.
    package let format: EventFormat
    /// Whether values that are named like secrets are hidden: by variables of the reader's shell in commands, by
    /// asterisks elsewhere.
    package let hidesSecrets: Bool
    /// Whether texts stay as the server passed them, also where it took bytes for characters.
    package let isRaw: Bool
    /// Whether the time, the user and the client's address are said too: above a command, beside an event in JSON.
    package let hasComments: Bool

    /// Shows events in `format`.
    package init(
        format: EventFormat, hidesSecrets: Bool, isRaw: Bool = false, hasComments: Bool = false
    ) {
        self.format = format
        self.hidesSecrets = hidesSecrets
        self.isRaw = isRaw
        self.hasComments = hasComments
    }

    /// The event as one line, with a line feed at its end.
    ///
    /// A request that no command can repeat becomes a comment: the reason and the event's JSON, in words that do
    /// nothing even where a shell does not know comments, as an interactive zsh does not.
    ///
    /// - Parameter moment: when it was read, where that is to be said.
    package func text(_ event: Event, at moment: Moment? = nil) -> String {
        var variables = SecretVariables()
        return text(event, at: moment, &variables)
    }

    /// The same, for one text of several commands, in which each hidden value has a variable of its own.
    ///
    /// - Parameter variables: those of the commands before; the new ones are added.
    package func text(
        _ event: Event, at moment: Moment?, _ variables: inout SecretVariables
    ) -> String {
        let event = isRaw ? event : event.withTextDecoded
        if format == .ndjson || format == .json && hasComments {
            var members: JSONObject = [:]
            if let moment { members["time"] = .string(moment.utcText) }
            members["event"] = shown(event)
            return JSONValue.object(members).terminalText + "\n"
        }
        let heading = heading(event, moment)
        var new = variables
        do throws(Unspeakable) {
            let text = try body(event, &new)
            // Of a command that was given up no variable is asked for.
            variables = new
            return heading + text
        } catch {
            return heading + comment(error.reason, shown(event)) + "\n"
        }
    }

    /// A comment that shows what stands in a line that is no event; a byte that is no UTF-8 is shown as `\xNN`.
    ///
    /// - Returns: `nil` where the format has no comments, or nobody can tell whether a secret is in the line.
    package func text(damaged line: ArraySlice<UInt8>) -> String? {
        guard !format.isJSON, !hidesSecrets else { return nil }
        let rest = line.count - Self.damagedBytesMax
        let shown =
            String.showing(line.prefix(Self.damagedBytesMax)) + (rest > 0 ? " and \(rest) bytes more" : "")
        return comment("a line of the recording is no event", .string(shown)) + "\n"
    }

    /// Most bytes that are shown of a line that is no event.
    private static let damagedBytesMax = 16_384

    private func body(_ event: Event, _ variables: inout SecretVariables) throws(Unspeakable) -> String {
        switch format {
        case .pvesh: try PveshFormat.line(event, hidesSecrets: hidesSecrets, &variables) + "\n"
        case .curl: try CurlFormat.line(event, hidesSecrets: hidesSecrets, &variables) + "\n"
        case .json, .ndjson: shown(event).terminalText + "\n"
        case .http: try HTTPFormat.text(event, hidesSecrets: hidesSecrets, &variables)
        }
    }

    private func shown(_ event: Event) -> JSONValue {
        .object((hidesSecrets ? event.hidingSecrets : event).members)
    }

    /// What stands above a request: when it was read, whose it is, and where it came from.
    private func heading(_ event: Event, _ moment: Moment?) -> String {
        let mark = format == .http ? "###" : "#"
        guard hasComments, !format.isJSON else { return format == .http ? mark + "\n" : "" }
        var line = ShellLine(mark)
        if let moment { line.append(literally: moment.localText) }
        append(event.userid.isEmpty ? "nobody" : event.userid, to: &line)
        let client = EventSelection.plainAddress(event.members["client_ip"]?.text ?? "")
        if !client.isEmpty {
            line.append(literally: "from")
            append(client, to: &line)
        }
        return line.text + "\n"
    }

    /// Adds a word of a comment. What is more than a plain name is JSON, which has an escape for every character.
    private func append(_ text: String, to line: inout ShellLine) {
        line.append(comment: ShellLine.isPlain(text) ? text : JSONValue.string(text).terminalText)
    }

    private func comment(_ reason: String, _ value: JSONValue) -> String {
        var line = ShellLine("#", reason + ":")
        // A comment is given to nobody: it may be of any length.
        line.append(comment: value.terminalText)
        return line.text
    }
}
