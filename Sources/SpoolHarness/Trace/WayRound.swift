internal import SpoolSystem

/// How a process does things to files without a system call that a tracer sees.
enum WayRound: Hashable, CustomStringConvertible {
    /// It asks for something by a ring of requests, `io_uring(7)`; what it does, in words.
    case ring(String)
    /// It has mapped a file so that bytes which it writes into its memory change the file.
    case mapping(of: String)

    var description: String {
        switch self {
        case .ring(let words): words
        case .mapping(let file): "maps \(file) to write it, which a tracer does not see"
        }
    }

    /// A file under the directory that a thread has mapped for all to see, somewhere in a stretch of its memory.
    ///
    /// - Parameter range: of addresses.
    static func sharedMapping(
        of thread: Int32, in range: Range<UInt64>, where isUnder: (String) -> Bool
    ) -> String? {
        guard let maps = ProcessDirectory(of: thread)?.read("maps") else { return nil }
        for line in maps.split(separator: "\n") {
            // Addresses, rights, offset, device, inode, path.
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, words[1].utf8.last == UInt8(ascii: "s") else { continue }
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard ends.count == 2, ends[0] < range.upperBound, ends[1] > range.lowerBound else { continue }
            let path = String(words[5].drop { $0 == " " })
            if isUnder(path) { return path }
        }
        return nil
    }
}

extension TracedProcess {
    /// Asks that its calls have shown all that it does.
    ///
    /// - Throws: where something went round them. That the judge is blind to a ring is no word on the recorder: that is
    ///   unknown. A mapping is what APPEND-1 forbids, and what else it would show is skipped.
    func requireSeen(_ shown: String) throws(Interruption) {
        switch wayRound {
        case nil: return
        case .ring(let words)?: throw .uncontrolled("\(shown) cannot be told: \(label) \(words)")
        case .some(let round): throw .skipped("\(shown) cannot be told: \(label) \(round)")
        }
    }
}
