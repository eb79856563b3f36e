package import SpoolSystem

/// A directory and all that is in it at one moment, to show later what has changed.
package struct Snapshot: Hashable, Sendable {
    /// What is known of one entry.
    package struct Entry: Hashable, Sendable {
        package var status: FileStatus
        /// A number that stands for a regular file's bytes or a link's target; 0 for everything else.
        package var contents: UInt64

        /// Access and change times move for many reasons, so they are left out of comparisons.
        var essence: String {
            """
            \(status.kind), mode \(String(status.mode, radix: 8)), owner \(status.owner), group \(status.group), \
            \(status.kind == .directory ? "" : "\(status.size) bytes, ")inode \(status.inode)
            """
        }
    }

    /// The directory's own entry; `nil` where there is none.
    package var directory: Entry?
    /// The entries by name; one inside a planted directory is called `7.req/inner`.
    package var entries: [FileName: Entry]

    /// What is different now, a line each, for people; empty where nothing is.
    ///
    /// - Parameters:
    ///   - earlier: the same directory before.
    ///   - ignored: entries that may change, come and go.
    package func changes(since earlier: Snapshot, except ignored: Set<FileName> = []) -> [String] {
        var lines: [String] = []
        if directory?.essence != earlier.directory?.essence {
            lines.append(
                "the directory itself: was \(earlier.directory?.essence ?? "missing"), "
                    + "is \(directory?.essence ?? "missing")")
        }
        for name in Set(entries.keys).union(earlier.entries.keys).subtracting(ignored).sorted() {
            switch (earlier.entries[name], entries[name]) {
            case (nil, let new?): lines.append("\(name) is new: \(new.essence)")
            case (let old?, nil): lines.append("\(name) is gone: it was \(old.essence)")
            case (let old?, let new?):
                if old.essence != new.essence {
                    lines.append("\(name): was \(old.essence), is \(new.essence)")
                } else if old.contents != new.contents {
                    lines.append("\(name): its contents changed, its size did not")
                }
            case (nil, nil): break
            }
        }
        return lines
    }
}

extension SpoolDirectory {
    /// Looks at the directory and all that is in it.
    package func snapshot() throws(Interruption) -> Snapshot {
        var snapshot = Snapshot(directory: nil, entries: [:])
        guard let own = try ownStatus() else { return snapshot }
        snapshot.directory = Snapshot.Entry(status: own, contents: 0)
        if own.kind == .directory { try take(into: &snapshot, below: [], depth: 0) }
        return snapshot
    }

    private func take(into snapshot: inout Snapshot, below prefix: [UInt8], depth: Int) throws(Interruption) {
        for name in try names() {
            guard let status = try status(name) else { continue }
            var entry = Snapshot.Entry(status: status, contents: 0)
            switch status.kind {
            case .regular: entry.contents = try digest(name, status)
            case .symbolicLink:
                let target = try inside("read the link \(name)") { directory throws(Errno) in
                    try FileSystem.linkTarget(bytes: name.bytes, at: directory)
                }
                entry.contents = Self.digest(target ?? [])
            case .directory where depth < 4:
                let inner = SpoolDirectory(
                    path: "\(path)/\(String(keeping: name.bytes))", workers: workers,
                    group: group)
                try inner.take(into: &snapshot, below: prefix + name.bytes + [0x2F], depth: depth + 1)
            default: break
            }
            snapshot.entries[FileName(bytes: prefix + name.bytes)] = entry
        }
    }

    /// The most bytes of a file that are looked at; of a longer one its beginning and its end stand for all.
    private static let digestBytesMax: Int64 = 64 << 20

    private func digest(_ name: FileName, _ status: FileStatus) throws(Interruption) -> UInt64 {
        let digest = try inside("read \(name)") { directory throws(Errno) -> UInt64 in
            let file = try FileSystem.open(
                bytes: name.bytes, at: directory, [.readOnly, .noFollow, .nonBlocking])
            var hasher = Hasher()
            let end = Self.digestBytesMax / 2
            var offset: Int64 = 0
            while true {
                let bytes = try file.read(1 << 20, at: offset)
                if bytes.isEmpty { break }
                bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
                offset += Int64(bytes.count)
                if status.size > Self.digestBytesMax, offset == end { offset = status.size - end }
            }
            return UInt64(bitPattern: Int64(hasher.finalize()))
        }
        return digest ?? 0
    }

    /// Swift's own hash: fast in a debug build too, and the same as long as this process lives.
    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
