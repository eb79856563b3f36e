package import SpoolSpec

/// Shows recorded requests in one format.
///
/// Whatever an event holds, it becomes exactly one line, without a character that a terminal obeys. Commands are
/// safe to paste into sh, bash and zsh.
package struct EventRenderer: Sendable {
    /// What the lines are.
    package let format: EventFormat
    /// Whether values that are named like secrets are hidden: by variables of the reader's shell in commands, by
    /// asterisks elsewhere.
    package let hidesSecrets: Bool
    /// Whether texts stay as the server passed them, also where it took bytes for characters.
    package let isRaw: Bool

    /// Shows events in `format`.
    package init(format: EventFormat, hidesSecrets: Bool, isRaw: Bool = false) {
        self.format = format
        self.hidesSecrets = hidesSecrets
        self.isRaw = isRaw
    }

    /// The event as one line, with a line feed at its end.
    ///
    /// A request that no command can repeat becomes a comment: the reason and the event's JSON, in words that do
    /// nothing even where a shell does not know comments, as an interactive zsh does not.
    package func text(_ event: Event) -> String {
        let event = isRaw ? event : event.withTextDecoded
        do throws(Unspeakable) {
            return try line(event) + "\n"
        } catch {
            return comment(error.reason, shown(event)) + "\n"
        }
    }

    /// A comment that shows what stands in a line that is no event; a byte that is no UTF-8 is shown as `\xNN`.
    ///
    /// - Returns: `nil` where the format has no comments, or nobody can tell whether a secret is in the line.
    package func text(damaged line: ArraySlice<UInt8>) -> String? {
        guard format != .json, !hidesSecrets else { return nil }
        let rest = line.count - Self.damagedBytesMax
        let shown =
            String.showing(line.prefix(Self.damagedBytesMax)) + (rest > 0 ? " and \(rest) bytes more" : "")
        return comment("a line of the recording is no event", .string(shown)) + "\n"
    }

    /// Most bytes that are shown of a line that is no event.
    private static let damagedBytesMax = 16_384

    private func line(_ event: Event) throws(Unspeakable) -> String {
        switch format {
        case .pvesh: try PveshFormat.line(event, hidesSecrets: hidesSecrets)
        case .curl: try CurlFormat.line(event, hidesSecrets: hidesSecrets)
        case .json: shown(event).terminalText
        }
    }

    private func shown(_ event: Event) -> JSONValue {
        .object((hidesSecrets ? event.hidingSecrets : event).members)
    }

    private func comment(_ reason: String, _ value: JSONValue) -> String {
        var line = ShellLine("#", reason + ":")
        // A comment is given to nobody: it may be of any length.
        line.append(comment: value.terminalText)
        return line.text
    }
}
