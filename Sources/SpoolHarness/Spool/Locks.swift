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

    /// The processes that hold an `flock(2)` lock on a file, see `FileLocks`.
    package func lockHolders(_ name: FileName) throws(Interruption) -> [Int32] {
        guard let status = try status(name) else { return [] }
        guard let table = ProcessTable.read("/proc/locks") else {
            throw .environment("the judge could not read /proc/locks")
        }
        return FileLocks(table).holders(of: status).map { ProcessIDs.ours($0) ?? $0 }
    }
}
