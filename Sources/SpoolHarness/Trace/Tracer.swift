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
    /// Why calls went by unseen, although they stopped; `nil` as long as the kernel told of each what it works on.
    private(set) var blindness: String?
    /// Threads that stand before a call on nothing in the arena, because their process has answered.
    var parkedThreads: Set<Int32> = []
    /// Threads that have ended, and of whose end nobody has taken note: a process has to wait for its last thread's.
    var unreaped: Set<Int32> = []

    /// - Throws: an interruption where the machine forbids it.
    init() throws(Interruption) {
        do throws(Errno) {
            notices = try Trace.notices()
        } catch { throw .failed("ask for notices of children", error) }
    }

    /// The descriptor to wait for.
    var descriptor: Int32 { notices.rawValue }

    func add(_ thread: Int32, to process: TracedProcess) {
        threads[thread] = TracedThread(thread, process)
        process.threads.append(thread)
        process.threads.sort()
    }

    /// Handles the stops that there are, and lets the threads go on.
    ///
    /// - Returns: whether none is left. Threads that make one call after the other would be looked at for ever.
    @discardableResult func turn() throws(Interruption) -> Bool {
        drainNotices()
        for _ in 0..<Self.roundsMax {
            var moved = false
            for thread in threads.keys.sorted() where try step(thread) { moved = true }
            if !moved {
                try noteEnds()
                return true
            }
        }
        try noteEnds()
        return false
    }

    /// Most stops of a thread that are handled before anything else is looked at.
    private static let roundsMax = 200

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
            throw .failed("follow \(thread.process.name) by ptrace", error)
        }
    }

    func handle(_ stop: TraceStop, _ id: Int32, _ thread: TracedThread) throws(Errno) {
        stops += 1
        thread.silentSince = nil
        if thread.process.isLoose {
            switch stop {
            case .entry, .exit, .attached:
                // A stop from before it was let loose.
                thread.forgetCall()
                if stop == .attached { try Trace.makeAgain(id) }
                return try Trace.run(id)
            case .made, .signal, .stopped, .gone: break
            }
        }
        switch stop {
        case .entry(let call): try enter(call, id, thread)
        case .exit(let result): try leave(result, id, thread)
        case .made(let other):
            add(other, to: thread.process)
            try letGo(id, thread)
        case .attached:
            try Trace.makeAgain(id)
            try letGo(id, thread)
        case .signal(let number):
            if var observed = thread.interrupted {
                observed.result = -Int64(Errno.interrupted.rawValue)
                thread.interrupted = nil
                thread.isBlocked = false
                thread.process.finish(observed)
            }
            try Trace.resume(id, signal: number)
        case .stopped: try Trace.listen(id)
        case .gone:
            drop(id)
            // A child of ours is waited for as such. Anybody else's parent sees the end only when we have.
            if id != thread.process.processID || !thread.process.isChild { unreaped.insert(id) }
            try reapEnded()
        }
    }

    /// Lets a stopped thread go on, unless it is to wait until its process is driven again.
    private func letGo(_ id: Int32, _ thread: TracedThread) throws(Errno) {
        if thread.isSetAside {
            parkedThreads.insert(id)
        } else if thread.process.isLoose {
            try Trace.run(id)
        } else {
            try Trace.resume(id)
        }
    }

    private func enter(_ call: SystemCall, _ id: Int32, _ thread: TracedThread) throws(Errno) {
        if thread.isBlocked, call.number != thread.number { thread.isBlocked = false }
        thread.number = call.number
        thread.interrupted = nil
        thread.call = decode(call, id, thread)
        thread.isPassing = thread.call == nil && thread.untold == nil
        if thread.process.isDriven { thread.noteSleep(call, id) }
        if var observed = thread.call {
            // Nobody else can do anything meanwhile, so there is nothing to decide.
            let waitsForReal = thread.process.isInRealTime && (observed.sleeps || observed.waits)
            let tampering = waitsForReal ? .none : thread.process.decide(observed)
            let goesOn = try apply(tampering, &observed, id, thread)
            thread.call = observed
            guard goesOn else { return }
        } else if thread.maySleep {
            // Whether it is resumed is decided by whoever drives it: it may have answered.
            parkedThreads.insert(id)
            return
        }
        try letGo(id, thread)
    }

    private func leave(_ result: Int64, _ id: Int32, _ thread: TracedThread) throws(Errno) {
        thread.maySleep = false
        thread.isPassing = false
        thread.nap = nil
        try mend(id, thread)
        if let untold = thread.untold {
            thread.untold = nil
            // Of what the kernel refuses nothing need be told: there is no such descriptor or memory.
            if result >= 0, blindness == nil { blindness = thread.process.blindness(to: untold) }
        }
        if thread.movesNames {
            thread.movesNames = false
            if result >= 0 { forgetPaths() }
        }
        if let operation = thread.waiting {
            thread.waiting = nil
            if result == -Int64(Errno.wouldBlock.rawValue) {
                try Trace.repeatCall(id, replacing: 1, by: operation)
                thread.isBlocked = true
                thread.interrupted = thread.call
                thread.call = nil
                return try Trace.resume(id)
            }
        }
        if var observed = thread.call {
            if Self.interruptions.contains(result) {
                // It is made again, unless a handler runs first that ends it.
                thread.interrupted = observed
            } else {
                observed.result = result
                thread.hasSlept = observed.sleeps
                thread.process.finish(observed)
            }
        }
        thread.call = nil
        if thread.diesAfter {
            thread.diesAfter = false
            return thread.process.kill()
        }
        try letGo(id, thread)
    }

    /// What a call that was interrupted returns inside the kernel: ERESTARTSYS to ERESTART_RESTARTBLOCK.
    private static let interruptions: ClosedRange<Int64> = -516 ... -512

    private func decode(_ call: SystemCall, _ id: Int32, _ thread: TracedThread) -> ObservedCall? {
        let process = thread.process
        let isKnown = process.isDriven && process.threads.count == 1
        // Where nobody drives it, or another thread runs beside it, the kernel is asked each time.
        if !isKnown { thread.paths.forget() }
        defer { if isKnown { thread.paths.forget(before: call) } else { thread.paths.forget() } }
        if case .movesNames = call.effect { thread.movesNames = true }
        thread.paths.untold = nil
        let observed = CallDecoder.decode(
            call, of: id, thread.files, under: process.directory, isDriven: process.isDriven,
            mapsFiles: process.mapsFiles, &thread.paths)
        thread.untold = thread.paths.untold.flatMap { words in
            call.shape.map { "its \($0.name) nobody could tell \(words)" }
        }
        return observed
    }

    /// Forgets the paths of everybody's files: names were given or taken.
    func forgetPaths() {
        for thread in threads.values { thread.paths.forgetNames() }
    }

    /// Does something to a call before which a thread stands.
    ///
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
                thread.maySleep =
                    thread.hasSlept || thread.process.isInRealTime || thread.process.sleepsForReal
                guard !thread.maySleep else { break }
                try Trace.refuse(id, Errno(rawValue: 0))
                call.tampering = "cut short"
            } else if let operation = call.operationWithoutWaiting {
                // A lock that another holds is asked for again when that one has done something.
                thread.maySleep = thread.process.isInRealTime
                guard !thread.maySleep else { break }
                thread.waiting = call.arguments[1]
                try Trace.setArgument(id, 1, operation)
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
