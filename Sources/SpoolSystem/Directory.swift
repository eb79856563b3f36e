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
        try RawFile.nextEntries(rawValue, capacity: capacity)
    }

    /// All entries, from the start of the directory.
    package func allEntries() throws(Errno) -> [DirectoryEntry] {
        _ = try checkedRetrying { lseek(rawValue, 0, SEEK_SET) }
        var all: [DirectoryEntry] = []
        while let some = try nextEntries() { all += some }
        return all
    }
}

/// Calls that name a file by its path, relative to a directory's descriptor.
package enum FileSystem {
    /// The process's working directory as a place to start from.
    package static var workingDirectory: Int32 { AT_FDCWD }

    /// `fstatat(2)`; the last component is not followed.
    package static func status(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) -> FileStatus {
        var raw = stat()
        _ = try checkedRetrying { path.asPath { fstatat(directory, $0, &raw, AT_SYMLINK_NOFOLLOW) } }
        return FileStatus(raw)
    }

    /// `unlinkat(2)` of anything but a directory.
    package static func unlink(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) {
        _ = try checkedRetrying { path.asPath { unlinkat(directory, $0, 0) } }
    }

    /// `unlinkat(2)` of an empty directory.
    package static func removeDirectory(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) {
        _ = try checkedRetrying { path.asPath { unlinkat(directory, $0, AT_REMOVEDIR) } }
    }

    /// `mkdirat(2)`; the umask is taken from the mode.
    package static func makeDirectory(
        _ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying { path.asPath { mkdirat(directory, $0, mode) } }
    }

    /// `linkat(2)` of an open, unnamed file: through its descriptor where the kernel lets us, else through
    /// `/proc/self/fd`, which needs no privilege but a mounted `/proc`.
    package static func link(_ descriptor: Int32, as path: String, at directory: Int32) throws(Errno) {
        let emptyPath: Int32 = 0x1000  // AT_EMPTY_PATH
        do throws(Errno) {
            _ = try checkedRetrying { path.asPath { linkat(descriptor, "", directory, $0, emptyPath) } }
        } catch {
            guard error == .noEntry || error == .notPermitted else { throw error }
            _ = try checkedRetrying {
                path.asPath {
                    linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", directory, $0, AT_SYMLINK_FOLLOW)
                }
            }
        }
    }

    /// `linkat(2)`: a second name for a file.
    package static func link(
        _ existing: String, as path: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying {
            existing.asPath { existing in path.asPath { linkat(directory, existing, directory, $0, 0) } }
        }
    }

    /// `symlinkat(2)`.
    package static func symbolicLink(
        to target: String, as path: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying {
            target.asPath { target in path.asPath { symlinkat(target, directory, $0) } }
        }
    }

    /// `mkfifoat(3)`.
    package static func makeFIFO(_ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32) throws(Errno) {
        _ = try checkedRetrying { path.asPath { mkfifoat(directory, $0, mode) } }
    }

    /// `mknodat(2)` of a character device; needs `CAP_MKNOD` in the first user namespace.
    package static func makeCharacterDevice(
        _ path: String, at directory: Int32 = AT_FDCWD, mode: UInt32, major: UInt32, minor: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying {
            path.asPath { mknodat(directory, $0, S_IFCHR | mode, spool_makedev(major, minor)) }
        }
    }

    /// `renameat(2)`.
    package static func rename(
        _ path: String, to other: String, at directory: Int32 = AT_FDCWD
    ) throws(Errno) {
        _ = try checkedRetrying {
            path.asPath { path in other.asPath { renameat(directory, path, directory, $0) } }
        }
    }

    /// `fchmodat(2)`, following links.
    package static func setMode(
        _ path: String, at directory: Int32 = AT_FDCWD, _ mode: UInt32
    ) throws(Errno) {
        _ = try checkedRetrying { path.asPath { fchmodat(directory, $0, mode, 0) } }
    }

    /// `fchownat(2)`; the last component is not followed, `nil` keeps what is there.
    package static func setOwner(
        _ path: String, at directory: Int32 = AT_FDCWD, owner: UInt32?, group: UInt32?
    ) throws(Errno) {
        _ = try checkedRetrying {
            path.asPath { fchownat(directory, $0, owner ?? .max, group ?? .max, AT_SYMLINK_NOFOLLOW) }
        }
    }
}
