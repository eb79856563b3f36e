internal import SpoolSpec

/// Events as they were sent beside the lines that came of them.
///
/// What is compared is what EVENT-2 says: the seven members that a server passes, as JSON values; members of
/// other names are an implementation's own affair.
struct EventComparison {
    /// The names that belong to the server.
    static let names = ["method", "path", "params", "userid", "format", "client_ip", "proxied"]

    /// What was sent, in order.
    let sent: [JSONObject]

    /// Checks an events file: a line for each event, in order, equal to it, and nothing else.
    func judge(
        _ scene: Scene, _ clause: ClauseID, _ id: String, _ file: EventsFile?
    ) {
        let lines = file?.lines ?? []
        scene.check(
            clause, lines.count == sent.count && file?.tail.isEmpty ?? true,
            expected: "\(id).events to have \(sent.count) lines, one an event, each ended by one line feed",
            seen: "it has \(lines.count)"
                + (file.map { $0.tail.isEmpty ? "" : ", and \(Excerpt.of($0.tail, limit: 120)) behind them" }
                    ?? ", for it is missing"))
        for (line, event) in zip(lines, sent) {
            let seen: JSONObject
            do throws(JSONError) {
                seen = try JSONObject.parse(line, limits: .reply)
            } catch {
                scene.check(
                    clause, false, expected: "each line of \(id).events to be a JSON object in UTF-8",
                    seen: "\(error), in the line \(Excerpt.of(line, limit: 200))")
                continue
            }
            if let fault = Self.difference(between: event, and: seen) {
                scene.check(
                    clause, false, expected: "an event to stand in \(id).events with equal JSON values",
                    seen: fault)
            }
        }
    }

    /// What makes a recorded event another than the one that was sent; `nil` where they are equal.
    static func difference(between sent: JSONObject, and seen: JSONObject) -> String? {
        for name in names {
            let count = seen.members.count { $0.name.utf8.elementsEqual(name.utf8) }
            if count > 1 { return "`\(name)` stands \(count) times in one line" }
            switch (sent[name], seen[name]) {
            case (nil, nil): break
            case (let value?, nil): return "`\(name)` is missing; it was passed as \(excerpt(value))"
            case (nil, let value?): return "`\(name)` is \(excerpt(value)), though none was passed"
            case (let old?, let new?):
                if old != new { return "`\(name)` " + difference(between: old, and: new) }
            }
        }
        return nil
    }

    /// Where two unequal values part, in words.
    private static func difference(between sent: JSONValue, and seen: JSONValue) -> String {
        switch (sent, seen) {
        case (.array(let old), .array(let new)) where old.count == new.count:
            for (index, (old, new)) in zip(old, new).enumerated() where old != new {
                return "[\(index)] " + difference(between: old, and: new)
            }
        case (.object(let old), .object(let new)):
            for (name, value) in old.members where new[name] != value {
                guard let other = new[name] else { return "lacks the member \(JSONValue.string(name))" }
                return "member \(JSONValue.string(name)) " + difference(between: value, and: other)
            }
            for (name, _) in new.members where old[name] == nil {
                return "has a member \(JSONValue.string(name)) that was not passed"
            }
        case (.string(let old), .string(let new)): return difference(between: old, and: new)
        default: break
        }
        return "was passed as \(excerpt(sent)) and is recorded as \(excerpt(seen))"
    }

    private static func difference(between sent: String, and seen: String) -> String {
        var place = 0
        for (old, new) in zip(sent.unicodeScalars, seen.unicodeScalars) {
            if old != new { return "has \(code(new)) in place of \(code(old)), character \(place) of a text" }
            place += 1
        }
        return "is a text of \(seen.unicodeScalars.count) characters, and was one of "
            + "\(sent.unicodeScalars.count): \(excerpt(.string(sent))), now \(excerpt(.string(seen)))"
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    private static func excerpt(_ value: JSONValue) -> String { Excerpt.of(value.encoded(), limit: 80) }
}
