internal import Glibc

extension RawFile {
    /// Writes all of it, in as many calls as it takes, and waits for room where the descriptor does not: whoever shares a
    /// pipe or a terminal with us may have set `O_NONBLOCK` on it.
    package static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(Errno) {
                let written = try checkedRetrying {
                    rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                }
                rest = rest.dropFirst(written)
            } catch {
                guard error == .wouldBlock else { throw error }
                try untilPossible(descriptor, .writable)
            }
        }
    }

    /// Reads what is there, and waits for it where the descriptor does not.
    package static func readWaiting(_ descriptor: Int32, _ count: Int) throws(Errno) -> [UInt8] {
        while true {
            do throws(Errno) {
                return try read(descriptor, count)
            } catch {
                guard error == .wouldBlock else { throw error }
                try untilPossible(descriptor, .readable)
            }
        }
    }

    private static func untilPossible(_ descriptor: Int32, _ what: PollEvents) throws(Errno) {
        var entries = [PollEntry(descriptor, what)]
        _ = try Poll.wait(&entries, until: nil)
    }
}

extension Descriptor {
    /// Reads to the end of the file, and waits where the descriptor does not.
    ///
    /// - Parameter limit: the most bytes to take, so that nobody fills our memory.
    package func readAll(limit: Int = 1 << 30) throws(Errno) -> [UInt8] {
        var all: [UInt8] = []
        while all.count < limit {
            let chunk = try RawFile.readWaiting(rawValue, min(1 << 16, limit - all.count))
            if chunk.isEmpty { break }
            all += chunk
        }
        return all
    }

    /// Writes all of it, in as many calls as it takes, and waits for room where the descriptor does not.
    package func writeAll(_ bytes: [UInt8]) throws(Errno) { try RawFile.writeAll(rawValue, bytes) }
}

/// Free text for people. Control characters are spelled out here, whoever they come from.
package enum StandardError {
    /// Writes one line; a line feed in it is spelled out too. What nobody reads is lost.
    package static func line(_ text: String) { writeShown(PrintableText.shown(text) + "\n") }

    /// Writes a text that may have several lines.
    package static func write(_ text: String) { writeShown(PrintableText.shown(text, keepingLines: true)) }

    private static func writeShown(_ text: String) {
        do throws(Errno) {
            try RawFile.writeAll(2, Array(text.utf8))
        } catch {
            // There is no other place to say that this place is gone.
        }
    }
}
