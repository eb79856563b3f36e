/// Cuts an adapter's output into lines, and never holds more than one line of bounded length.
struct LineAssembler {
    /// The longest reply that is read; whatever runs on beyond it is no reply but a flood.
    static let limitBytes = 32 << 20

    private var pending: [UInt8] = []
    /// Whether a line grew beyond the bound; from then on everything is discarded.
    private(set) var isFlooded = false

    /// Bytes of a line that is not complete.
    var pendingBytes: ArraySlice<UInt8> { pending[...] }

    /// Takes the next bytes.
    ///
    /// - Returns: the lines that they complete, without their line feed.
    mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        guard !isFlooded else { return [] }
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            pending += rest[..<end]
            rest = rest[(end + 1)...]
            lines.append(pending)
            // A new array, so that one long line does not keep its memory for ever.
            pending = []
        }
        pending += rest
        if pending.count > Self.limitBytes {
            isFlooded = true
            pending = Array(pending.prefix(400))
        }
        return lines
    }
}
