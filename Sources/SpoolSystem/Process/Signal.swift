internal import Glibc

/// A signal's number: `signal(7)`.
package struct Signal: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let hangUp = Signal(rawValue: SIGHUP)
    package static let interrupt = Signal(rawValue: SIGINT)
    package static let quit = Signal(rawValue: SIGQUIT)
    package static let abort = Signal(rawValue: SIGABRT)
    package static let kill = Signal(rawValue: SIGKILL)
    package static let segmentationFault = Signal(rawValue: SIGSEGV)
    package static let pipe = Signal(rawValue: SIGPIPE)
    package static let terminate = Signal(rawValue: SIGTERM)
    package static let child = Signal(rawValue: SIGCHLD)
    package static let stop = Signal(rawValue: SIGSTOP)
    package static let resume = Signal(rawValue: SIGCONT)
    package static let user1 = Signal(rawValue: SIGUSR1)
    /// A write reached past `RLIMIT_FSIZE`.
    package static let fileSize = Signal(rawValue: SIGXFSZ)

    /// The constant's name, `SIGKILL` for instance, or `signal N`.
    package var description: String { Self.names[rawValue] ?? "signal \(rawValue)" }

    private static let names: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
        SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM",
        SIGTERM: "SIGTERM", SIGCHLD: "SIGCHLD", SIGCONT: "SIGCONT", SIGSTOP: "SIGSTOP",
        SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
    ]
}

/// How a process ended.
package enum ProcessExit: Hashable, Sendable, CustomStringConvertible {
    /// It ended itself, with this status.
    case exited(Int32)
    /// A signal ended it.
    case signalled(Signal)
    /// It ended, and somebody else took its status.
    case unknown

    /// Reads the word that `waitpid(2)` leaves.
    ///
    /// - Returns: `nil` where the word says that the process merely stopped or went on.
    package init?(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        switch signal {
        case 0: self = .exited(waitStatus >> 8 & 0xFF)
        case 0x7F: return nil
        default: self = .signalled(Signal(rawValue: signal))
        }
    }

    /// Whether it ended itself with status 0.
    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by \(signal)"
        case .unknown: "ended, nobody knows how"
        }
    }
}
