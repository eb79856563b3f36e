package import SpoolSystem

/// A system call of a traced process on a file in the arena, as the tracer saw it.
package struct ObservedCall: Hashable, Sendable, CustomStringConvertible {
    /// The thread that made it.
    package let thread: Int32
    /// Its name in the manual, such as `openat`.
    package let name: String
    /// The file that it worked on, by path or by descriptor, as an absolute path.
    package let path: String?
    /// The second of two paths.
    package let secondPath: String?
    /// Of a descriptor that it worked on, the open file description's flags, as `/proc/PID/fdinfo` has them.
    package let flags: Int32?
    /// Of a descriptor that it worked on, the position before the call.
    package let position: Int64?
    /// Why what follows from it goes round the tracer by a ring of requests; `nil` where nothing does.
    var ring: String?
    /// The processor's number of it.
    package let number: Int
    /// The arguments, as they stood in the registers.
    package let arguments: CallArguments
    /// Of a call that sleeps, after how many nanoseconds it would have slept long enough; `nil` for all others.
    package var timeout: Int64?
    /// What it returned, a negative number for an error; `nil` as long as it is under way.
    package internal(set) var result: Int64?
    /// What the judge did to it, in words; `nil` where it was left alone.
    package internal(set) var tampering: String?

    /// The file's own name, without directories; an unnamed or removed file's is what the kernel calls it.
    package var fileName: String? { Self.lastComponent(path) }
    /// The second file's own name.
    package var secondFileName: String? { Self.lastComponent(secondPath) }

    private static func lastComponent(_ path: String?) -> String? { path?.lastComponent.map(String.init) }

    /// Whether it opens a file by a path.
    package var opens: Bool { ["open", "openat", "openat2", "creat"].contains(name) }
    /// The errors that the kernel could answer it with.
    var errors: [Errno] { SystemCall(number: number, arguments: arguments).errors }
    /// Whether the kernel could answer it with that error.
    func canFail(with error: Errno) -> Bool { errors.contains(error) }
    /// Why what follows from it goes round the tracer; `nil` for a call that can be followed.
    var wayRound: WayRound? {
        if failed { return nil }
        if let ring { return .ring(ring) }
        // PROT_WRITE: from now on bytes change without any call.
        guard maps || name == "mprotect", arguments[2] & 2 != 0 else { return nil }
        return .mapping(of: fileName ?? "a file")
    }
    /// Whether it maps a file so that others see what is written into the mapping: `MAP_SHARED`.
    var maps: Bool { name == "mmap" && arguments[3] & 1 != 0 }
    /// Whether it writes bytes into a file.
    package var writes: Bool {
        ["write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "splice", "copy_file_range"]
            .contains(name)
    }
    /// Whether it reads a directory's entries.
    package var lists: Bool { name == "getdents64" || name == "getdents" }
    /// Whether it removes a name.
    package var unlinks: Bool { name == "unlink" || name == "unlinkat" }
    /// Whether it only lets time pass.
    package var sleeps: Bool { timeout != nil }
    /// Whether it waits for a lock.
    var waits: Bool { operationWithoutWaiting != nil }
    /// Of a call that waits for a lock, the second argument of the one that does not.
    var operationWithoutWaiting: UInt64? {
        switch name {
        case "flock" where arguments[1] & 0xC == 0: arguments[1] | 4
        // F_SETLKW and F_OFD_SETLKW; the ones that do not wait stand before them.
        case "fcntl" where arguments[1] == 7 || arguments[1] == 38: arguments[1] - 1
        default: nil
        }
    }
    /// Which argument says how many bytes are to be written, where one does.
    var countIndex: Int? {
        switch name {
        case "write", "pwrite64": 2
        case "sendfile": 3
        case "splice", "copy_file_range": 4
        default: nil
        }
    }
    /// Whether its bytes are listed in parts: where, is its second argument, and how many, its third.
    var writesParts: Bool { ["writev", "pwritev", "pwritev2"].contains(name) }
    /// Whether it can be made to write a part of its bytes only.
    var canBeCut: Bool { countIndex != nil || writesParts }
    /// Whether it changed nothing and told nothing.
    package var failed: Bool { (result ?? 0) < 0 }

    package var description: String {
        let second = secondPath.map { ", \($0)" } ?? ""
        let told = result.map { " = \($0)" } ?? ""
        return "\(name)(\(path ?? "")\(second))\(told)\(tampering.map { " (\($0))" } ?? "")"
    }
}

extension String {
    /// What stands behind the last slash of a path; `nil` where that is nothing.
    var lastComponent: Substring? {
        let name = utf8.lastIndex(of: UInt8(ascii: "/")).map { self[utf8.index(after: $0)...] } ?? self[...]
        return name.isEmpty ? nil : name
    }
}

/// What the judge does to a call before it is made.
package enum Tampering: Hashable, Sendable {
    /// Nothing.
    case none
    /// The call is not made, and fails with this error number.
    case fail(Int32)
    /// At most so many bytes are written.
    case shorten(to: Int)
    /// The process is killed, and the call is not made.
    case kill
    /// The call is made, and the process is killed then.
    case killAfter
    /// The thread stands still before the call until ``TracedProcess/release()``.
    case hold
}
