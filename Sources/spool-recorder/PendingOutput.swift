internal import SpoolSystem

/// Text that is on its way to standard output or to a file, in pieces that a reader takes at once: who waits for a reader
/// in a write cannot hear that the end is asked for.
struct PendingOutput {
    /// A pipe that can be written to takes so many bytes without waiting (`PIPE_BUF`); nothing that waits takes fewer.
    private static let pieceBytes = 4096

    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var start = 0
    /// Whether nobody will ever read what is written.
    private(set) var isClosed = false

    /// - Parameter descriptor: where the text goes; it stays its owner's.
    init(to descriptor: Int32) { self.descriptor = descriptor }

    /// Whether all is written.
    var isEmpty: Bool { start == bytes.count }

    /// What to wait for: room, where something is to be written, and else only that the reader goes away.
    var pollEntry: PollEntry { PollEntry(isClosed ? -1 : descriptor, isEmpty ? [] : .writable) }

    /// Adds a text behind what is still to be written.
    mutating func append(_ text: String) {
        guard !isClosed else { return }
        bytes += text.utf8
    }

    /// Gives up what is not written yet.
    mutating func discard() {
        bytes.removeAll(keepingCapacity: true)
        start = 0
    }

    /// Gives up this and all that comes: nobody reads any more.
    mutating func close() {
        discard()
        isClosed = true
    }

    /// Writes a piece; to be called where the descriptor can be written to.
    ///
    /// - Throws: `Errno`; a reader that has gone is none, see ``isClosed``.
    mutating func write() throws(Errno) {
        let end = min(bytes.count, start + Self.pieceBytes)
        guard start < end else { return }
        do throws(Errno) {
            start += try RawFile.writeOnce(descriptor, Array(bytes[start..<end]))
        } catch {
            switch error {
            case .brokenPipe: close()
            case .wouldBlock, .interrupted: break
            default: throw error
            }
        }
        if isEmpty { discard() }
    }
}
