import Glibc
import SpoolSystem
import Synchronization

/// What a wrong adapter does when it is asked to record, or at its end.
enum Fault: String, CaseIterable {
    case none
    case hangs
    case hangsInTheMiddle
    case floodsOneLine
    case floodsManyLines
    case floodsStandardError
    case explainsMuch
    case answersOther
    case answersTwice
    case answersInReverse
    case answersLong
    case answersSlowly
    case writesGarbage
    case writesArray
    case writesBadUTF8
    case omitsOk
    case omitsSequence
    case takesNoRequest
    case refuses
    case supportsNot
    case dies
    case killsItself
    case diesInTheMiddle
    case waitsForLock
    case waitsForSignal
    case waitsForEachOther
    case looksOften
    case computes
    case callsForEver
    case computesBeside
    case callsBeside
    case closesOutput
    case closesInput
    case closesPipes
    case leavesChildren
    case ignoresEndOfInput
    case ignoresTermination
    case failsAtEnd
}

extension WrongAdapter {
    /// Bytes of a flood.
    private static let floodBytes = 1 << 30

    func record(_ sequence: Int64) {
        switch fault {
        case .hangs: while true { sleep(1000) }
        case .hangsInTheMiddle:
            put(Array(#"{"seq":"#.utf8))
            while true { sleep(1000) }
        case .floodsOneLine: flood(Array(repeating: 0x78, count: 1 << 16), to: 1)
        case .floodsManyLines: flood(Array(repeating: [0x78, 0x0A], count: 1 << 15).flatMap { $0 }, to: 1)
        case .floodsStandardError:
            flood(Array("lorem ipsum dolor sit amet\n".utf8), to: 2, count: 1 << 18)
            answer(sequence)
        case .explainsMuch:
            flood(Array(repeating: 0x78, count: 1 << 10), to: 2, count: 200)
            answer(sequence)
        case .answersOther: answer(sequence + 1)
        case .answersTwice:
            answer(sequence)
            answer(sequence)
        case .answersInReverse: answerInReverse(sequence)
        case .answersLong: answer(sequence, #","more":""# + String(repeating: "x", count: 20 << 20) + #"""#)
        case .answersSlowly:
            put(Array("still thinking\n".utf8), to: 2)
            usleep(200_000)
            answer(sequence)
        case .writesGarbage: say("ok")
        case .writesArray: say("[\(sequence), true]")
        case .writesBadUTF8:
            put(Array(#"{"seq":\#(sequence),"ok":true,"more":""#.utf8) + [0xFF] + Array("\"}\n".utf8))
        case .omitsOk: say(#"{"seq":\#(sequence)}"#)
        case .omitsSequence: say(#"{"ok":true}"#)
        case .takesNoRequest: say(#"{"seq":null,"ok":false,"error":"what?"}"#)
        case .refuses: say(#"{"seq":\#(sequence),"ok":false,"error":"no luck today"}"#)
        case .supportsNot: say(#"{"seq":\#(sequence),"ok":false,"unsupported":true}"#)
        case .dies:
            put(Array("first words\nlast words\n".utf8), to: 2)
            exit(3)
        case .killsItself: raise(SIGKILL)
        case .diesInTheMiddle:
            put(Array(#"{"seq":\#(sequence),"ok":tr"#.utf8))
            exit(0)
        case .waitsForLock: waitForLock()
        case .waitsForSignal:
            while true {
                var none = sigset_t()
                sigemptyset(&none)
                sigsuspend(&none)
            }
        case .waitsForEachOther:
            lockInOneOrderOrTheOther()
            answer(sequence)
        case .looksOften:
            for _ in 0..<1000 { close(open(Environment.inherited["SPOOL_DIR"] ?? "", O_RDONLY)) }
            answer(sequence)
        case .computes: Self.compute()
        case .callsForEver: while true { getppid() }
        case .computesBeside:
            Kept.busy { Self.compute() }
            answer(sequence)
        case .callsBeside:
            Kept.busy { while true { getppid() } }
            answer(sequence)
        case .closesOutput:
            close(1)
            while true { sleep(1000) }
        case .closesInput:
            close(0)
            while true { sleep(1000) }
        case .closesPipes:
            for descriptor in 0..<3 { close(Int32(descriptor)) }
            while true { sleep(1000) }
        case .leavesChildren:
            leaveChildren()
            answer(sequence)
        case .none, .ignoresEndOfInput, .ignoresTermination, .failsAtEnd: answer(sequence)
        }
    }

    private static func compute() {
        var count = 0
        while count >= 0 { count = (count &+ 1) & 0xFFFF }
    }

    /// Waits for a lock of `fcntl(2)` that another process has and keeps.
    private func waitForLock() {
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        let path = "/tmp/wrong-adapter.lock"
        guard let own = try? Paths.executable(), let child = try? PipedProcess([own, "lock", path]) else {
            return
        }
        _ = try? child.output.waitReadable(until: MonotonicClock.now + 5_000_000_000)
        let file = open(path, O_RDWR)
        while fcntl(file, F_SETLKW, &lock) < 0 { _ = child.output.rawValue }
    }

    /// Whoever is first locks one file and then another, whoever is second the other way about.
    private func lockInOneOrderOrTheOther() {
        guard let directory = Environment.inherited["SPOOL_DIR"] else { return }
        let spool = open(directory, O_RDONLY | O_CLOEXEC)
        let path = "\(directory)/91.req"
        var request = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
        let isFirst = request >= 0
        if !isFirst { request = open(path, O_RDWR | O_CLOEXEC) }
        for file in isFirst ? [spool, request] : [request, spool] { _ = flock(file, LOCK_EX) }
        close(request)
        close(spool)
        unlink(path)
    }

    private func flood(_ bytes: [UInt8], to descriptor: Int32, count: Int? = nil) {
        for _ in 0..<(count ?? Self.floodBytes / bytes.count) { put(bytes, to: descriptor) }
    }

    /// Reads a second request first, which the judge sends at once only where it sends many.
    private func answerInReverse(_ sequence: Int64) {
        guard let line = readLine(), line.utf8.count > 1 else { return answer(sequence) }
        answer(sequence + 1)
        answer(sequence)
    }

    /// Starts processes that outlive this one and hold its pipes.
    private func leaveChildren() {
        guard let own = try? Paths.executable(), let null = try? Descriptor.open("/dev/null", .readOnly)
        else { return }
        for _ in 0..<3 {
            // Lent descriptors 1 and 2: closing them is not ours to do here, so the owners are let go of unclosed.
            let output = Descriptor(owning: 1)
            let error = Descriptor(owning: 2)
            if let child = try? ChildProcess(
                [own, "sleep", marker], input: null, output: output, error: error)
            {
                Kept.forEver(child)
            }
            _ = output.release()
            _ = error.release()
        }
    }
}

/// What is never let go of: letting go of a child kills it.
enum Kept {
    /// One thread that does something without end.
    static func busy(_ body: @escaping @Sendable () -> Void) {
        guard
            !started.withLock({ was in
                defer { was = true }; return was
            })
        else { return }
        if let thread = try? Thread(body) { forEver(thread) }
    }

    private static let started = Mutex(false)

    private static func forEver(_ thread: consuming Thread) { _ = Unmanaged.passRetained(Holder(thread)) }

    private final class Holder {
        let thread: Thread
        init(_ thread: consuming Thread) { self.thread = thread }
    }

    static func forEver(_ child: consuming ChildProcess) {
        let box = Box(child)
        _ = Unmanaged.passRetained(box)
    }

    private final class Box {
        let child: ChildProcess
        init(_ child: consuming ChildProcess) { self.child = child }
    }
}
