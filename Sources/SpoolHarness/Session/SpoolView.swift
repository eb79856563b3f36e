internal import SpoolSpec
internal import SpoolSystem

/// What a spool says, without what two recorders may do each in its own way.
struct SpoolView {
    /// Every entry that must be there on both sides; an events file without a line need not be.
    private(set) var names = ""
    /// Of each request, by what its id is called: who it is to the protocol.
    private(set) var requests: [String: String] = [:]
    /// Of each recorder, by what its id is called, the lines of its events file.
    private(set) var lines: [String: [[UInt8]]] = [:]

    /// - Parameter shown: what an id is called.
    init(_ spool: SpoolDirectory, _ shown: (String) -> String) throws(Interruption) {
        var all: [String] = []
        for name in try spool.names() {
            switch SpoolName(fileName: name.bytes) {
            case .request(let id):
                all.append("\(shown(id.text)).req")
                let status = try spool.status(name)
                let state = try spool.lockState(name)
                requests[shown(id.text)] = "\(status?.kind == .regular ? "a file" : "no file"), \(state)"
            case .events(let id):
                let file = try spool.eventsFile(id.text)
                let own = (file?.lines ?? []) + (file.map { $0.tail.isEmpty ? [] : [$0.tail] } ?? [])
                if own.isEmpty { continue }
                all.append("\(shown(id.text)).events")
                lines[shown(id.text)] = own
            case nil: all.append("\(name)")
            }
        }
        names = all.sorted().joined(separator: ", ")
    }

    /// In what two lines say another event; `nil` where they say the same.
    static func difference(_ one: [UInt8], _ other: [UInt8]) -> String? {
        let events = [one, other].map { try? JSONObject.parse($0, limits: .reply) }
        guard let first = events[0], let second = events[1] else {
            return one == other ? nil : "one of them is no JSON object"
        }
        return EventComparison.difference(between: first, and: second)
            ?? EventComparison.difference(between: second, and: first)
    }
}

extension Choices {
    /// A request's contents of which the protocol says what they mean: a filter, or nothing; `nil` where what was
    /// drawn is of the kind that it leaves open.
    mutating func specifiedRequest() -> [UInt8]? {
        let bytes = requestBytes()
        // What looks like UTF-16 is left open.
        if bytes.contains(0) || bytes.contains(0xFE) || bytes.contains(0xFF) { return nil }
        guard let value = try? JSONValue.parse(bytes, limits: .request), case .object(let members) = value
        else {
            return bytes
        }
        switch members["userid"] {
        case nil, .null, .string: break
        default: return nil
        }
        switch members["all"] {
        case nil, .null, .bool: return bytes
        case .number(let number):
            return number == JSONNumber(0) || ["1", "0.0"].contains(number.lexeme) ? bytes : nil
        case .string(let text): return ["", "0", "1"].contains { text.isSameText(as: $0) } ? bytes : nil
        default: return nil
        }
    }
}
