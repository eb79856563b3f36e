internal import SpoolSpec
internal import SpoolSystem

/// EVENT: lines that say something else than happened.
let eventFaults: [Fault] = [
    Fault(
        "EVENT-3", "by-the-locale", "It writes in the locale's character set, of which C knows 128.",
        saying: "EVENT-3/in the C locale"
    ) { sabotage in
        let locale = Environment.inherited["LC_ALL"] ?? ""
        sabotage.writeLines { _, line in
            guard locale.isSameText(as: "C") else { return nil }
            return String(decoding: line, as: UTF8.self).unicodeScalars.map {
                $0.isASCII ? UInt8($0.value) : 0x3F
            }
        }
    },

    Fault(
        "EVENT-3", "revives-dates", "It takes a text that looks like a date for one, and writes it anew.",
        saying: "EVENT-3/texts that mean something elsewhere"
    ) { sabotage in
        sabotage.writeLines { _, line in
            let date = Array("T12:00:00+02:00".utf8)
            guard let start = line.indices.first(where: { line[$0...].starts(with: date) }) else {
                return nil
            }
            return Array(line[..<start]) + Array("T10:00:00Z".utf8) + line[(start + date.count)...]
        }
    },

    Fault(
        "EVENT-1", "just-a-page", "A line of exactly 4,096 bytes loses its line feed.",
        saying: "4096.events to have",
        also: ["EVENT-2": "a line without its end runs into the next"]
    ) { sabotage in
        sabotage.writeLines { _, line in line.count == 4096 ? Array(line.dropLast()) : nil }
    },

    lines("EVENT-1", "two-lines", "It breaks an event over several lines.", saying: "ended by one line feed")
    { _, line in
        line.flatMap { $0 == UInt8(ascii: ",") ? [$0, 0x0A] : [$0] }
    },
    lines("EVENT-1", "no-line-feed", "It ends no line.", saying: "ended by one line feed; saw it has 0") {
        _, line in
        Array(line.dropLast())
    },
    lines(
        "EVENT-1", "array", "Its lines are arrays of names and values.",
        saying: #"found "[", expected an object"#
    ) { event, _ in
        JSONValue.array(event.members.members.flatMap { [.string($0.name), $0.value] }).encoded() + [0x0A]
    },
    lines("EVENT-1", "latin-1", "Its lines are in Latin-1.", saying: "the bytes are not UTF-8") { _, line in
        String(decoding: line, as: UTF8.self).unicodeScalars.map { UInt8($0.value & 0xFF) }
    },

    Fault(
        "EVENT-1", "waits-for-the-scan",
        "It writes no line to a recorder whose request was given a mode or a group since its last scan.",
        saying: "was given a mode before each event"
    ) { sabotage in
        let scan = ScanMark(sabotage)
        sabotage.answer(in: "record") { call in
            guard case .lock(_, .shared) = call, !scan.isUnderWay else { return nil }
            return .failed(.inputOutput)
        }
    },

    events(
        "EVENT-2", "numbers-as-text", "It writes numbers as text.",
        saying: #"was passed as 0 and is recorded as "0""#
    ) { value in
        value.number.map { .string($0.lexeme) }
    },
    events(
        "EVENT-2", "text-as-numbers", "It writes text that looks like a number as a number.",
        saying: #"was passed as "0" and is recorded as 0"#
    ) { value in
        value.text.flatMap { JSONNumber(lexeme: $0) }.map { .number($0) }
    },
    events(
        "EVENT-2", "single-precision", "It keeps seven digits of a number.",
        saying: "was passed as 4294967295"
    ) { value in
        value.number.flatMap { JSONNumber(Double(Float($0.double))) }.map { .number($0) }
    },
    events("EVENT-2", "integers", "It cuts decimals off.", saying: "was passed as 0.1 and is recorded as 0") {
        value in
        value.number.flatMap { $0.integer == nil ? Int64(exactly: $0.double.rounded(.towardZero)) : nil }
            .map { .number(JSONNumber($0)) }
    },
    events(
        "EVENT-2", "no-truth", "It writes true and false as 1 and 0.",
        saying: "was passed as false and is recorded as 0"
    ) { value in
        value.bool.map { $0 ? 1 : 0 }
    },
    events(
        "EVENT-2", "no-null", "It writes null as an empty text.",
        saying: #"was passed as null and is recorded as """#
    ) { $0.isNull ? "" : nil },
    Fault(
        "EVENT-2", "member-lost", "It does not write the client's address.", saying: "`client_ip` is missing"
    ) { sabotage in
        sabotage.writeEvents { $0.with("client_ip", nil) }
    },
    Fault(
        "EVENT-2", "member-taken", "It puts a member of its own in the place of one of the server's.",
        saying: "`format` has"
    ) { sabotage in
        sabotage.writeEvents { $0.with("format", "spool 1.0") }
    },
    Fault(
        "EVENT-2", "flat", "It writes what is nested deeper than 32 as null.", saying: "EVENT-2/nested to 64"
    ) { sabotage in
        sabotage.writeEvents { event in
            JSONValue.object(event.members).cut(toDepth: 32).object.map { Event(members: $0) }
        }
    },

    texts("EVENT-3", "no-NUL", "It drops U+0000.", saying: "in place of U+0000") { $0 == "\0" ? nil : $0 },
    texts("EVENT-3", "no-line-separator", "It writes U+2028 as a blank.", saying: "U+0020 in place of U+2028")
    { $0 == "\u{2028}" ? " " : $0 },
    texts(
        "EVENT-3", "basic-plane", "It writes ? for what is beyond U+FFFF.",
        saying: "U+003F in place of U+10000"
    ) {
        $0.value > 0xFFFF ? "?" : $0
    },
    texts("EVENT-3", "no-delete", "It drops U+007F.", saying: "in place of U+007F") {
        $0 == "\u{7F}" ? nil : $0
    },
    Fault(
        "EVENT-3", "composes", "It composes characters.", saying: "U+00E9 in place of U+0065", also: unequal
    ) { sabotage in
        sabotage.writeEvents { event in
            event.mapped { value in value.text.map { .string(composed($0)) } }
        }
    },

    Fault(
        "EVENT-4", "vanishes", "An event that is too deep or too large leaves no line.",
        saying: "saw none for /hostile"
    ) { sabotage in
        sabotage.writeLines { _, line in
            (try? JSONObject.parse(line))?["recorder_note"] == nil ? nil : []
        }
    },

    Fault(
        "EVENT-5", "infinity", "It writes a number beyond the range of Double as Inf.",
        saying: #"found "I", expected a value"#
    ) { sabotage in
        sabotage.writeLines { event, line in
            var hasInfinity = false
            let marked = event.mapped { value in
                guard let number = value.number, number.double.isInfinite else { return nil }
                hasInfinity = true
                return "<Inf>"
            }
            return hasInfinity
                ? replacing(Array("\"<Inf>\"".utf8), with: Array("Inf".utf8), in: marked.line()) : nil
        }
    },
    Fault(
        "EVENT-5", "raw-surrogates", "It writes a lone surrogate as three bytes that are no UTF-8.",
        saying: "the bytes are not UTF-8"
    ) { sabotage in
        sabotage.writeLines { _, line in replacing([0xEF, 0xBF, 0xBD], with: [0xED, 0xA0, 0x80], in: line) }
    },
]

private func lines(
    _ clause: ClauseID, _ slug: String, _ wrong: String, saying: String,
    _ change: @escaping @Sendable (Event, [UInt8]) -> [UInt8]
) -> Fault {
    Fault(clause, slug, wrong, saying: saying) { $0.writeLines { change($0, $1) } }
}

/// A recorder that writes some values otherwise than it was told.
private func events(
    _ clause: ClauseID, _ slug: String, _ wrong: String, saying: String,
    also: [ClauseID: String] = [:], _ change: @escaping @Sendable (JSONValue) -> JSONValue?
) -> Fault {
    Fault(clause, slug, wrong, saying: saying, also: also) { $0.writeEvents { $0.mapped(change) } }
}

/// Text whose characters do not survive is no equal value any more.
private let unequal: [ClauseID: String] = ["EVENT-2": "text that lacks a character is another value"]

/// A recorder that writes some characters otherwise than it was told.
private func texts(
    _ clause: ClauseID, _ slug: String, _ wrong: String, saying: String,
    _ change: @escaping @Sendable (Unicode.Scalar) -> Unicode.Scalar?
) -> Fault {
    events(clause, slug, wrong, saying: saying, also: unequal) { value in
        value.text.map { text in
            .string(String(String.UnicodeScalarView(text.unicodeScalars.compactMap(change))))
        }
    }
}

extension Event {
    /// The event with some of its values changed, however deep they are.
    fileprivate func mapped(_ change: (JSONValue) -> JSONValue?) -> Event {
        JSONValue.object(members).mapped(change).object.map { Event(members: $0) } ?? self
    }
}

extension JSONValue {
    fileprivate func mapped(_ change: (JSONValue) -> JSONValue?) -> JSONValue {
        if let changed = change(self) { return changed }
        switch self {
        case .array(let items): return .array(items.map { $0.mapped(change) })
        case .object(let object):
            let members = object.members.map { (name: $0.name, value: $0.value.mapped(change)) }
            return .object(JSONObject(members: members))
        default: return self
        }
    }

    fileprivate func cut(toDepth depth: Int) -> JSONValue {
        switch self {
        case .array(let items): return depth > 0 ? .array(items.map { $0.cut(toDepth: depth - 1) }) : .null
        case .object(let object):
            let members = object.members.map { (name: $0.name, value: $0.value.cut(toDepth: depth - 1)) }
            return depth > 0 ? .object(JSONObject(members: members)) : .null
        default: return self
        }
    }
}

/// Composes the commonest pairs of a letter and an accent, as a library that normalises would.
private func composed(_ text: String) -> String {
    let pairs: [(Unicode.Scalar, Unicode.Scalar, Unicode.Scalar)] = [
        ("a", "\u{308}", "ä"), ("o", "\u{308}", "ö"), ("u", "\u{308}", "ü"), ("e", "\u{301}", "é"),
        ("e", "\u{308}", "ë"), ("n", "\u{303}", "ñ"), ("A", "\u{30A}", "Å"),
    ]
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if let pair = pairs.first(where: { $0.0 == scalars.last && $0.1 == scalar }) {
            scalars.removeLast()
            scalars.append(pair.2)
        } else {
            scalars.append(scalar)
        }
    }
    return String(scalars)
}

private func replacing(_ old: [UInt8], with new: [UInt8], in line: [UInt8]) -> [UInt8]? {
    var changed: [UInt8] = []
    var index = 0
    while index < line.count {
        if line[index...].starts(with: old) {
            changed += new
            index += old.count
        } else {
            changed.append(line[index])
            index += 1
        }
    }
    return changed == line ? nil : changed
}
