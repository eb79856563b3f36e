internal import CSpoolSystem

/// Why a program could not be started, and what to do about it.
package enum SpawnError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The program itself could not be run, as this user.
    case program(String, Errno, UserIdentity?)
    /// The wanted process id is in use: its process lives or is not yet reaped, or its group has members.
    case processIDTaken(Int32)
    /// The kernel lets nobody choose a process id here.
    case processIDForbidden(Int32, Errno)
    /// Something between the request and the program failed; what, in words.
    case preparation(String, Errno)
    /// An argument or variable holds a NUL byte, or there is no argument at all.
    case unusableArguments

    package var description: String {
        switch self {
        case .program(let name, let errno, let identity):
            "cannot run \(name): \(errno); \(Self.advice(name, errno, identity))"
        case .processIDTaken(let id):
            "process id \(id) is in use: end and reap its process and all members of its group first"
        case .processIDForbidden(let id, let errno):
            "process id \(id) cannot be chosen: \(errno); it takes Linux 5.5 and a PID namespace of our own"
        case .preparation(let what, let errno): "cannot start a process: \(what): \(errno)"
        case .unusableArguments:
            "cannot start a process: a command needs at least one word, and none may hold a NUL byte"
        }
    }

    private static func advice(_ name: String, _ errno: Errno, _ identity: UserIdentity?) -> String {
        let hasPath = name.utf8.contains(UInt8(ascii: "/"))
        switch errno {
        case .noEntry where hasPath:
            return "check the path; of a script, check the interpreter in its first line too"
        case .noEntry:
            return "no directory of PATH holds it: install it or give its path"
        case .noAccess:
            let who = identity.map { "user id \($0.user)" } ?? "its user"
            return "make it executable (chmod +x) and see that \(who) may enter every directory above it"
        default:
            return "see execve(2)"
        }
    }

    /// Reads what `spool_spawn` left.
    static func decode(
        _ step: spool_spawn_step, _ error: Int32, name: String, options: SpawnOptions
    ) -> SpawnError {
        let errno = Errno(rawValue: error)
        switch step {
        case SPOOL_SPAWN_EXECUTE: return .program(name, errno, options.identity)
        case SPOOL_SPAWN_CLONE:
            guard let id = options.processID else { return .preparation("clone(2)", errno) }
            return errno == .exists ? .processIDTaken(id) : .processIDForbidden(id, errno)
        case SPOOL_SPAWN_PIPE: return .preparation("pipe2(2)", errno)
        case SPOOL_SPAWN_DESCRIPTORS: return .preparation("setting its descriptors in place", errno)
        case SPOOL_SPAWN_SESSION: return .preparation("setsid(2)", errno)
        case SPOOL_SPAWN_LIMITS: return .preparation("setrlimit(2)", errno)
        case SPOOL_SPAWN_GROUPS: return .preparation("setgroups(2)", errno)
        case SPOOL_SPAWN_GROUP: return .preparation("setresgid(2)", errno)
        case SPOOL_SPAWN_USER: return .preparation("setresuid(2)", errno)
        default: return .preparation("prctl(PR_SET_NO_NEW_PRIVS)", errno)
        }
    }
}
