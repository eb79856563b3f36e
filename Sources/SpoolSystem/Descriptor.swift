internal import CSpoolSystem
internal import Glibc

/// An open file descriptor, closed when its owner lets go of it.
package struct Descriptor: ~Copyable, Sendable {
    /// The kernel's number; it belongs to this value and must not be closed by others.
    package let rawValue: Int32

    /// Takes over a descriptor that nobody else will close.
    package init(owning rawValue: Int32) { self.rawValue = rawValue }

    deinit { _ = Glibc.close(rawValue) }

    /// Gives the number away: whoever takes it closes it.
    package consuming func release() -> Int32 {
        let number = rawValue
        discard self
        return number
    }

    /// Opens a file: `openat(2)`.
    ///
    /// - Parameters:
    ///   - path: relative to `directory`, or absolute.
    ///   - directory: a directory's descriptor; by default the process's working directory.
    ///   - options: access and flags; close-on-exec is always added.
    ///   - mode: permission bits of a file that is made, before the umask.
    /// - Throws: `Errno`.
    package static func open(
        _ path: String, at directory: Int32 = AT_FDCWD, _ options: OpenOptions, mode: UInt32 = 0
    ) throws(Errno) -> Descriptor {
        let number = try checkedRetrying {
            path.asPath { spool_openat(directory, $0, options.union(.closeOnExec).rawValue, mode) }
        }
        return Descriptor(owning: number)
    }

    /// Reads at the descriptor's own position: `read(2)`.
    ///
    /// - Parameter count: the most bytes to read.
    /// - Returns: the bytes, none at the end of the file.
    /// - Throws: `Errno`, `.wouldBlock` where there is nothing yet.
    package func read(_ count: Int) throws(Errno) -> [UInt8] {
        try RawFile.read(rawValue, count)
    }

    /// Reads at a given place: `pread(2)`.
    package func read(_ count: Int, at offset: Int64) throws(Errno) -> [UInt8] {
        try RawFile.read(rawValue, count, at: offset)
    }

    /// Writes once: `write(2)`; the answer may be smaller than what was given.
    package func write(_ bytes: some Collection<UInt8>) throws(Errno) -> Int {
        var failure: Errno?
        let contiguous: Int? = bytes.withContiguousStorageIfAvailable { buffer in
            do throws(Errno) {
                return try checkedRetrying { Glibc.write(rawValue, buffer.baseAddress, buffer.count) }
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        if let contiguous { return contiguous }
        return try write(Array(bytes))
    }

    /// What the kernel knows of the file: `fstat(2)`.
    package func status() throws(Errno) -> FileStatus {
        try RawFile.status(rawValue)
    }

    /// Sets the permission bits: `fchmod(2)`; the umask has no say.
    package func setMode(_ mode: UInt32) throws(Errno) {
        try RawFile.setMode(rawValue, mode)
    }

    /// Sets owner and group: `fchown(2)`; `nil` keeps what is there.
    package func setOwner(_ owner: UInt32?, group: UInt32?) throws(Errno) {
        _ = try checkedRetrying { fchown(rawValue, owner ?? .max, group ?? .max) }
    }

    /// Tries an advisory lock of the whole open file description: `flock(2)` with `LOCK_NB`.
    ///
    /// - Throws: `.wouldBlock` where another description holds a lock that stands against it.
    package func tryLock(_ lock: FileLock) throws(Errno) {
        try RawFile.tryLock(rawValue, lock)
    }

    /// Gives a lock back: `flock(2)` with `LOCK_UN`.
    package func unlock() throws(Errno) {
        try RawFile.unlock(rawValue)
    }
}

/// The two strengths of `flock(2)`.
package enum FileLock: Hashable, Sendable {
    case shared, exclusive

    var operation: Int32 { self == .shared ? LOCK_SH : LOCK_EX }
}
