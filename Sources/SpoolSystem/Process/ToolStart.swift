internal import CSpoolSystem
internal import Glibc

/// What a tool was given by whoever started it, put right before it does anything else.
///
/// It is the first thing that each tool does, before there is a second thread:
///
/// - Standard descriptors that are closed are opened on `/dev/null`, so that no file of ours gets their numbers.
/// - No signal is blocked. What is ignored stays ignored (`nohup`), but for `SIGCHLD`: its children would be lost.
/// - `SIGPIPE` and `SIGXFSZ` are ignored: the write that met the end of its reader, or a limit, fails, and that is told.
/// - A judge's limits are raised to their hard ones, and a recorder inherits them, so that a soft limit of this machine is
///   never the recorder's fault. Of descriptors it gets what the user had, but 1,024 at least: that is what programs count on,
///   and a verdict must not depend on how many the judge needs.
/// - The running program is held by a descriptor: see ``ThisProgram``.
///
/// The umask is the user's, and decides the modes of the files that the user asks for; a stage sets its own.
package struct ToolStart: Sendable {
    private let closed: UInt32
    private let ignored: UInt64

    /// Puts right what this process was given. To be called once, first of all.
    ///
    /// - Parameter isJudge: whether its limits are to be raised.
    package init(isJudge: Bool) {
        var found = spool_inherited()
        let path = ProgramArguments.all.first ?? ""
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
        name.withTerminator { spool_put_right(isJudge ? 1 : 0, $0, &found) }
        closed = found.closed_descriptors
        ignored = found.ignored_signals
        _ = ThisProgram.descriptor
    }

    /// Whether a standard descriptor was closed, so that what is written to it is lost.
    package func wasClosed(_ descriptor: Int32) -> Bool { closed >> UInt32(descriptor) & 1 == 1 }

    /// Whether a signal was ignored.
    package func ignored(_ signal: Signal) -> Bool { ignored >> UInt64(signal.rawValue - 1) & 1 == 1 }
}

/// The program that this process runs, whatever becomes of its path.
package enum ThisProgram {
    /// A descriptor of it, to start it again; `nil` where there is no `/proc` to ask. It stays open as long as the process
    /// lives.
    package static let descriptor: Int32? = {
        do throws(Errno) {
            return try Descriptor.open("/proc/self/exe", .readOnly).release()
        } catch { return nil }
    }()
}

/// The arguments of this process.
package enum ProgramArguments {
    /// All of them, the program's own name first. What is not UTF-8 is kept: see ``Swift/String/init(keeping:)``.
    package static var all: [String] {
        (0..<Int(CommandLine.argc)).map { index in
            guard let argument = CommandLine.unsafeArgv[index] else { return "" }
            return String(keeping: UnsafeRawBufferPointer(start: argument, count: strlen(argument)))
        }
    }
}
