internal import CSpoolSystem
internal import Glibc

/// Calls on a descriptor's number, for the executor of procedures: there the procedure, a plain value that can
/// be copied and compared, decides when a descriptor is closed, so no `Descriptor` can own it.
package enum RawFile {
    /// One `write(2)`, not repeated after `EINTR`.
    package static func writeOnce(_ descriptor: Int32, _ bytes: [UInt8]) throws(Errno) -> Int {
        try checked { bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
    }

    /// One `write(2)` of what stands in a buffer, not repeated after `EINTR`.
    package static func writeOnce(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
        try checked { write(descriptor, bytes.baseAddress, bytes.count) }
    }

    /// `read(2)`.
    package static func read(_ descriptor: Int32, _ count: Int) throws(Errno) -> [UInt8] {
        try filling(count) { Glibc.read(descriptor, $0, count) }
    }

    /// `pread(2)`.
    package static func read(_ descriptor: Int32, _ count: Int, at offset: Int64) throws(Errno) -> [UInt8] {
        try filling(count) { pread(descriptor, $0, count, off_t(offset)) }
    }

    /// `flock(2)` with `LOCK_NB`.
    package static func tryLock(_ descriptor: Int32, _ lock: FileLock) throws(Errno) {
        _ = try checkedRetrying { flock(descriptor, lock.operation | LOCK_NB) }
    }

    /// `flock(2)` with `LOCK_UN`.
    package static func unlock(_ descriptor: Int32) throws(Errno) {
        _ = try checkedRetrying { flock(descriptor, LOCK_UN) }
    }

    /// `fchmod(2)`.
    package static func setMode(_ descriptor: Int32, _ mode: UInt32) throws(Errno) {
        _ = try checkedRetrying { fchmod(descriptor, mode) }
    }

    /// `fchown(2)` of the group alone.
    package static func setGroup(_ descriptor: Int32, _ group: UInt32) throws(Errno) {
        _ = try checkedRetrying { fchown(descriptor, .max, group) }
    }

    /// `ftruncate(2)` to nothing.
    package static func empty(_ descriptor: Int32) throws(Errno) {
        _ = try checkedRetrying { ftruncate(descriptor, 0) }
    }

    /// `fallocate(2)` with `FALLOC_FL_PUNCH_HOLE`: the first bytes' memory goes, the length stays.
    package static func punchHole(_ descriptor: Int32, upTo end: Int64) throws(Errno) {
        _ = try checkedRetrying { spool_punch_hole(descriptor, off_t(end)) }
    }

    /// The next entries of a directory without `.` and `..`, or `nil` at its end: `getdents64(2)`.
    package static func nextEntries(
        _ descriptor: Int32, capacity: Int = 32 << 10
    ) throws(Errno) -> [DirectoryEntry]? {
        let buffer = try filling(capacity) { spool_getdents64(descriptor, $0, capacity) }
        guard !buffer.isEmpty else { return nil }
        return decodeEntries(buffer)
    }

    private static func filling(
        _ count: Int, _ call: (UnsafeMutablePointer<UInt8>?) -> Int
    ) throws(Errno) -> [UInt8] {
        var failure: Errno?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(Errno) {
                filled = try checkedRetrying { call(buffer.baseAddress) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        return bytes
    }

    /// `struct linux_dirent64`: inode 8, offset 8, record length 2, type 1, name to its NUL.
    private static func decodeEntries(_ buffer: [UInt8]) -> [DirectoryEntry] {
        var entries: [DirectoryEntry] = []
        buffer.withUnsafeBytes { bytes in
            var offset = 0
            while offset + 19 <= bytes.count {
                let inode = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                let length = Int(bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
                let name = bytes[(offset + 19)..<(offset + length)].prefix { $0 != 0 }
                if !name.elementsEqual([0x2E]) && !name.elementsEqual([0x2E, 0x2E]) {
                    entries.append(DirectoryEntry(name: Array(name), inode: inode))
                }
                offset += length
            }
        }
        return entries
    }
}
