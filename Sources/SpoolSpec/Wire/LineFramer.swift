/// Cuts a stream of bytes into lines, in bounded memory, whatever pieces it comes in.
public struct LineFramer: Hashable, Sendable {
    /// The longest line in bytes, without its `\n`.
    public let lineBytesMax: Int
    /// How many lines were longer and are lost, counted as each of them ended.
    public private(set) var skipped = 0
    /// How many bytes came since the last `\n`, kept or not: where the incomplete line began.
    public private(set) var pendingByteCount = 0

    private var pending: [UInt8] = []

    /// A framer that has seen nothing yet.
    public init(lineBytesMax: Int = JSONLimits.line.bytesMax) { self.lineBytesMax = lineBytesMax }

    /// Whether a line has begun and not ended.
    public var hasPartialLine: Bool { pendingByteCount > 0 }

    /// Forgets the incomplete line: what comes next begins a new one.
    public mutating func reset() {
        pendingByteCount = 0
        pending = []
    }

    /// Takes the next bytes and returns the lines that end in them, without their `\n`.
    public mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        bytes.withUnsafeBufferPointer { buffer in feed(buffer) { lines.append(Array($0)) } }
        return lines
    }

    /// Takes the next bytes and hands over each line that ends in them, without its `\n`.
    ///
    /// - Parameters:
    ///   - bytes: what comes next in the stream.
    ///   - body: sees each line for as long as the call lasts.
    public mutating func feed(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        var start = 0
        while let newline = firstNewline(in: bytes, from: start) {
            let piece = UnsafeBufferPointer(rebasing: bytes[start..<newline])
            start = newline + 1
            if pendingByteCount + piece.count > lineBytesMax {
                skipped += 1
            } else if pending.isEmpty {
                body(piece)
            } else {
                pending.append(contentsOf: piece)
                pending.withUnsafeBufferPointer(body)
            }
            pendingByteCount = 0
            pending.removeAll(keepingCapacity: pending.capacity <= 1 << 16)
        }
        keep(UnsafeBufferPointer(rebasing: bytes[start...]))
    }

    /// Keeps the beginning of a line, unless the line is too long already.
    private mutating func keep(_ piece: UnsafeBufferPointer<UInt8>) {
        pendingByteCount += piece.count
        if pendingByteCount > lineBytesMax {
            pending = []
        } else {
            pending.append(contentsOf: piece)
        }
    }
}
