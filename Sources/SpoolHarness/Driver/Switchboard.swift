internal import SpoolSystem

/// All adapter processes of a case, read and written together: while the judge waits for one of them, or
/// just sleeps, none of the others is ever blocked on a full pipe.
final class Switchboard {
    private var processes: [AdapterProcess] = []
    private var secondsMax = Double.infinity
    private var end = Int64.max
    private var extendedSeconds = 0.0
    private var tracer: Tracer?

    func add(_ process: AdapterProcess) { processes.append(process) }

    func remove(_ process: AdapterProcess) { processes.removeAll { $0 === process } }

    /// Follows a process's system calls from now on, whenever there is waiting.
    func follow(_ process: TracedProcess) throws(Interruption) {
        let tracer: Tracer
        if let known = self.tracer { tracer = known } else { tracer = try Tracer() }
        self.tracer = tracer
        try tracer.follow(process)
    }

    /// Lets a followed process go on that stands still before a call.
    func release(_ process: TracedProcess) throws(Interruption) { try tracer?.release(process) }

    /// Lets one followed process go on from where it stands, alone, until it stands still again.
    func drive(
        _ process: TracedProcess, _ move: DriveMove, until deadline: Int64,
        hasAnswered: () throws(Interruption) -> Bool
    ) throws(Interruption) -> DriveEnd {
        guard let tracer else { throw .suite("\(process.label) is driven, but not followed") }
        guard MonotonicClock.now < end else {
            throw .suite("the case took longer than \(secondsMax) s and was broken off")
        }
        if process.isInRealTime, move != .nothing, move != .letTimePass { process.isInRealTime = false }
        switch move {
        case .nothing: break
        case .release(let thread, let tampering): try tracer.release(process, call: thread, tampering)
        case .wake: try tracer.wake(process)
        case .letTimePass: try tracer.letTimePass(for: process)
        }
        return try tracer.drive(process, until: min(deadline, end), hasAnswered: hasAnswered) {
            () throws(Interruption) in
            // Whoever writes more than a pipe holds waits for its reader.
            for process in processes { try process.readError() }
        }
    }

    /// What each thread of a followed process is in, for a message.
    func words(on process: TracedProcess) -> String { tracer?.words(on: process) ?? "" }

    /// The judge has changed what a driven process may have open.
    func forgetPaths() { tracer?.forgetPaths() }

    /// How often followed processes have stopped.
    var stops: Int { tracer?.stops ?? 0 }

    /// Why not all calls of followed processes were seen; `nil` where they were.
    var blindness: String? { tracer?.blindness }

    /// Lets a driven process that has answered do things whole, without a stop at its calls.
    func loosen(_ process: TracedProcess) throws(Interruption) {
        if !process.isLoose { try tracer?.loosen(process) }
    }

    /// Sees a process's calls again, which runs without stops and has nothing to do.
    func tighten(_ process: TracedProcess) throws(Interruption) {
        if process.isLoose { try tracer?.tighten(process) }
    }

    /// How long nothing but a process's output is looked at.
    private static let glanceNanoseconds: Int64 = 10_000_000

    /// Waits for the answer of a process that runs without stops, and looks at nothing else for the moment.
    func awaitAnswer(
        of process: AdapterProcess, until deadline: Int64
    ) throws(Interruption) {
        // Kept on the judge's processor, it has mostly answered when this returns.
        Trace.letOthersRun()
        while try !process.look(), MonotonicClock.now < min(deadline, end) {
            var entries = [
                PollEntry(process.outputNumber, .readable), PollEntry(tracer?.descriptor ?? -1, .readable),
            ]
            let glance = min(deadline, end, MonotonicClock.now + Self.glanceNanoseconds)
            do throws(Errno) {
                _ = try Poll.wait(&entries, until: glance)
            } catch { throw .failed("wait for \(process.label)", error) }
            // Whoever writes more than a pipe holds waits for its reader.
            if entries[0].ready.isEmpty { try process.readError() }
            // A thread that it has made, or a signal, stops it also now.
            if entries[0].ready.isEmpty { try tracer?.turn() }
        }
    }

    /// Bounds the time that is spent here from now on; beyond it every wait is an interruption.
    func limit(seconds: Double) {
        secondsMax = seconds
        end = MonotonicClock.now + Int64(seconds * 1_000_000_000)
    }

    /// Gives the case more time: what it has to wait for in real time, where an adapter cannot let time pass, is no
    /// sign that it is stuck.
    func extendLimit(seconds: Double) {
        let allowed = min(seconds, Self.extensionSecondsMax - extendedSeconds)
        guard allowed > 0, end < .max else { return }
        extendedSeconds += allowed
        secondsMax += allowed
        end += Int64(allowed * 1_000_000_000)
    }

    /// The most that a case is given for waiting.
    static let extensionSecondsMax = 1200.0

    /// Waits until something moves on any pipe, moves it, and returns.
    ///
    /// - Parameter deadline: a time of ``MonotonicClock``; then it returns although nothing moved.
    func turn(until deadline: Int64) throws(Interruption) {
        guard MonotonicClock.now < end else {
            throw .suite("the case took longer than \(secondsMax) s and was broken off")
        }
        var entries: [PollEntry] = []
        var ranges: [(AdapterProcess, Range<Int>)] = []
        for process in processes {
            let start = entries.count
            entries += process.pollEntries
            ranges.append((process, start..<entries.count))
        }
        var deadline = min(deadline, end)
        if let tracer {
            if try !tracer.turn() { deadline = 0 }
            entries.append(PollEntry(tracer.descriptor, .readable))
        }
        do throws(Errno) {
            guard try Poll.wait(&entries, until: deadline) > 0 else { return }
        } catch { throw .failed("wait for the adapters by poll(2)", error) }
        try tracer?.turn()
        for (process, range) in ranges {
            try process.serve(entries[range])
        }
    }

    /// A process that was killed is not seen to end: takes note of what nobody told us of.
    func hastenEnd(of processID: Int32) throws(Interruption) { try tracer?.findNewborn(of: processID) }

    /// Lets real time pass while every pipe is kept moving.
    func sleep(nanoseconds: Int64) throws(Interruption) {
        let end = MonotonicClock.now + nanoseconds
        while MonotonicClock.now < end { try turn(until: end) }
    }
}
