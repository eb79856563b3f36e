/// Reading one line of an events file, a torn one too (FOLLOW-3).
public enum EventLine {
    /// What a line gives.
    ///
    /// The work is linear in the line's length, whatever the line holds.
    ///
    /// - Parameters:
    ///   - line: its bytes without the `\n`.
    ///   - limits: the deepest event, and the longest line.
    /// - Returns: a whole event and nothing skipped; or, of a line that is no object, 1 skipped, with the intact
    ///   event that is glued on behind torn ones, if there is one. A blank line gives nothing and skips nothing.
    ///   A whole object with another behind it counts as torn, since its newline never came.
    public static func decode(_ line: [UInt8], limits: JSONLimits = .line) -> (events: [Event], skipped: Int)
    {
        line.withUnsafeBufferPointer { decode($0, limits: limits) }
    }

    /// What a line gives.
    public static func decode(
        _ line: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) -> (events: [Event], skipped: Int) {
        do throws(JSONError) {
            return ([Event(members: try JSONObject.parse(line, limits: limits))], 0)
        } catch {
            if line.allSatisfy(JSONCursor.isSpace) { return ([], 0) }
            let last = TornLine(bytes: line, limits: limits).lastEvent
            return (last.map { [$0.event] } ?? [], 1)
        }
    }

    /// What a line gives, by the same rules, but no event is built before somebody asks for it.
    ///
    /// - Parameters:
    ///   - line: its bytes without the `\n`.
    ///   - limits: the deepest event, and the longest line.
    public static func check(
        _ line: ArraySlice<UInt8>, limits: JSONLimits = .line
    ) -> (event: WrittenEvent?, skipped: Int) {
        line.withUnsafeBufferPointer { bytes in
            do throws(JSONError) {
                try JSONObject.validate(bytes, limits: limits)
                return (WrittenEvent(checked: line, limits), 0)
            } catch {
                if bytes.allSatisfy(JSONCursor.isSpace) { return (nil, 0) }
                let last = TornLine(bytes: bytes, limits: limits).lastEvent
                return (last.map { WrittenEvent(checked: line.dropFirst($0.start), limits) }, 1)
            }
        }
    }
}
