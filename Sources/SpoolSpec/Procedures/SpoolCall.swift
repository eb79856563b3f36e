/// A descriptor, as whatever kernel runs the procedure numbers it.
public struct Handle: Hashable, Sendable {
    /// The kernel's number.
    public let number: Int32

    /// Wraps a kernel's number.
    public init(_ number: Int32) { self.number = number }

    /// No descriptor: the spool directory is found by its path at each call, whatever stands there then.
    ///
    /// The reference recorder never does so; the published one always does. The number is Linux's `AT_FDCWD`.
    public static let byPath = Handle(-100)
}

/// How a spool file is opened; every open is close-on-exec (LOCK-2), so that is not said again.
public struct OpenFlags: OptionSet, Hashable, Sendable {
    /// One bit a flag; the numbers are this module's own, no kernel's.
    public let rawValue: UInt8

    /// Wraps a set of bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Open for writing; without it, and without `readWrite`, the file is opened for reading.
    public static let writeOnly = OpenFlags(rawValue: 1)
    /// Open for both.
    public static let readWrite = OpenFlags(rawValue: 2)
    /// Every write lands at the end of the file, whoever else writes (APPEND-1).
    public static let append = OpenFlags(rawValue: 4)
    /// Make the file where it is missing.
    public static let create = OpenFlags(rawValue: 8)
    /// Refuse a symbolic link in the last component (SCAN-6, APPEND-5).
    public static let noFollow = OpenFlags(rawValue: 16)
    /// Neither wait for the other end of a FIFO nor become its reader (SCAN-6, APPEND-5).
    public static let nonBlocking = OpenFlags(rawValue: 32)
    /// Throw away what an existing file holds.
    public static let truncate = OpenFlags(rawValue: 64)
}

/// The two strengths of `flock(2)`; the protocol never waits for a lock.
public enum LockStrength: Hashable, Sendable {
    /// Any number of holders at a time: what a worker probes with (LOCK-7).
    case shared
    /// One holder: what a client holds for the life of its recording (LOCK-1).
    case exclusive
}

/// One system call that the protocol makes: the vocabulary that the reference recorder executes, the model
/// kernel explores, and a tracer decodes strangers' calls into.
public enum SpoolCall: Hashable, Sendable {
    /// `mkdir(2)` of the spool directory.
    case makeDirectory(mode: UInt16)
    /// `open(2)` of the spool directory: no symbolic link, nothing but a directory.
    case openDirectory
    /// The next part of a directory's names: `getdents64(2)`; an empty answer is the end.
    case list(Handle)
    /// The same call, made by who wants to know whether any name there is none of the protocol's (DIR-5).
    case listKinds(Handle)
    /// `openat(2)` of one of a recorder's two files; `mode` counts where the file is made.
    case open(SpoolName, in: Handle, OpenFlags, mode: UInt16)
    /// `openat(2)` with `O_TMPFILE`: a file without a name, for writing.
    case openUnnamed(in: Handle, mode: UInt16)
    /// `linkat(2)` of an unnamed file; fails where the name stands.
    case link(Handle, as: SpoolName, in: Handle)
    /// `unlinkat(2)`.
    case unlink(SpoolName, in: Handle)
    /// `fstat(2)`.
    case status(Handle)
    /// `fstatat(2)`; a symbolic link is not followed.
    case statusOf(SpoolName, in: Handle)
    /// `flock(2)` with `LOCK_NB`.
    case lock(Handle, LockStrength)
    /// `flock(2)` with `LOCK_UN`.
    case unlock(Handle)
    /// `fchmod(2)`.
    case setMode(Handle, UInt16)
    /// `fchown(2)` that keeps the owner.
    case setGroup(Handle, UInt32)
    /// `fchownat(2)` of what stands under a name, that keeps the owner.
    case setGroupOf(SpoolName, in: Handle, UInt32)
    /// `stat(2)` of the spool directory by its path.
    case statusOfDirectory
    /// `chown(2)` of the spool directory by its path, that keeps the owner.
    case setDirectoryGroup(UInt32)
    /// `chmod(2)` of the spool directory by its path.
    case setDirectoryMode(UInt16)
    /// `pread(2)` of at most `count` bytes.
    case read(Handle, offset: Int64, count: Int)
    /// One `write(2)`; not repeated after `EINTR`: the procedure decides that (APPEND-4).
    case write(Handle, [UInt8])
    /// `ftruncate(2)` to nothing.
    case empty(Handle)
    /// `fallocate(2)` that gives the memory of the file's first bytes back and keeps its length.
    case punchHole(Handle, upTo: Int64)
    /// `close(2)`: releases the lock with the last descriptor of the description.
    case close(Handle)
    /// Nothing happens for so many nanoseconds, while others go on.
    case wait(nanoseconds: Int64)
}
