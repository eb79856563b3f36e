internal import SpoolSystem

/// Follows processes' system calls while the judge waits for their replies.
///
/// A process is seized after its `hello`, so that the hundreds of calls by which an interpreter starts cost
/// nothing, and no filter has to be put into it beforehand. From then on every call stops it twice; only those on
/// files in the arena are decoded, kept and shown to whoever watches.
final class Tracer {
    /// Becomes readable when something has stopped.
    private let notices: Descriptor
    var threads: [Int32: TracedThread] = [:]
    /// Threads that stand before a call because somebody holds them there, the oldest first.
    var heldThreads: [Int32] = []
    /// How many stops were handled.
    private(set) var stops = 0
    /// Threads that stand before a call on nothing in the arena, because their process has answered.
    var parkedThreads: Set<Int32> = []

    final class TracedThread {
        let process: TracedProcess
        /// The call that it is in, where that is one of those that are kept.
        var call: ObservedCall?
        /// The processor's number of a `flock(2)` that was made not to wait, with the argument that it had.
        var waiting: (number: Int, operation: UInt64)?
        /// Whether its process is to die when the call has been made.
        var diesAfter = false
        /// Whether it waits for a lock that another holds.
        var isBlocked = false
        /// Whether it is before a call that can sleep for long.
        var maySleep = false
        /// Whether it is in a call whose result nobody wants.
        var isPassing = false
        /// What is known of its descriptors.
        var paths = DescriptorPaths()
        /// Where the kernel is asked for them.
        let files: OpenFiles
        /// Whether it is in a call that gives a file a name or takes one away.
        var movesNames = false
        /// What is put back when the call has been made that it is in.
        var cut: Cut?

        init(_ id: Int32, _ process: TracedProcess) {
            self.process = process
            files = OpenFiles(of: id)
        }
    }

    /// - Throws: an interruption where the machine forbids it.
    init() throws(Interruption) {
        do throws(Errno) {
            notices = try Trace.notices()
        } catch { throw .failed("ask for notices of children", error) }
    }

    /// The descriptor to wait for.
    var descriptor: Int32 { notices.rawValue }

    /// Begins to follow a process with all its threads.
    func follow(_ process: TracedProcess) throws(Interruption) {
        let names = Self.threadIDs(of: process.processID)
        do throws(Errno) {
            for thread in names {
                try Trace.seize(thread)
                add(thread, to: process)
            }
        } catch {
            throw .skipped("the system calls of \(process.label) cannot be followed (ptrace: \(error))")
        }
        if Self.hasRing(process.processID) {
            process.wayRound = .ring
        }
        // Until all of them stand at their first stop, calls could go by unseen.
        let deadline = MonotonicClock.now + 2_000_000_000
        var waiting = Set(names)
        while !waiting.isEmpty {
            for thread in waiting where try step(thread) { waiting.remove(thread) }
            guard MonotonicClock.now < deadline else {
                throw .environment("\(process.label) cannot be stopped by ptrace")
            }
        }
    }

    private func add(_ thread: Int32, to process: TracedProcess) {
        threads[thread] = TracedThread(thread, process)
        process.threads.append(thread)
        process.threads.sort()
    }

    /// Forgets a thread that has ended.
    func drop(_ id: Int32) {
        guard let thread = threads.removeValue(forKey: id) else { return }
        thread.process.threads.removeAll { $0 == id }
        // The number may come back.
        heldThreads.removeAll { $0 == id }
        parkedThreads.remove(id)
        showHeld(of: thread.process)
    }

    /// Whether a process has made a ring of requests before anybody looked.
    private static func hasRing(_ process: Int32) -> Bool {
        let directory = "/proc/\(process)/fd"
        guard let entries = try? Descriptor.open(directory, [.readOnly, .directory]).allEntries() else {
            return false
        }
        return entries.contains { entry in
            let name = String(decoding: entry.name, as: UTF8.self)
            return (try? FileSystem.linkTarget("\(directory)/\(name)"))?.hasPrefix("anon_inode:[io_uring")
                ?? false
        }
    }

    private static func threadIDs(of process: Int32) -> [Int32] {
        guard let directory = try? Descriptor.open("/proc/\(process)/task", [.readOnly, .directory]),
            let entries = try? directory.allEntries()
        else { return [process] }
        return entries.compactMap { Int32(String(decoding: $0.name, as: UTF8.self)) }.sorted()
    }

    /// Handles every stop that there is, and lets the threads go on.
    func turn() throws(Interruption) {
        drainNotices()
        var moved = true
        while moved {
            moved = false
            for thread in threads.keys.sorted() where try step(thread) { moved = true }
        }
    }

    /// What the notices say is not needed: every thread is asked.
    func drainNotices() {
        do throws(Errno) {
            while try !notices.read(4096).isEmpty {}
        } catch {
            // Nothing more is there to be read.
        }
    }

    /// Handles one stop of a thread.
    ///
    /// - Returns: whether there was one.
    func step(_ id: Int32) throws(Interruption) -> Bool {
        guard let thread = threads[id] else { return true }
        do throws(Errno) {
            guard let stop = try Trace.look(id, isPassing: thread.isPassing) else { return false }
            try handle(stop, id, thread)
            return true
        } catch {
            // It was killed between its stop and our request, and its end is what is seen of it next.
            if error == .noProcess { return true }
            throw .failed("follow \(thread.process.label) by ptrace", error)
        }
    }

    func handle(_ stop: TraceStop, _ id: Int32, _ thread: TracedThread) throws(Errno) {
        stops += 1
        if thread.process.isLoose {
            switch stop {
            case .entry, .exit, .attached:
                // A stop from before it was let loose.
                thread.call = nil
                thread.isPassing = false
                return try Trace.run(id)
            case .made, .signal, .stopped, .gone: break
            }
        }
        switch stop {
        case .entry(let call):
            thread.call = decode(call, id, thread)
            thread.maySleep = call.maySleep && thread.call == nil
            thread.isPassing = thread.call == nil
            if var observed = thread.call {
                let goesOn = try tamper(&observed, id, thread)
                thread.call = observed
                guard goesOn else { return }
            }
            if thread.maySleep, thread.process.isDriven {
                // Whether it is resumed is decided by whoever drives it: it may have answered.
                parkedThreads.insert(id)
                return
            }
            try Trace.resume(id)
        case .exit(let result):
            thread.maySleep = false
            thread.isPassing = false
            try mend(id, thread)
            if thread.movesNames {
                thread.movesNames = false
                if result >= 0 { forgetPaths() }
            }
            if let waiting = thread.waiting {
                thread.waiting = nil
                if result == -Int64(Errno.wouldBlock.rawValue) {
                    try Trace.setArgument(id, 1, waiting.operation)
                    try Trace.repeatCall(id, number: waiting.number)
                    thread.isBlocked = true
                    thread.call = nil
                    try Trace.resume(id)
                    return
                }
            }
            if var observed = thread.call {
                observed.result = result
                thread.process.finish(observed)
            }
            thread.call = nil
            if thread.diesAfter {
                thread.diesAfter = false
                return thread.process.kill()
            }
            try Trace.resume(id)
        case .made(let other):
            add(other, to: thread.process)
            try Trace.resume(id)
        case .attached: try Trace.resume(id)
        case .signal(let number): try Trace.resume(id, signal: number)
        case .stopped: try Trace.listen(id)
        case .gone:
            drop(id)
            // The process itself is waited for by whoever started it.
            if id != thread.process.processID { try Trace.reap(id) }
        }
    }

    private func decode(_ call: SystemCall, _ id: Int32, _ thread: TracedThread) -> ObservedCall? {
        let process = thread.process
        let isKnown = process.isDriven && process.threads.count == 1
        // Where nobody drives it, or another thread runs beside it, the kernel is asked each time.
        if !isKnown { thread.paths.forget() }
        defer { if isKnown { thread.paths.forget(before: call) } else { thread.paths.forget() } }
        if case .movesNames = call.effect { thread.movesNames = true }
        return CallDecoder.decode(
            call, of: id, thread.files, under: process.directory, isDriven: process.isDriven,
            mapsFiles: process.mapsFiles, &thread.paths)
    }

    /// Forgets the paths of everybody's files: names were given or taken.
    func forgetPaths() {
        for thread in threads.values { thread.paths.forgetNames() }
    }

    /// Asks whoever watches what is to be done to a call, and does it.
    ///
    /// - Returns: whether the thread goes on.
    private func tamper(
        _ call: inout ObservedCall, _ id: Int32, _ thread: TracedThread
    ) throws(Errno) -> Bool {
        return try apply(thread.process.decide(call), &call, id, thread)
    }

    /// - Returns: whether the thread goes on.
    func apply(
        _ tampering: Tampering, _ call: inout ObservedCall, _ id: Int32, _ thread: TracedThread
    ) throws(Errno) -> Bool {
        switch tampering {
        case .none:
            guard thread.process.isDriven else { break }
            if call.sleeps {
                // Time is the scheduler's: whoever would sleep yields to the others instead. Some look at a clock
                // and sleep again; they sleep for real then.
                guard !thread.process.hasSlept else { break }
                try Trace.refuse(id, Errno(rawValue: 0))
                call.tampering = "cut short"
            } else if call.waits {
                thread.waiting = (call.number, call.arguments[1])
                try Trace.setArgument(id, 1, call.arguments[1] | 4)
            }
        case .fail(let number):
            // What the kernel never answers there no recorder need be ready for.
            guard call.canFail(with: Errno(rawValue: number)) else { break }
            try Trace.refuse(id, Errno(rawValue: number))
            call.tampering = "made to fail: \(Errno(rawValue: number).name)"
        case .shorten(let count):
            try cut(&call, to: count, id, thread)
        case .kill:
            call.tampering = "killed before it"
            thread.process.finish(call)
            thread.process.kill()
            return false
        case .killAfter:
            call.tampering = "killed after it"
            thread.diesAfter = true
        case .hold:
            thread.call = call
            heldThreads.append(id)
            heldThreads.sort()
            showHeld(of: thread.process)
            return false
        }
        return true
    }
}
