internal import SpoolSystem

/// One request in a ring.
package struct RingRequest: Sendable {
    /// What is asked, by the kernel's name for it.
    package private(set) var operation = ""
    /// The descriptor that it works on, or an index where the flags say so.
    package private(set) var descriptor: Int32?
    /// `IOSQE_…`.
    package private(set) var flags: UInt32 = 0

    /// Reads it as `/proc/PID/fdinfo` lists it: `opcode:WRITE, fd:1, flags:0, off:0, addr:0x55, …`.
    init(_ text: Substring) {
        for part in text.split(separator: ",") {
            let words = part.split(separator: ":").map { $0.drop { $0 == " " } }
            guard words.count == 2 else { continue }
            switch words[0] {
            case "opcode": operation = String(words[1])
            case "fd": descriptor = Int32(words[1])
            case "flags": flags = UInt32(words[1], radix: 16) ?? .max
            default: break
            }
        }
    }

    /// Reads it as it stands in memory: `struct io_uring_sqe`, of which these are the first two numbers.
    init(_ first: UInt32, _ second: UInt32) {
        let number = Int(first & 0xFF)
        operation = Self.names.indices.contains(number) ? Self.names[number] : "operation \(number)"
        flags = first >> 8 & 0xFF
        descriptor = Int32(bitPattern: second)
    }

    /// `enum io_uring_op`, in its order.
    private static let names = [
        "NOP", "READV", "WRITEV", "FSYNC", "READ_FIXED", "WRITE_FIXED", "POLL_ADD", "POLL_REMOVE",
        "SYNC_FILE_RANGE", "SENDMSG", "RECVMSG", "TIMEOUT", "TIMEOUT_REMOVE", "ACCEPT", "ASYNC_CANCEL",
        "LINK_TIMEOUT", "CONNECT", "FALLOCATE", "OPENAT", "CLOSE", "FILES_UPDATE", "STATX", "READ", "WRITE",
        "FADVISE", "MADVISE", "SEND", "RECV", "OPENAT2", "EPOLL_CTL", "SPLICE", "PROVIDE_BUFFERS",
        "REMOVE_BUFFERS", "TEE", "SHUTDOWN", "RENAMEAT", "UNLINKAT", "MKDIRAT", "SYMLINKAT", "LINKAT",
        "MSG_RING", "FSETXATTR", "SETXATTR", "FGETXATTR", "GETXATTR", "SOCKET", "URING_CMD", "SEND_ZC",
        "SENDMSG_ZC", "READ_MULTISHOT", "WAITID", "FUTEX_WAIT", "FUTEX_WAKE", "FUTEX_WAITV",
        "FIXED_FD_INSTALL", "FTRUNCATE", "BIND", "LISTEN", "RECV_ZC", "EPOLL_WAIT", "READV_FIXED",
        "WRITEV_FIXED", "PIPE",
    ]
}

/// Where a ring's requests stand in a stopped thread's memory, of a ring in which they are taken one after the other.
struct RingMemory {
    private let thread: Int32
    private let base: UInt64
    private let bytesEach: UInt64
    private let mask: UInt32
    private let head: UInt32
    private let tail: UInt32

    /// - Parameter text: the ring's `/proc/PID/fdinfo`.
    /// - Returns: `nil` where that does not say enough, or the memory is not the kernel's.
    init?(_ text: String, of thread: Int32) {
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: ":", maxSplits: 1)
            if words.count == 2 { fields[words[0]] = words[1].drop { $0 == "\t" || $0 == " " } }
        }
        guard !Rings.isPolledByKernel(text), let inode = fields["ino"],
            let mask = fields["SqMask"].flatMap({ UInt32($0.dropFirst(2), radix: 16) }),
            let head = fields["CachedSqHead"].flatMap({ UInt32($0) }),
            let tail = fields["SqTail"].flatMap({ UInt32($0) }), tail &- head <= mask &+ 1,
            let range = Self.mapping(of: thread, inode: inode)
        else { return nil }
        self.thread = thread
        self.mask = mask
        self.head = head
        self.tail = tail
        base = range.lowerBound
        let entries = UInt64(mask) + 1
        // Requests of double size (IORING_SETUP_SQE128) are for devices; a ring that does not fill its page has the usual.
        bytesEach = entries >= 64 && UInt64(range.count) / entries >= 128 ? 128 : 64
    }

    /// What waits; `nil` where it cannot be read.
    var requests: [RingRequest]? {
        var requests: [RingRequest] = []
        for number in 0..<(tail &- head) {
            let address = base + UInt64((head &+ number) & mask) * bytesEach
            guard let first = Trace.number(thread, at: address),
                let second = Trace.number(thread, at: address + 4)
            else { return nil }
            requests.append(RingRequest(first, second))
        }
        return requests
    }

    /// Where the ring's requests are mapped: at `IORING_OFF_SQES`.
    private static func mapping(of thread: Int32, inode: Substring) -> Range<UInt64>? {
        guard let maps = ProcessDirectory(of: thread)?.read("maps") else { return nil }
        for line in maps.split(separator: "\n") {
            // Addresses, rights, offset, device, inode, path.
            let words = line.split(separator: " ", maxSplits: 5)
            guard words.count == 6, words[4] == inode, UInt64(words[2], radix: 16) == 0x1000_0000 else {
                continue
            }
            let ends = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            if ends.count == 2, ends[0] < ends[1] { return ends[0]..<ends[1] }
        }
        return nil
    }
}
