internal import SpoolSystem

/// Whether and how a file is locked by `flock(2)`.
package enum LockState: Hashable, Sendable {
    case free, shared, exclusive
    /// There is no such file.
    case missing
}

extension SpoolDirectory {
    /// Probes a file's lock as a worker does: it tries to lock it itself, and gives the lock back at once.
    package func lockState(_ name: FileName) throws(Interruption) -> LockState {
        try inside("probe the lock of \(name)") { directory throws(Errno) -> LockState in
            let file = try FileSystem.open(
                bytes: name.bytes, at: directory, [.readOnly, .noFollow, .nonBlocking])
            do throws(Errno) {
                try file.tryLock(.shared)
            } catch {
                guard error == .wouldBlock else { throw error }
                return .exclusive
            }
            do throws(Errno) {
                try file.tryLock(.exclusive)
            } catch {
                guard error == .wouldBlock else { throw error }
                return .shared
            }
            return .free
        } ?? .missing
    }

    /// The processes that hold an `flock(2)` lock on a file, as `/proc/locks` has them.
    ///
    /// The kernel remembers who took the lock, also where a descriptor that was inherited keeps it; a process of
    /// another PID namespace is 0.
    package func lockHolders(_ name: FileName) throws(Interruption) -> [Int32] {
        guard let status = try status(name) else { return [] }
        guard let table = ProcessTable.read("/proc/locks") else {
            throw .environment("the judge could not read /proc/locks")
        }
        return table.split(separator: "\n").compactMap { line in
            // 1: FLOCK  ADVISORY  WRITE 4711 00:2d:567 0 EOF
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", let holder = Int32(words[4]),
                Self.isSame(words[5], status)
            else { return nil }
            return ProcessIDs.ours(holder) ?? holder
        }
    }

    /// Whether a file's place, as `/proc/locks` writes it, is that of a file.
    private static func isSame(_ place: Substring, _ status: FileStatus) -> Bool {
        let parts = place.split(separator: ":")
        guard parts.count == 3, let major = UInt64(parts[0], radix: 16),
            let minor = UInt64(parts[1], radix: 16)
        else { return false }
        // As makedev(3) joins them, for the numbers that there are.
        let device = minor & 0xFF | (major & 0xFFF) << 8 | (minor & ~0xFF) << 12
        return device == status.device && UInt64(parts[2]) == status.inode
    }
}
