internal import Glibc

/// Cuts an adapter's output into lines, and never holds more than one line of bounded length.
struct LineAssembler {
    /// The longest reply that is read; whatever runs on beyond it is no reply but a flood.
    static let limitBytes = 32 << 20

    private var pending: [UInt8] = []
    /// Whether a line grew beyond the bound; from then on everything is discarded.
    private(set) var isFlooded = false

    /// Bytes of a line that is not complete.
    var pendingBytes: ArraySlice<UInt8> { pending[...] }

    /// The place of the first line feed; the C library looks for it far faster than a loop of a debug build.
    private static func lineFeed(in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let buffer = UnsafeRawBufferPointer(rebasing: bytes)
        guard let start = buffer.baseAddress, let found = memchr(start, 0x0A, buffer.count) else {
            return nil
        }
        return bytes.startIndex + (found - UnsafeMutableRawPointer(mutating: start))
    }

    /// Takes the next bytes.
    ///
    /// - Returns: the lines that they complete, without their line feed.
    mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        guard !isFlooded else { return [] }
        var lines: [[UInt8]] = []
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while let end = Self.lineFeed(in: rest) {
                pending += rest[..<end]
                rest = rest[(end + 1)...]
                lines.append(pending)
                // A new array, so that one long line does not keep its memory for ever.
                pending = []
            }
            pending += rest
        }
        if pending.count > Self.limitBytes {
            isFlooded = true
            pending = Array(pending.prefix(400))
        }
        return lines
    }
}
