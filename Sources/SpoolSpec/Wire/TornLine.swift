/// A line that is no JSON object, and what may be intact at its end.
///
/// A worker that is killed inside a write leaves a prefix of a line, and the next line lands right behind it.
struct TornLine {
    let bytes: UnsafeBufferPointer<UInt8>
    let limits: JSONLimits

    /// The intact event behind the torn ones, if there is one, and the byte at which it begins.
    var lastEvent: (start: Int, event: Event)? {
        guard let start = startOfLastObject else { return nil }
        let members: JSONObject
        do throws(JSONError) {
            members = try JSONObject.parse(UnsafeBufferPointer(rebasing: bytes[start...]), limits: limits)
        } catch { return nil }
        return isOwnEvent(members, behind: UnsafeBufferPointer(rebasing: bytes[..<start]))
            ? (start, Event(members: members)) : nil
    }

    /// The only place from which an object can reach to the line's end, found from the right in one pass.
    ///
    /// Whatever precedes it, an object that ends the line has its own quotes and brackets in balance, and no
    /// backslash outside its strings. So from the last `}` backwards it is settled which bytes are inside
    /// strings, and the object begins where the brackets are first in balance. Trying each `{` from the left
    /// finds the same place, if any, at a quadratic price.
    private var startOfLastObject: Int? {
        var depth = 0
        var isInString = false
        var index = bytes.count
        while index > 0 {
            index -= 1
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let backslashes = countBackslashes(before: index)
                if !isInString || backslashes.isMultiple(of: 2) { isInString.toggle() }
                index -= backslashes
            case _ where isInString: break
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth -= 1
                if depth < 0 { return nil }
                if depth == 0 { return bytes[index] == UInt8(ascii: "{") ? index : nil }
            case let byte:
                if depth == 0, !JSONCursor.isSpace(byte) { return nil }
            }
        }
        return nil
    }

    private func countBackslashes(before index: Int) -> Int {
        var start = index
        while start > 0, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
        return index - start
    }

    /// Whether the object is an event of its own and not the inner end of a torn one.
    ///
    /// `{"method":"POST","params":{"a":1}` is one torn event; `{"method":"POST","params":{"method":…}` is a torn
    /// one with an intact one behind it. To the grammar both are a torn object with a nested one. Only where
    /// the object stands in such a place, it is asked whether it looks like an event.
    private func isOwnEvent(_ members: JSONObject, behind torn: UnsafeBufferPointer<UInt8>) -> Bool {
        var grammar = JSONGrammar(torn, limits: limits, sink: OuterNameSink())
        do throws(JSONError) {
            try grammar.readText(objectOnly: true)
            return true
        } catch {
            switch error.kind {
            case .ends(before: .value), .ends(before: .valueOrBracket):
                return looksLikeEvent(members, writtenName: grammar.sink.token?.text(in: torn))
            // An intact object behind a torn string closes it, unless it has no quote: `"path":"/a{}`.
            case .ends(before: .closingQuote): return !members.isEmpty
            case .ends: return true
            // Several torn events: nothing but the last one's last byte is known.
            default:
                return TornLine.mayTakeValue(after: torn)
                    ? looksLikeEvent(members, writtenName: nil) : !members.isEmpty
            }
        }
    }

    /// What the server passes has a method and a path; besides, events that follow each other have the same
    /// members, so one that was glued on has the very member whose value was being written.
    private func looksLikeEvent(_ members: JSONObject, writtenName: String?) -> Bool {
        if members["method"]?.text != nil, members["path"]?.text != nil { return true }
        return writtenName.map { members[$0] != nil } ?? false
    }

    private static func mayTakeValue(after torn: UnsafeBufferPointer<UInt8>) -> Bool {
        switch torn.last(where: { !JSONCursor.isSpace($0) }) {
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["): true
        default: false
        }
    }
}

/// Remembers the last member's name of the outermost object.
private struct OuterNameSink: JSONSink {
    private(set) var token: JSONCursor.StringToken?
    private var depth = 0

    mutating func beginObject() { depth += 1 }
    mutating func beginArray() { depth += 1 }
    mutating func endContainer() { depth -= 1 }
    mutating func name(_ token: JSONCursor.StringToken, in bytes: UnsafeBufferPointer<UInt8>) {
        if depth == 1 { self.token = token }
    }
}
