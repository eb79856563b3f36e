/// The end of what a process wrote to standard error; a chatty one costs no more memory than this.
struct StandardErrorTail {
    /// The most bytes that are kept.
    static let limitBytes = 64 << 10

    private var bytes: [UInt8] = []
    private var droppedBytes = 0

    mutating func append(_ more: some Collection<UInt8>) {
        bytes += more.suffix(Self.limitBytes)
        droppedBytes += max(0, more.count - Self.limitBytes)
        // Cut in large steps, so that each byte is moved only a few times.
        if bytes.count > 2 * Self.limitBytes { cut() }
    }

    private mutating func cut() {
        let excess = bytes.count - Self.limitBytes
        guard excess > 0 else { return }
        bytes.removeFirst(excess)
        droppedBytes += excess
    }

    /// The text, with a word on what is missing before it.
    var text: String {
        let kept = bytes.suffix(Self.limitBytes)
        let missing = droppedBytes + bytes.count - kept.count
        let text = String(decoding: kept, as: UTF8.self)
        return missing > 0 ? "(\(missing) bytes before this are not kept)\n\(text)" : text
    }

    /// The last lines, for a sentence; empty where nothing was written.
    var lastWords: String {
        let lines = bytes.suffix(600).split(separator: 0x0A).suffix(3)
        guard !lines.isEmpty else { return "" }
        return "; its standard error ends: "
            + lines.map { Excerpt.of($0, limit: 200) }.joined(separator: " / ")
    }
}
