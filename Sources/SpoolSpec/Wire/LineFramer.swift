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
    public mutating func feed(_ bytes: [UInt8]) -> [[UInt8]] { lines(in: bytes).map { Array($0) } }

    /// Takes the next bytes and returns the lines that end in them, without their `\n`.
    ///
    /// A line that lies in these bytes as a whole is a part of them, so that none is copied.
    public mutating func lines(in bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while let newline = bytes.withUnsafeBufferPointer({ firstNewline(in: $0, from: start) }) {
            if pendingByteCount + newline - start > lineBytesMax {
                skipped += 1
            } else if pending.isEmpty {
                lines.append(bytes[start..<newline])
            } else {
                lines.append((pending + bytes[start..<newline])[...])
            }
            start = newline + 1
            pendingByteCount = 0
            pending = []
        }
        keep(bytes[start...])
        return lines
    }

    /// Keeps the beginning of a line, unless the line is too long already.
    private mutating func keep(_ piece: ArraySlice<UInt8>) {
        pendingByteCount += piece.count
        if pendingByteCount > lineBytesMax {
            pending = []
        } else {
            pending.append(contentsOf: piece)
        }
    }
}
