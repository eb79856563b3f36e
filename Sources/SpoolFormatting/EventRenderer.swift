package import SpoolSpec

/// Shows recorded requests in one format.
///
/// Whatever an event holds, it becomes exactly one line, without a character that a terminal obeys. Commands are
/// safe to paste into sh, bash and zsh.
package struct EventRenderer: Sendable {
    /// What the lines are.
    package let format: EventFormat
    /// Whether values that are named like secrets are replaced by asterisks.
    package let hidesSecrets: Bool

    /// Shows events in `format`.
    package init(format: EventFormat, hidesSecrets: Bool) {
        self.format = format
        self.hidesSecrets = hidesSecrets
    }

    /// The event as one line, with a line feed at its end.
    ///
    /// A request that no command can repeat becomes a comment: the reason and the event's JSON, in words that do
    /// nothing even where a shell does not know comments, as an interactive zsh does not.
    package func text(_ event: Event) -> String {
        let shown = hidesSecrets ? event.hidingSecrets : event
        do throws(Unspeakable) {
            return try line(shown) + "\n"
        } catch {
            return comment(error.reason, shown) + "\n"
        }
    }

    private func line(_ event: Event) throws(Unspeakable) -> String {
        switch format {
        case .pvesh: try PveshFormat.line(event)
        case .curl: try CurlFormat.line(event)
        case .json: JSONValue.object(event.members).terminalText
        }
    }

    private func comment(_ reason: String, _ event: Event) -> String {
        var line = ShellLine("#", reason + ":")
        // This never throws: JSON has an escape for the one character that a word cannot have.
        try? line.append(JSONValue.object(event.members).terminalText)
        return line.text
    }
}
