internal import CSpoolSystem
internal import Glibc

/// Why a traced thread stands still.
package enum TraceStop: Hashable, Sendable {
    /// Before a system call.
    case entry(SystemCall)
    /// After one, with what it returned: a negative number is an error's.
    case exit(result: Int64)
    /// It has made another thread or process, which is traced from its first instruction.
    case made(Int32)
    /// It was just seized, or runs another program now: nothing to be done but to let it go on.
    case attached
    /// A signal is about to be delivered.
    case signal(Int32)
    /// Its process was stopped by a signal.
    case stopped
    /// It has ended.
    case gone
}

/// One door to `ptrace(2)` per request. All for one thread must come from the thread that seized it.
package enum Trace {
    /// Begins to trace a thread: `PTRACE_SEIZE`; it dies with the tracer.
    ///
    /// - Parameter owner: whose it is, where it is another user's and we have no power over those.
    package static func seize(_ thread: Int32, of owner: UserIdentity? = nil) throws(Errno) {
        let user = owner.map { Int64($0.user) } ?? -1
        let group = owner.map { Int64($0.group) } ?? -1
        _ = try checked { spool_trace_seize(thread, user, group) }
    }

    /// Looks without waiting.
    ///
    /// - Parameter isPassing: whether the thread was last seen at the entry of a call whose result nobody wants: its
    ///   next stop at a call is that one's exit, and the kernel is not asked what it returned.
    /// - Returns: `nil` where the thread runs.
    package static func look(_ thread: Int32, isPassing: Bool = false) throws(Errno) -> TraceStop? {
        var stop = spool_stop()
        _ = try checked { spool_trace_look(thread, isPassing ? 1 : 0, &stop) }
        return meaning(of: stop)
    }

    /// Waits until the thread stops or ends, or any other child does something; a millisecond at most, for whatever
    /// call it is in, it may sleep in it for ever.
    ///
    /// - Parameter isPassing: as for ``look(_:isPassing:)``.
    /// - Returns: `nil` where it has not stopped by then.
    package static func wait(_ thread: Int32, isPassing: Bool = false) throws(Errno) -> TraceStop? {
        var stop = spool_stop()
        _ = try checked { spool_trace_wait(thread, isPassing ? 1 : 0, 1, &stop) }
        return meaning(of: stop)
    }

    private static func meaning(of stop: spool_stop) -> TraceStop? {
        switch stop.kind {
        case SPOOL_STOP_ENTRY:
            return .entry(SystemCall(number: stop.number, arguments: CallArguments(stop.arguments)))
        case SPOOL_STOP_EXIT: return .exit(result: stop.result)
        case SPOOL_STOP_NEW: return .made(stop.other)
        case SPOOL_STOP_SIGNAL: return .signal(stop.signal)
        case SPOOL_STOP_GROUP: return .stopped
        case SPOOL_STOP_EXECUTE, SPOOL_STOP_ATTACHED: return .attached
        case SPOOL_STOP_GONE: return .gone
        default: return nil
        }
    }

    /// Takes note of the end of a thread, or of a process that is no child of ours.
    ///
    /// As long as its tracer has not, a thread that has ended keeps its whole process from ending, and a process
    /// cannot be waited for by its parent.
    ///
    /// - Returns: whether nothing is left of it; `false` for a process whose other threads must end first.
    package static func reap(_ thread: Int32) throws(Errno) -> Bool {
        try checked { spool_trace_reap(thread) } > 0
    }

    /// Lets a stopped thread go on to its next call, delivering a signal where it is not 0.
    package static func resume(_ thread: Int32, signal: Int32 = 0) throws(Errno) {
        _ = try checked { spool_trace_continue(thread, signal) }
    }

    /// Lets a stopped thread run without a stop at its system calls, until ``interrupt(_:)``.
    package static func run(_ thread: Int32) throws(Errno) { _ = try checked { spool_trace_run(thread) } }

    /// Stops a running thread.
    package static func interrupt(_ thread: Int32) throws(Errno) {
        _ = try checked { spool_trace_interrupt(thread) }
    }

    /// Leaves a thread of a stopped process as it is.
    package static func listen(_ thread: Int32) throws(Errno) {
        _ = try checked { spool_trace_listen(thread) }
    }

    /// At a call's entry: the call is not made, and fails.
    ///
    /// - Throws: `ENOSYS` on a processor whose registers this package does not know.
    package static func refuse(_ thread: Int32, _ error: Errno) throws(Errno) {
        _ = try checked { spool_trace_refuse(thread, error.rawValue) }
    }

    /// At a call's entry: replaces an argument.
    package static func setArgument(_ thread: Int32, _ index: Int, _ value: UInt64) throws(Errno) {
        _ = try checked { spool_trace_set_argument(thread, Int32(index), value) }
    }

    /// At the entry of a `writev(2)` or its kin: finds the part in which its first bytes end.
    ///
    /// - Parameters:
    ///   - vector: where its parts are listed, and `parts`: how many there are: the call's second and third argument.
    ///   - count: so many bytes.
    /// - Returns: `nil` where it has no more bytes than that.
    package static func part(
        of thread: Int32, _ vector: UInt64, parts: UInt64, endingAt count: Int
    ) throws(Errno) -> VectorPart? {
        var part = spool_part()
        let found = try checked {
            spool_trace_find_part(thread, vector, parts, UInt64(max(0, count)), &part)
        }
        guard found > 0 else { return nil }
        return VectorPart(
            lengthAddress: part.length_at, length: part.length, shorterLength: part.shorter, index: part.index
        )
    }

    /// Writes eight bytes into a stopped thread's memory.
    package static func write(_ word: UInt64, to thread: Int32, at address: UInt64) throws(Errno) {
        _ = try checked { spool_trace_write_word(thread, address, word) }
    }

    /// At a call's exit: the thread makes the same call once more with another argument. A signal that has come
    /// meanwhile is handled first, and ends the call with EINTR where it would have ended the one that waits.
    package static func repeatCall(_ thread: Int32, replacing index: Int, by value: UInt64) throws(Errno) {
        _ = try checked { spool_trace_repeat(thread, Int32(index), value) }
    }

    /// At the stop that ``interrupt(_:)`` has made: a call that it ended with EINTR is made again.
    package static func makeAgain(_ thread: Int32) throws(Errno) {
        _ = try checked { spool_trace_make_again(thread) }
    }

    /// Keeps this process, and what it starts from now on, on one processor: a stop then costs no wake-up of another.
    package static func pinToOneProcessor() throws(Errno) {
        _ = try checked { spool_pin_to_one_processor() }
    }

    /// Lets whoever can run on this thread's processor run first: `sched_yield(2)`.
    package static func letOthersRun() {
        sched_yield()
    }

    /// Lets a stopped thread go on untraced.
    package static func detach(_ thread: Int32) throws(Errno) {
        _ = try checked { spool_trace_detach(thread) }
    }

    /// Reads text that ends with a zero byte from a stopped thread's memory.
    ///
    /// - Returns: `nil` where there is no such memory, or no zero byte within 4 KiB.
    package static func text(_ thread: Int32, at address: UInt64) -> String? {
        var bytes: [UInt8] = []
        while bytes.count < 4096 {
            // Not past a page's end, for the next page may not be there; and first no more than most paths have.
            let start = address + UInt64(bytes.count)
            let count = min(bytes.isEmpty ? 128 : 4096, Int(4096 - start % 4096))
            var isWhole = false
            let part = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, spool_trace_read(thread, start, buffer.baseAddress, count))
                guard let end = buffer[..<filled].firstIndex(of: 0) else { return }
                filled = end
                isWhole = true
            }
            guard isWhole || !part.isEmpty else { return nil }
            bytes += part
            if isWhole { return String(keeping: bytes) }
        }
        return nil
    }

    /// Reads a number of four bytes from a stopped thread's memory; `nil` where there is no such memory.
    package static func number(_ thread: Int32, at address: UInt64) -> UInt32? {
        var number: UInt32 = 0
        let size = MemoryLayout<UInt32>.size
        return spool_trace_read(thread, address, &number, size) == size ? number : nil
    }

    /// A descriptor that becomes readable when a child or a tracee of this thread stops or ends.
    package static func notices() throws(Errno) -> Descriptor {
        Descriptor(owning: try checked { spool_trace_descriptor() })
    }
}

/// The part of a vector in which a write ends that is to have fewer bytes.
package struct VectorPart: Hashable, Sendable {
    /// Where its length stands in the thread's memory.
    package let lengthAddress: UInt64
    /// How long it is, and how long it is to be.
    package let length: UInt64, shorterLength: UInt64
    /// Which of the parts it is.
    package let index: UInt64
}
