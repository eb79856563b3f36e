internal import CSpoolSystem
internal import Glibc

/// The same calls for names that are no text: a directory entry is bytes without NUL and slash, and
/// a `String` cannot hold a name that is not UTF-8.
extension FileSystem {
    /// `openat(2)`, close-on-exec.
    package static func open(
        bytes name: [UInt8], at directory: Int32, _ options: OpenOptions, mode: UInt32 = 0
    ) throws(Errno) -> Descriptor {
        let flags = options.union(.closeOnExec).rawValue
        let number = try checkedRetrying { name.withTerminator { spool_openat(directory, $0, flags, mode) } }
        return Descriptor(owning: number)
    }

    /// `fstatat(2)`; the last component is not followed.
    package static func status(bytes name: [UInt8], at directory: Int32) throws(Errno) -> FileStatus {
        var raw = stat()
        _ = try checkedRetrying { name.withTerminator { fstatat(directory, $0, &raw, AT_SYMLINK_NOFOLLOW) } }
        return FileStatus(raw)
    }

    /// `unlinkat(2)`, with or without `AT_REMOVEDIR`.
    package static func remove(
        bytes name: [UInt8], at directory: Int32, isDirectory: Bool = false
    ) throws(Errno) {
        _ = try checkedRetrying {
            name.withTerminator { unlinkat(directory, $0, isDirectory ? AT_REMOVEDIR : 0) }
        }
    }

    /// `mkdirat(2)`.
    package static func makeDirectory(bytes name: [UInt8], at directory: Int32, mode: UInt32) throws(Errno) {
        _ = try checkedRetrying { name.withTerminator { mkdirat(directory, $0, mode) } }
    }

    /// `linkat(2)`: a second name for a file, by its path.
    package static func link(_ existing: String, asBytes name: [UInt8], at directory: Int32) throws(Errno) {
        _ = try checkedRetrying {
            name.withTerminator { name in existing.asPath { linkat(AT_FDCWD, $0, directory, name, 0) } }
        }
    }

    /// `symlinkat(2)`.
    package static func symbolicLink(
        to target: String, asBytes name: [UInt8], at directory: Int32
    ) throws(Errno) {
        _ = try checkedRetrying {
            name.withTerminator { name in target.asPath { symlinkat($0, directory, name) } }
        }
    }

    /// `mknodat(2)` of what needs no privilege: a FIFO or a socket that nobody listens on.
    package static func makeNode(
        _ kind: FileKind, bytes name: [UInt8], at directory: Int32, mode: UInt32
    ) throws(Errno) {
        let type = kind == .socket ? S_IFSOCK : S_IFIFO
        _ = try checkedRetrying { name.withTerminator { mknodat(directory, $0, type | mode, 0) } }
    }

    /// `mknodat(2)` of a character device; needs `CAP_MKNOD` in the first user namespace.
    package static func makeCharacterDevice(
        bytes name: [UInt8], at directory: Int32, mode: UInt32, major: UInt32, minor: UInt32
    ) throws(Errno) {
        let device = spool_makedev(major, minor)
        _ = try checkedRetrying { name.withTerminator { mknodat(directory, $0, S_IFCHR | mode, device) } }
    }

    /// `fchmodat(2)`.
    package static func setMode(bytes name: [UInt8], at directory: Int32, _ mode: UInt32) throws(Errno) {
        _ = try checkedRetrying { name.withTerminator { fchmodat(directory, $0, mode, 0) } }
    }

    /// `fchownat(2)`; the last component is not followed, `nil` keeps what is there.
    package static func setOwner(
        bytes name: [UInt8], at directory: Int32, owner: UInt32?, group: UInt32?
    ) throws(Errno) {
        _ = try checkedRetrying {
            name.withTerminator { fchownat(directory, $0, owner ?? .max, group ?? .max, AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// `renameat(2)` inside one directory.
    package static func rename(
        bytes name: [UInt8], to other: [UInt8], at directory: Int32
    ) throws(Errno) {
        _ = try checkedRetrying {
            name.withTerminator { name in other.withTerminator { renameat(directory, name, directory, $0) } }
        }
    }

    /// `readlinkat(2)`: what a symbolic link says.
    package static func linkTarget(bytes name: [UInt8], at directory: Int32) throws(Errno) -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = try checkedRetrying { name.withTerminator { readlinkat(directory, $0, &buffer, 4096) } }
        return buffer.prefix(count).map { UInt8(bitPattern: $0) }
    }

    /// `readlinkat(2)`: what a symbolic link says, as text.
    package static func linkTarget(_ path: String, at directory: Int32 = AT_FDCWD) throws(Errno) -> String {
        let size = Int(PATH_MAX)
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
        defer { buffer.deallocate() }
        let count = try checkedRetrying { path.asPath { readlinkat(directory, $0, buffer, size) } }
        return String(keeping: UnsafeRawBufferPointer(start: buffer, count: count))
    }

    /// `utimensat(2)`: sets both times of a file.
    ///
    /// - Parameter nanoseconds: of the epoch.
    package static func setTimes(
        bytes name: [UInt8], at directory: Int32, nanoseconds: Int64
    ) throws(Errno) {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        _ = try checkedRetrying {
            name.withTerminator { utimensat(directory, $0, [time, time], AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// When a file was last read, or a directory last listed, as far as the kernel keeps a record of it: `stat(2)`.
    ///
    /// - Returns: nanoseconds of the epoch.
    package static func accessTime(_ path: String) throws(Errno) -> Int64 {
        var raw = stat()
        _ = try checkedRetrying { path.asPath { fstatat(AT_FDCWD, $0, &raw, AT_SYMLINK_NOFOLLOW) } }
        return Int64(raw.st_atim.tv_sec) * 1_000_000_000 + Int64(raw.st_atim.tv_nsec)
    }

    /// `utimensat(2)` of the time of the last reading alone.
    ///
    /// - Parameter nanoseconds: of the epoch.
    package static func setAccessTime(_ path: String, nanoseconds: Int64) throws(Errno) {
        let time = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        let omitted = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)  // UTIME_OMIT
        _ = try checkedRetrying {
            path.asPath { utimensat(AT_FDCWD, $0, [time, omitted], AT_SYMLINK_NOFOLLOW) }
        }
    }
}
