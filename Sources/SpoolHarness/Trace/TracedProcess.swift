internal import SpoolSystem

/// An adapter process whose system calls on the arena's files are followed.
package final class TracedProcess {
    let processID: Int32
    /// Whether we are its parent, who takes note of its end.
    let isChild: Bool
    let label: String
    let directory: String
    /// The ids of its threads, and of the processes that it has made, in order.
    var threads: [Int32] = []
    private let onKill: () -> Void

    /// The calls that have returned so far, in order.
    package private(set) var calls: [ObservedCall] = []
    /// The call before which it stands still, if it does; of several threads that do, the one whose turn it is if nobody
    /// chooses.
    package private(set) var held: ObservedCall?
    /// The calls before which others of its threads stand still meanwhile.
    package private(set) var heldBeside: [ObservedCall] = []
    /// Whether a scheduler drives it: then it stands still also where it could sleep, and sleeps are cut short.
    package var isDriven = false
    /// Whether it runs without a stop at its calls.
    package internal(set) var isLoose = false
    /// Whether it waits for a lock that another holds.
    package private(set) var isBlocked = false
    /// Why its calls do not show all that it does, once that is known.
    var wayRound: WayRound? {
        didSet { if case .ring(let words)? = wayRound { onRing("\(label) \(words)") } }
    }
    /// Told where what it asks of files goes through a ring: then nothing that was seen of it is all that it did.
    var onRing: (String) -> Void = { _ in }
    /// Whether it has mapped a file of the arena for others to see.
    var mapsFiles = false
    /// How much of what its threads slept has passed, in nanoseconds: sleeps that are cut short last no time.
    var time: Int64 = 0
    /// Whether it waits and sleeps for real.
    package internal(set) var isInRealTime = false
    /// Whether its sleeps last: it asks again and again until a clock tells it to give up, which looks at real time.
    package var sleepsForReal = false
    /// Asked before each call what to do to it.
    package var before: (ObservedCall) -> Tampering = { _ in .none }
    /// Told of each call when it has returned.
    package var after: (ObservedCall) -> Void = { _ in }

    init(
        processID: Int32, isChild: Bool, label: String, directory: String, onKill: @escaping () -> Void
    ) {
        self.processID = processID
        self.isChild = isChild
        self.label = label
        self.directory = directory
        self.onKill = onKill
    }

    func stand(before call: ObservedCall?, or others: [ObservedCall], isBlocked: Bool) {
        held = call
        heldBeside = others
        self.isBlocked = isBlocked
    }

    func decide(_ call: ObservedCall) -> Tampering { before(call) }

    func finish(_ call: ObservedCall) {
        calls.append(call)
        if call.maps { mapsFiles = true }
        if let round = call.wayRound { wayRound = round }
        after(call)
    }

    func kill() { onKill() }

    /// Forgets the calls so far: what comes next is looked at by itself.
    package func forget() { calls = [] }

    /// The calls as lines that can be shown.
    package func listing(_ limit: Int = 40) -> String {
        let shown = calls.suffix(limit).map(\.description)
        return (calls.count > limit ? ["(\(calls.count - limit) earlier calls)"] : []).joined(separator: "; ")
            + shown.joined(separator: "; ")
    }

    /// The process as errors of `ptrace(2)` call it.
    var name: String { "\(label) (process \(processID))" }
}

extension Scene {
    /// Follows the system calls of a process from now on.
    ///
    /// - Parameter process: an adapter that has answered `hello`.
    /// - Throws: `skipped` where the machine forbids it.
    package func follow(_ process: AdapterProcess, as recorder: Int32) throws(Interruption) -> TracedProcess {
        try need(.tracing)
        let traced = TracedProcess(
            processID: recorder, isChild: recorder == process.processID, label: process.label,
            directory: world.root
        ) { process.killNow() }
        traced.onRing = { [unowned self] words in if ring == nil { ring = words } }
        try switchboard.follow(traced)
        return traced
    }

    /// Lets a process go on that stands still before a call.
    package func release(_ traced: TracedProcess) throws(Interruption) { try switchboard.release(traced) }

    /// Waits until a process stands still before a call, or has answered, or is gone.
    ///
    /// - Returns: whether it stands still.
    package func waitUntilHeld(_ traced: TracedProcess, or process: AdapterProcess) throws(Interruption)
        -> Bool
    {
        _ = try wait(upTo: process.deadlineSeconds) { () throws(Interruption) in
            traced.held != nil || process.hasReply || !process.isRunning || process.failure != nil
        }
        return traced.held != nil
    }
}
