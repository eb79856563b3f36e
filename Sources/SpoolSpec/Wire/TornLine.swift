/// A line that is no JSON object, and what may be intact at its end.
///
/// A worker that is killed inside a write leaves a prefix of a line, and the next line lands right behind it.
struct TornLine {
    let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The only place from which an object can reach to the line's end, found from the right in one pass.
    ///
    /// Whatever precedes it, an object that ends the line has its own quotes and brackets in balance, and
    /// outside its strings there is no backslash. So from the last `}` backwards it is settled which bytes are
    /// inside strings, and the object begins where the brackets are first in balance. Trying each `{` from the
    /// left finds the same place, if any, in quadratic time.
    var startOfLastObject: Int? {
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
                if depth == 0 { return bytes[index] == UInt8(ascii: "{") ? index : nil }
                if depth < 0 { return nil }
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

    /// Whether the object at `start` is an event of its own, not a part of a torn one that ended right behind it.
    ///
    /// `{"method":"POST","params":{"a":1}` is one torn event and `{"method":"POST","params":{"method":…}` may be
    /// a torn one with an intact one behind it; both read as a value nested in the first. There an object is
    /// taken for an event only if it looks like one: with a method and a path that are text.
    func isGlued(_ event: Event, at start: Int, limits: JSONLimits) -> Bool {
        let torn = UnsafeBufferPointer(rebasing: bytes[..<start])
        let mayBeNested: Bool
        do throws(JSONError) {
            try JSONObject.validate(torn, limits: limits)
            mayBeNested = false
        } catch {
            mayBeNested =
                switch error.kind {
                case .ends(before: .value), .ends(before: .valueOrBracket): true
                // Only an object without a quote can be the end of a torn string.
                case .ends(before: .closingQuote): event.members.isEmpty
                case .ends: false
                default: endsBeforeValue(torn) || event.members.isEmpty
                }
        }
        return !mayBeNested || (event.members["method"]?.text != nil && event.members["path"]?.text != nil)
    }

    /// Whether a value may follow, as far as the last byte tells: for a prefix that cannot be read from its start.
    private func endsBeforeValue(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        switch prefix.last(where: { !JSONCursor.isSpace($0) }) {
        case UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["): true
        default: false
        }
    }
}
