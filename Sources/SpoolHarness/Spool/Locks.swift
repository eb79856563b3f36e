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
        var holders: [Int32] = []
        for line in table.split(separator: "\n") {
            // 1: FLOCK  ADVISORY  WRITE 4711 00:2d:567 0 EOF
            let words = line.split(separator: " ")
            guard words.count >= 6, words[1] == "FLOCK", let holder = Int32(words[4]),
                let inode = words[5].split(separator: ":").last, UInt64(inode) == status.inode
            else { continue }
            holders.append(holder)
        }
        return holders
    }
}
