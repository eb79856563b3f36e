extension Event {
    /// What became of an event in its line.
    public enum Encoding: Hashable, Sendable {
        /// The line is the whole event.
        case whole
        /// The event is nested deeper than allowed: a stand-in took its place.
        case standInTooDeep
        /// The event's line would be longer than allowed: a stand-in took its place.
        case standInTooLong

        /// Whether something of the event is missing from the line.
        public var isReplaced: Bool { self != .whole }
    }

    /// The event's line: one RFC 8259 object in UTF-8 and one `\n` at its end (EVENT-1, EVENT-5).
    ///
    /// An event that is too deep or too long is not lost: its method, path and userid stand in its place, with
    /// a member `recorder_note` that says why (EVENT-4).
    public func line(limits: JSONLimits = .line) -> [UInt8] {
        encodedLine(limits: limits).bytes
    }

    /// The event's line, and whether it is the whole event.
    public func encodedLine(limits: JSONLimits = .line) -> (bytes: [UInt8], encoding: Encoding) {
        var buffer = LineBuffer()
        let encoding = buffer.write(self, limits: limits)
        return (Array(buffer.bytes), encoding)
    }

    /// Appends the event's line, and tells whether it is the whole event.
    ///
    /// - Parameters:
    ///   - bytes: what the line is added to.
    ///   - limits: the deepest event, and the longest line with its `\n`: 1 KiB at least, which a stand-in takes.
    @discardableResult
    public func appendLine(to bytes: inout [UInt8], limits: JSONLimits = .line) -> Encoding {
        let start = bytes.count
        let met = members.write(
            into: &bytes, depthMax: limits.depthMax,
            bytesMax: start - 1 + Swift.min(limits.bytesMax, .max - start))
        var encoding = Encoding.whole
        if let met {
            bytes.removeSubrange(start...)
            if case .tooDeep = met { encoding = .standInTooDeep } else { encoding = .standInTooLong }
            standIn(encoding, limits: limits).write(into: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return encoding
    }

    /// The three members that say what was asked for and by whom, and the note.
    private func standIn(_ encoding: Encoding, limits: JSONLimits) -> JSONObject {
        let textMax = Swift.min(limits.bytesMax / 16, 1 << 20)
        var shortened = false
        var standIn = JSONObject()
        for name in ["method", "path", "userid"] {
            guard let value = members[name] else { continue }
            standIn[name] = value.shortened(to: textMax, &shortened)
        }
        let reason =
            encoding == .standInTooDeep
            ? "nested deeper than \(limits.depthMax)" : "longer than \(limits.bytesMax) bytes"
        standIn["recorder_note"] = .string(
            "This event is \(reason); only its method, path and userid are recorded"
                + (shortened ? ", shortened." : "."))
        return standIn
    }
}

extension JSONValue {
    /// The value if its JSON is short enough, a text's beginning if not, and null for what cannot be cut.
    fileprivate func shortened(to bytesMax: Int, _ shortened: inout Bool) -> JSONValue {
        var bytes: [UInt8] = []
        if write(into: &bytes, depthMax: 0, bytesMax: bytesMax) == nil { return self }
        shortened = true
        guard case .string(let text) = self else { return .null }
        // A byte of UTF-8 takes at most six as an escape.
        var end =
            text.utf8.index(text.utf8.startIndex, offsetBy: bytesMax / 6, limitedBy: text.utf8.endIndex)
            ?? text.utf8.endIndex
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return .string(String(text.unicodeScalars[..<end]))
    }
}
