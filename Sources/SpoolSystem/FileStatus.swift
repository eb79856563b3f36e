package import Glibc

/// The kind of a directory entry, from `st_mode`.
package enum FileKind: Hashable, Sendable {
    case regular, directory, symbolicLink, fifo, socket, device, unknown
}

/// What `fstat(2)` tells of a file, reduced to what the spool's rules ask for.
package struct FileStatus: Hashable, Sendable {
    package var kind: FileKind
    /// Permission bits, set-id bits and sticky bit: `st_mode & 07777`.
    package var mode: UInt32
    package var owner: UInt32
    package var group: UInt32
    package var device: UInt64
    package var inode: UInt64
    /// Names that the file has; 0 once the last is removed.
    package var linkCount: UInt64
    /// Length in bytes.
    package var size: Int64
    /// Memory or disk taken, in bytes: a hole counts nothing.
    package var allocated: Int64
    /// Time of the last change of contents or status, in nanoseconds of the epoch.
    package var changeTime: Int64
    /// Time of the last change of contents, in nanoseconds of the epoch.
    package var modificationTime: Int64

    /// Inlinable, as is the call: a worker asks for it before each line.
    @inlinable package init(_ raw: stat) {
        // The C library's names for these are functions that no compiler sees through, on the hook's way.
        switch raw.st_mode & 0o170000 {
        case 0o100000: kind = .regular
        case 0o040000: kind = .directory
        case 0o120000: kind = .symbolicLink
        case 0o010000: kind = .fifo
        case 0o140000: kind = .socket
        case 0o060000, 0o020000: kind = .device
        default: kind = .unknown
        }
        mode = raw.st_mode & 0o7777
        owner = raw.st_uid
        group = raw.st_gid
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        linkCount = UInt64(raw.st_nlink)
        size = Int64(raw.st_size)
        allocated = Int64(raw.st_blocks) * 512
        changeTime = Int64(raw.st_ctim.tv_sec) * 1_000_000_000 + Int64(raw.st_ctim.tv_nsec)
        modificationTime = Int64(raw.st_mtim.tv_sec) * 1_000_000_000 + Int64(raw.st_mtim.tv_nsec)
    }
}

extension RawFile {
    /// `fstat(2)`.
    @inlinable package static func status(_ descriptor: Int32) throws(Errno) -> FileStatus {
        var raw = stat()
        _ = try checkedRetrying { fstat(descriptor, &raw) }
        return FileStatus(raw)
    }
}
