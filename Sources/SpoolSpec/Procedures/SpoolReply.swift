/// Why a system call failed: Linux's number, which this module knows without asking the C library.
public struct SystemError: Error, Hashable, Sendable {
    /// The value of `errno`.
    public let code: Int32

    /// Wraps a value of `errno`.
    public init(code: Int32) { self.code = code }

    /// No such file (`ENOENT`).
    public static let noEntry = SystemError(code: 2)
    /// A signal came before anything was done (`EINTR`).
    public static let interrupted = SystemError(code: 4)
    /// The device failed (`EIO`).
    public static let inputOutput = SystemError(code: 5)
    /// Another holds a lock that stands against this one (`EWOULDBLOCK`).
    public static let wouldBlock = SystemError(code: 11)
    /// Permission denied (`EACCES`).
    public static let noAccess = SystemError(code: 13)
    /// The name stands already (`EEXIST`).
    public static let exists = SystemError(code: 17)
    /// Not a directory (`ENOTDIR`).
    public static let notDirectory = SystemError(code: 20)
    /// A directory where none was wanted (`EISDIR`).
    public static let isDirectory = SystemError(code: 21)
    /// No descriptor is left (`EMFILE`).
    public static let tooManyOpen = SystemError(code: 24)
    /// The file system is full (`ENOSPC`).
    public static let noSpace = SystemError(code: 28)
    /// No lock is left (`ENOLCK`).
    public static let noLocks = SystemError(code: 37)
    /// Nobody at the other end, or no such device (`ENXIO`).
    public static let noDevice = SystemError(code: 6)
    /// A symbolic link where none is followed (`ELOOP`).
    public static let loop = SystemError(code: 40)
    /// Only the owner may (`EPERM`).
    public static let notPermitted = SystemError(code: 1)
    /// No such descriptor (`EBADF`): a program closed it before.
    public static let badHandle = SystemError(code: 9)
}

extension SystemError: CustomStringConvertible {
    /// The name in C of those that are known here, the number of the others.
    public var description: String {
        switch self {
        case .notPermitted: "EPERM"
        case .noEntry: "ENOENT"
        case .interrupted: "EINTR"
        case .inputOutput: "EIO"
        case .noDevice: "ENXIO"
        case .badHandle: "EBADF"
        case .wouldBlock: "EWOULDBLOCK"
        case .noAccess: "EACCES"
        case .exists: "EEXIST"
        case .notDirectory: "ENOTDIR"
        case .isDirectory: "EISDIR"
        case .tooManyOpen: "EMFILE"
        case .noSpace: "ENOSPC"
        case .noLocks: "ENOLCK"
        case .loop: "ELOOP"
        default: "errno \(code)"
        }
    }
}

/// What `fstat(2)` tells of a file, as far as the protocol asks.
public struct FileFacts: Hashable, Sendable {
    /// The kinds of file that the protocol tells apart.
    public enum Kind: Hashable, Sendable {
        /// A file with contents: the only kind that the protocol reads, writes or removes.
        case regular
        /// A directory.
        case directory
        /// Anything else: a link, FIFO, socket or device.
        case other
    }

    /// What the file is.
    public var kind: Kind
    /// Permission, set-id and sticky bits.
    public var mode: UInt16
    /// The owner's number.
    public var owner: UInt32
    /// The group's number.
    public var group: UInt32
    /// With `inode`, which file it is.
    public var device: UInt64
    /// With `device`, which file it is.
    public var inode: UInt64
    /// How many names it has.
    public var linkCount: UInt64
    /// Its length in bytes.
    public var size: Int64
    /// What it takes of the file system, in bytes: holes count nothing.
    public var allocated: Int64
    /// When its contents or status changed last, in nanoseconds of the epoch.
    public var changeTime: Int64

    /// All facts at once.
    public init(
        kind: Kind, mode: UInt16, owner: UInt32, group: UInt32, device: UInt64, inode: UInt64,
        linkCount: UInt64, size: Int64, allocated: Int64, changeTime: Int64
    ) {
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.device = device
        self.inode = inode
        self.linkCount = linkCount
        self.size = size
        self.allocated = allocated
        self.changeTime = changeTime
    }

    /// Whether both tell of one file, whatever else has changed.
    public func isSameFile(as other: FileFacts) -> Bool {
        inode == other.inode && device == other.device
    }
}

/// A name that a listing found, if it is one of the protocol's, with the inode that the listing told.
public struct ListedName: Hashable, Sendable {
    /// The name.
    public var name: SpoolName
    /// The inode that stood under it then.
    public var inode: UInt64

    /// A name and its inode.
    public init(_ name: SpoolName, inode: UInt64) {
        self.name = name
        self.inode = inode
    }
}

/// What a kernel answers to a `SpoolCall`.
public enum SpoolReply: Hashable, Sendable {
    /// It was done, and there is nothing to tell.
    case done
    /// A file was opened.
    case opened(Handle)
    /// The protocol's names in this part of a listing, and whether the listing has ended.
    case names([ListedName], end: Bool)
    /// How many names in this part of a listing are the protocol's and how many are not, and whether the listing has ended.
    case kinds(own: Int, others: Int, end: Bool)
    /// What a file is.
    case facts(FileFacts)
    /// What was read; nothing at the end of the file.
    case bytes([UInt8])
    /// How many bytes were written.
    case wrote(Int)
    /// It failed.
    case failed(SystemError)
}

extension SpoolReply {
    /// - Throws: the error, where the call failed.
    func check() throws(SystemError) {
        if case .failed(let error) = self { throw error }
    }

    /// - Throws: the error, where the call failed.
    func handle() throws(SystemError) -> Handle {
        switch self {
        case .opened(let handle): return handle
        case .failed(let error): throw error
        default: preconditionFailure("a kernel answered an open with \(self)")
        }
    }

    /// - Throws: the error, where the call failed.
    func facts() throws(SystemError) -> FileFacts {
        switch self {
        case .facts(let facts): return facts
        case .failed(let error): throw error
        default: preconditionFailure("a kernel answered a status with \(self)")
        }
    }

    /// - Throws: the error, where the call failed.
    func kindsOfNames() throws(SystemError) -> (own: Int, others: Int, end: Bool) {
        switch self {
        case .kinds(let own, let others, let end): return (own, others, end)
        case .failed(let error): throw error
        default: preconditionFailure("a kernel answered a look through a directory with \(self)")
        }
    }

    /// - Throws: the error, where the call failed.
    func bytes() throws(SystemError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return bytes
        case .failed(let error): throw error
        default: preconditionFailure("a kernel answered a read with \(self)")
        }
    }

    /// - Throws: the error, where the call failed.
    func written() throws(SystemError) -> Int {
        switch self {
        case .wrote(let count): return count
        case .failed(let error): throw error
        default: preconditionFailure("a kernel answered a write with \(self)")
        }
    }
}
