/// Bytes on their way to becoming lines.
struct LineBuffer: Sendable {
    private var bytes: [UInt8] = []
    /// Where the first line that was not yet given out begins.
    private var start = 0
    /// How far the search for its end has come.
    private var searched = 0

    /// How many bytes belong to no complete line yet.
    var pendingCount: Int { bytes.count - start }

    mutating func append(_ more: [UInt8]) { bytes += more }

    /// The next complete line, without its line feed.
    mutating func next() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0x0A) else {
            // Only now, once for many lines, is what was given out thrown away.
            bytes.removeFirst(start)
            start = 0
            searched = bytes.count
            return nil
        }
        defer {
            start = end + 1
            searched = start
        }
        return Array(bytes[start..<end])
    }
}
