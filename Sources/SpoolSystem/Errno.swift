internal import Glibc

/// The number by which a system call says why it failed: `errno(3)`.
public struct Errno: Error, Hashable, Sendable, RawRepresentable, CustomStringConvertible {
    /// The C library's number.
    public let rawValue: Int32

    /// Wraps a number that a system call left behind.
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// What the last failing call of this thread said.
    @usableFromInline package static var last: Errno { Errno(rawValue: errno) }

    /// The C library's text, with the constant's name where this file knows it.
    public var description: String {
        let text = String(cString: strerror(rawValue))
        return Self.names[rawValue].map { "\(text) (\($0))" } ?? "\(text) (errno \(rawValue))"
    }

    /// The constant's name, `EEXIST` for instance, or `errno N`.
    public var name: String { Self.names[rawValue] ?? "errno \(rawValue)" }

    package static let notPermitted = Errno(rawValue: EPERM)
    package static let noEntry = Errno(rawValue: ENOENT)
    package static let noProcess = Errno(rawValue: ESRCH)
    @usableFromInline package static let interrupted = Errno(rawValue: EINTR)
    package static let inputOutput = Errno(rawValue: EIO)
    package static let noMemory = Errno(rawValue: ENOMEM)
    package static let wouldBlock = Errno(rawValue: EWOULDBLOCK)
    package static let noAccess = Errno(rawValue: EACCES)
    package static let exists = Errno(rawValue: EEXIST)
    package static let notDirectory = Errno(rawValue: ENOTDIR)
    package static let isDirectory = Errno(rawValue: EISDIR)
    package static let invalid = Errno(rawValue: EINVAL)
    package static let tooManyOpen = Errno(rawValue: EMFILE)
    package static let noSpace = Errno(rawValue: ENOSPC)
    package static let brokenPipe = Errno(rawValue: EPIPE)
    package static let loop = Errno(rawValue: ELOOP)
    package static let noLocks = Errno(rawValue: ENOLCK)
    package static let notSupported = Errno(rawValue: EOPNOTSUPP)
    package static let noDevice = Errno(rawValue: ENXIO)
    package static let timedOut = Errno(rawValue: ETIMEDOUT)

    private static let names: [Int32: String] = [
        EPERM: "EPERM", ENOENT: "ENOENT", ESRCH: "ESRCH", EINTR: "EINTR", EIO: "EIO", ENXIO: "ENXIO",
        EBADF: "EBADF", ECHILD: "ECHILD", EAGAIN: "EAGAIN", ENOMEM: "ENOMEM", EACCES: "EACCES",
        EBUSY: "EBUSY", EEXIST: "EEXIST", EXDEV: "EXDEV", ENODEV: "ENODEV", ENOTDIR: "ENOTDIR",
        EISDIR: "EISDIR", EINVAL: "EINVAL", ENFILE: "ENFILE", EMFILE: "EMFILE", EFBIG: "EFBIG",
        ENOSPC: "ENOSPC", EROFS: "EROFS", EMLINK: "EMLINK", EPIPE: "EPIPE", EDEADLK: "EDEADLK",
        ENAMETOOLONG: "ENAMETOOLONG", ENOLCK: "ENOLCK", ENOSYS: "ENOSYS", ENOTEMPTY: "ENOTEMPTY",
        ELOOP: "ELOOP", EOPNOTSUPP: "EOPNOTSUPP", EDQUOT: "EDQUOT", ETIMEDOUT: "ETIMEDOUT",
        ESTALE: "ESTALE",
    ]
}

/// Runs a call that answers a negative number on failure.
///
/// - Parameter call: the call; it is made once, also after `EINTR`.
/// - Returns: what the call answered.
/// - Throws: `Errno`, as the call left it.
package func checked<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    let result = call()
    guard result >= 0 else { throw .last }
    return result
}

/// Runs a call that answers a negative number on failure, again as long as a signal interrupts it.
@inlinable package func checkedRetrying<Result: SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result >= 0 { return result }
        let error = Errno.last
        if error != .interrupted { throw error }
    }
}
