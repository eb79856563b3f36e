internal import CSpoolSystem
internal import Glibc

/// One name in a directory, as `getdents64(2)` gives it: bytes, for a name need not be text.
package struct DirectoryEntry: Hashable, Sendable {
    package var name: [UInt8]
    package var inode: UInt64
}

extension Descriptor {
    /// Reads the next entries of a directory: one `getdents64(2)`.
    ///
    /// - Parameter capacity: size of the kernel's buffer, in bytes.
    /// - Returns: entries without `.` and `..`, or `nil` at the end.
    /// - Throws: `Errno`.
    package func nextEntries(capacity: Int = 32 << 10) throws(Errno) -> [DirectoryEntry]? {
        var failure: Errno?
        let buffer = [UInt8](unsafeUninitializedCapacity: capacity) { bytes, filled in
            do throws(Errno) {
                filled = try checkedRetrying { spool_getdents64(rawValue, bytes.baseAddress, capacity) }
            } catch { failure = error }
        }
        if let failure { throw failure }
        guard !buffer.isEmpty else { return nil }
        return Self.decodeEntries(buffer)
    }

    /// All entries, from the start of the directory.
    package func allEntries() throws(Errno) -> [DirectoryEntry] {
        _ = try checkedRetrying { lseek(rawValue, 0, SEEK_SET) }
        var all: [DirectoryEntry] = []
        while let some = try nextEntries() { all += some }
        return all
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

/// Calls that name a file by its path, relative to a directory's descriptor.
package enum FileSystem {
    /// The process's working directory as a place to start from.
    package static var workingDirectory: Int32 { AT_FDCWD }

    /// `fstatat(2)`; the last component is not followed.
    package static func status(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) -> FileStatus {
        var raw = stat()
        _ = try checkedRetrying { fstatat(directory, path, &raw, AT_SYMLINK_NOFOLLOW) }
        return FileStatus(raw)
    }

    /// `unlinkat(2)` of anything but a directory.
    package static func unlink(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) {
        _ = try checkedRetrying { unlinkat(directory, path, 0) }
    }

    /// `unlinkat(2)` of an empty directory.
    package static func removeDirectory(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) {
        _ = try checkedRetrying { unlinkat(directory, path, AT_REMOVEDIR) }
    }

    /// `mkdirat(2)`; the umask is taken from the mode.
    package static func makeDirectory(
        _ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying { mkdirat(directory, path, mode) }
    }

    /// `linkat(2)` of an open, unnamed file: through its descriptor where the kernel lets us, else through
    /// `/proc/self/fd`, which needs no privilege but a mounted `/proc`.
    package static func link(_ descriptor: Int32, as path: String, at directory: Int32) throws(Errno) {
        let emptyPath: Int32 = 0x1000  // AT_EMPTY_PATH
        do throws(Errno) {
            _ = try checkedRetrying { linkat(descriptor, "", directory, path, emptyPath) }
        } catch {
            guard error == .noEntry || error == .notPermitted else { throw error }
            _ = try checkedRetrying {
                linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", directory, path, AT_SYMLINK_FOLLOW)
            }
        }
    }

    /// `linkat(2)`: a second name for a file.
    package static func link(
        _ existing: String, as path: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying { linkat(directory, existing, directory, path, 0) }
    }

    /// `symlinkat(2)`.
    package static func symbolicLink(
        to target: String, as path: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying { symlinkat(target, directory, path) }
    }

    /// `mkfifoat(3)`.
    package static func makeFIFO(_ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32) throws(Errno) {
        _ = try checkedRetrying { mkfifoat(directory, path, mode) }
    }

    /// `mknodat(2)` of a character device; needs `CAP_MKNOD` in the first user namespace.
    package static func makeCharacterDevice(
        _ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32, major: UInt32, minor: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying {
            mknodat(directory, path, S_IFCHR | mode, spool_makedev(major, minor))
        }
    }

    /// `renameat(2)`.
    package static func rename(
        _ path: String, to other: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying { renameat(directory, path, directory, other) }
    }

    /// `fchmodat(2)`, following links.
    package static func setMode(
        _ path: String, at directory: Int32 = AT_FDCWD, _ mode: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying { fchmodat(directory, path, mode, 0) }
    }

    /// `fchownat(2)`; the last component is not followed, `nil` keeps what is there.
    package static func setOwner(
        _ path: String, at directory: Int32 = AT_FDCWD, owner: UInt32?, group: UInt32?
    ) throws(Errno) {
        _ = try checkedRetrying {
            fchownat(directory, path, owner ?? .max, group ?? .max, AT_SYMLINK_NOFOLLOW)
        }
    }
}
