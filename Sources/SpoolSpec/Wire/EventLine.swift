/// Reading one line of an events file, torn ones too (FOLLOW-3).
public enum EventLine {
    /// What a line gives.
    ///
    /// - Parameter line: its bytes without the `\n`.
    /// - Returns: a whole event; or nothing and 1 skipped; or, where an intact event is glued behind torn ones,
    ///   that event and 1 skipped. A line of white space gives nothing and skips nothing.
    public static func decode(_ line: [UInt8], limits: JSONLimits = .line) -> (events: [Event], skipped: Int)
    {
        line.withUnsafeBufferPointer { decode($0, limits: limits) }
    }

    /// What a line gives.
    public static func decode(
        _ line: UnsafeBufferPointer<UInt8>, limits: JSONLimits = .line
    ) -> (events: [Event], skipped: Int) {
        if line.allSatisfy(JSONCursor.isSpace) { return ([], 0) }
        if let event = whole(line, limits) { return ([event], 0) }
        guard let start = TornLine(line).startOfLastObject,
            let event = whole(UnsafeBufferPointer(rebasing: line[start...]), limits),
            TornLine(line).isGlued(event, at: start, limits: limits)
        else { return ([], 1) }
        return ([event], 1)
    }

    private static func whole(_ line: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits) -> Event? {
        do throws(JSONError) {
            return Event(members: try JSONObject.parse(line, limits: limits))
        } catch { return nil }
    }
}
