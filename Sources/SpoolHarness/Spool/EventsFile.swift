package import SpoolSpec

/// An events file as the judge finds it: its bytes, cut into lines.
package struct EventsFile: Hashable, Sendable {
    /// All of it.
    package let bytes: [UInt8]
    /// The complete lines without their line feed, blank ones too.
    package let lines: [[UInt8]]
    /// What stands behind the last line feed.
    package let tail: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        tail = parts.popLast() ?? []
        lines = parts
    }

    /// The complete lines that are JSON objects, decoded, in file order.
    package var events: [Event] {
        lines.compactMap { line in
            guard let value = try? JSONValue.parse(line, limits: .reply), case .object(let members) = value
            else { return nil }
            return Event(members: members)
        }
    }

    /// The complete lines that are neither blank nor a JSON object, as text that can be shown.
    package var damaged: [String] {
        lines.compactMap { line in
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
            guard let value = try? JSONValue.parse(line, limits: .reply), case .object = value else {
                return Excerpt.of(line, limit: 200)
            }
            return nil
        }
    }
}

extension SpoolDirectory {
    /// A recorder's events file; `nil` where there is none.
    package func eventsFile(_ id: String) throws(Interruption) -> EventsFile? {
        try read(.events(id)).map(EventsFile.init)
    }

    /// The events in a recorder's events file, in file order; none where there is no file.
    ///
    /// A line that is no JSON object is left out: see ``EventsFile/damaged``.
    package func events(_ id: String) throws(Interruption) -> [Event] {
        try eventsFile(id)?.events ?? []
    }

    /// The paths of the events in a recorder's events file: enough to tell events of ``Scene/event`` apart.
    package func paths(_ id: String) throws(Interruption) -> [String] {
        try events(id).map(\.path)
    }
}
