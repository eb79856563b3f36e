internal import SpoolSystem

/// Rings of requests, `io_uring(7)`: what is asked through one is no system call, and no tracer sees it.
///
/// A runtime may make a ring that never carries a file's request: Node has one for `epoll` alone. So it is looked at what
/// is handed over: the kernel lists the waiting requests in `/proc/PID/fdinfo`, or at least where they stand in memory.
package enum Rings {
    /// Why not all that a process does is seen, where that is known of a ring which it made before anybody looked.
    static func wayRound(ofProcess process: Int32) -> String? {
        guard let directory = ProcessTable.living(process) else { return nil }
        for name in directory.entries("fd") ?? [] {
            guard let target = directory.linkTarget("fd/\(name)"),
                target.utf8.starts(with: "anon_inode:[io_uring".utf8),
                let text = directory.read("fdinfo/\(name)")
            else { continue }
            if isPolledByKernel(text) { return polled }
        }
        return nil
    }

    /// Why what follows from a call goes round the tracer; `nil` where nothing does.
    ///
    /// - Parameters:
    ///   - call: `io_uring_setup` or `io_uring_enter`, before it is made.
    ///   - touches: whether what a descriptor stands for is in the arena.
    static func wayRound(
        of call: SystemCall, named name: String, thread: Int32, touches: (Int32) -> Bool
    ) -> String? {
        if name == "io_uring_setup" {
            // `flags` is the third number of what stands there: IORING_SETUP_SQPOLL.
            guard let flags = Trace.number(thread, at: call.arguments[1] + 8) else { return unreadable }
            return flags & 2 != 0 ? polled : nil
        }
        guard UInt32(truncatingIfNeeded: call.arguments[1]) > 0 else { return nil }
        // IORING_ENTER_REGISTERED_RING: the first argument is no descriptor.
        guard call.arguments[3] & 0x10 == 0 else { return unreadable }
        let descriptor = Int32(truncatingIfNeeded: call.arguments[0])
        guard let text = ProcessDirectory(of: thread)?.read("fdinfo/\(descriptor)"),
            let requests = requests(in: text) ?? RingMemory(text, of: thread)?.requests
        else { return unreadable }
        for request in requests where !harmless.contains(request.operation) {
            // IOSQE_FIXED_FILE: what the number stands for is not told.
            let isNumber = worksOnDescriptor.contains(request.operation) && request.flags & 1 == 0
            if isNumber, let number = request.descriptor, !touches(number) { continue }
            return "asks for \(request.operation) through an io_uring ring, which a tracer does not see"
        }
        return nil
    }

    /// What stands in a ring and waits; `nil` where the kernel does not tell: before Linux 6.0 none does, and of a ring
    /// without an array of indexes (`IORING_SETUP_NO_SQARRAY`, as Node's) also later ones do not.
    package static func requests(in text: String) -> [RingRequest]? {
        guard !isPolledByKernel(text) else { return nil }
        var count: Int?
        var requests: [RingRequest] = []
        for line in text.split(separator: "\n") {
            if line.utf8.starts(with: "SQEs:".utf8) {
                count = Int(line.dropFirst(5).drop { $0 == "\t" || $0 == " " })
            }
            guard let start = line.utf8.firstIndex(of: UInt8(ascii: ":")),
                line[line.utf8.index(after: start)...].utf8.starts(with: " opcode:".utf8)
            else { continue }
            requests.append(RingRequest(line[line.utf8.index(after: start)...]))
        }
        guard let count, count == requests.count else { return nil }
        return requests
    }

    static func isPolledByKernel(_ text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            line.utf8.starts(with: "SqThread:".utf8)
                && Int32(line.dropFirst(9).drop { $0 == "\t" || $0 == " " }) ?? -1 >= 0
        }
    }

    private static let polled =
        "has an io_uring ring that the kernel polls, and what is asked through it a tracer does not see"
    private static let unreadable =
        "uses an io_uring ring of which the kernel does not tell what is asked through it, and a tracer does not see that"

    /// Requests that touch no file, by the names that the kernel has for them.
    private static let harmless: Set<String> = [
        "NOP", "POLL_ADD", "POLL_REMOVE", "EPOLL", "EPOLL_CTL", "EPOLL_WAIT", "TIMEOUT", "TIMEOUT_REMOVE",
        "LINK_TIMEOUT", "ASYNC_CANCEL", "ACCEPT", "CONNECT", "SEND", "RECV", "SENDMSG", "RECVMSG", "SEND_ZC",
        "SENDMSG_ZC", "RECV_ZC", "SHUTDOWN", "SOCKET", "BIND", "LISTEN", "MSG_RING", "WAITID", "FUTEX_WAIT",
        "FUTEX_WAKE", "FUTEX_WAITV", "MADVISE", "PROVIDE_BUFFERS", "REMOVE_BUFFERS", "PIPE",
    ]

    /// Requests that work on a descriptor and on no path.
    private static let worksOnDescriptor: Set<String> = [
        "READ", "WRITE", "READV", "WRITEV", "READ_FIXED", "WRITE_FIXED", "READ_MULTISHOT", "READV_FIXED",
        "WRITEV_FIXED", "FSYNC", "SYNC_FILE_RANGE", "FALLOCATE", "FADVISE", "FTRUNCATE", "CLOSE",
    ]
}
