/// Looks through the spool once: who lives, with which filter; removes the dead and old orphans.
///
/// A recorder that is known keeps its handles, so that a scan of a quiet spool opens nothing but the
/// directory. Requests are read anew at each scan: file times are too coarse to tell that one was not written.
public struct Scan: Procedure {
    /// What a scan came to.
    public struct Outcome: Hashable, Sendable {
        /// What the worker knows from now on.
        public var memory: WorkerMemory
        /// Dead recorders whose files were removed.
        public var reaped: [RecorderID] = []
        /// Orphaned events files that were removed.
        public var swept: [RecorderID] = []
        /// Why the listing failed, where it did: what was known stands then.
        public var failure: SystemError?
    }

    private enum State: Hashable, Sendable {
        case idle
        case opening
        case listing
        case examining(RecorderID, Examine, known: KnownRecorder?)
        case checkingEvents(KnownRecorder, Handle)
        case sweeping(RecorderID, Sweep)
        case closing(atEnd: Bool)
    }

    private let before: WorkerMemory
    private let now: Int64
    private let keptMax: Int
    private var kept = 0
    private var outcome: Outcome
    private var directory = Handle(-1)
    private var known: [RecorderID: KnownRecorder] = [:]
    private var listing = SpoolListing()
    private var toExamine: [RecorderID] = []
    private var toSweep: [RecorderID] = []
    private var toClose: [Handle] = []
    private var isWhole = true
    private var state = State.idle

    /// - Parameters:
    ///   - memory: what the last scan left.
    ///   - now: the worker's own time, in nanoseconds; only differences count.
    ///   - keptMax: how many recorders' descriptors may stay open after the scan, two of each.
    public init(_ memory: WorkerMemory, now: Int64, keptMax: Int = .max) {
        before = memory
        self.now = now
        self.keptMax = keptMax
        outcome = Outcome(memory: WorkerMemory())
    }

    /// A look at one recorder that has changed under the worker's hands: no listing, all others stay.
    ///
    /// - Parameters:
    ///   - id: the recorder; where it still lives it is the last of the outcome's recorders, its request open.
    ///   - memory: what the last scan left.
    ///   - directory: the directory that the memory holds.
    ///   - now: the worker's own time, in nanoseconds.
    public init(again id: RecorderID, in directory: Handle, _ memory: WorkerMemory, now: Int64) {
        self.init(memory, now: now)
        self.directory = directory
        outcome.memory = memory
        outcome.memory.directory = nil
        outcome.memory.recorders = memory.recorders.filter { $0.target.id != id }
        for recorder in memory.recorders where recorder.target.id == id { known[id] = recorder }
        toExamine = [id]
        isWhole = false
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        guard let reply else {
            guard isWhole else { return examineNext() }
            state = .opening
            return .call(.openDirectory)
        }
        switch state {
        case .idle: preconditionFailure("a procedure begins without a reply")
        case .opening: return opened(reply)
        case .listing: return listed(reply)
        case .examining(let id, let examine, let known): return continueExamine(id, examine, known, reply)
        case .checkingEvents(let recorder, let handle): return checkedEvents(reply, recorder, handle)
        case .sweeping(let id, let sweep): return continueSweep(id, sweep, reply)
        case .closing(let atEnd): return atEnd ? closeNext() : examineNext()
        }
    }

    // MARK: The listing

    private mutating func opened(_ reply: SpoolReply) -> Step<Outcome> {
        do throws(SystemError) {
            directory = try reply.handle()
            state = .listing
            return .call(.list(directory))
        } catch {
            switch error {
            case .noEntry, .notDirectory, .loop:
                // No directory: nobody records (DIR-2).
                for recorder in before.recorders { letGo(recorder) }
                if let old = before.directory { toClose.append(old) }
            default:
                outcome.memory = before
                outcome.failure = error
            }
            return closeNext()
        }
    }

    private mutating func listed(_ reply: SpoolReply) -> Step<Outcome> {
        switch reply {
        case .names(let names, let end):
            listing.add(names)
            return end ? begin() : .call(.list(directory))
        case .failed(let error):
            outcome.memory = before
            outcome.failure = error
            toClose.append(directory)
            return closeNext()
        default: preconditionFailure("a kernel answered a listing with \(reply)")
        }
    }

    private mutating func begin() -> Step<Outcome> {
        for recorder in before.recorders {
            if listing.requests[recorder.target.id] == nil {
                letGo(recorder)
            } else {
                known[recorder.target.id] = recorder
            }
        }
        if let old = before.directory { toClose.append(old) }
        // From the back, for `popLast`: in the order of ids, so that the same spool gives the same calls.
        toExamine = listing.requests.keys.sorted(by: >)
        let orphans = listing.orphans(known: before.orphans, now: now)
        outcome.memory.orphans = orphans.young
        toSweep = orphans.old.sorted(by: >)
        return examineNext()
    }

    // MARK: Recorders

    private mutating func examineNext() -> Step<Outcome> {
        // At once, not at the end: a worker that keeps as many as it may has few descriptors left.
        if let handle = toClose.popLast() {
            state = .closing(atEnd: false)
            return .call(.close(handle))
        }
        guard let id = toExamine.popLast() else { return sweepNext() }
        let known = known[id]
        let request = known?.target.request
        let examine = Examine(
            id, in: directory, known: request, listedInode: request == nil ? nil : listing.requests[id])
        return continueExamine(id, examine, known, nil)
    }

    private mutating func continueExamine(
        _ id: RecorderID, _ examine: Examine, _ known: KnownRecorder?, _ reply: SpoolReply?
    ) -> Step<Outcome> {
        var examine = examine
        switch examine.next(after: reply) {
        case .call(let call):
            state = .examining(id, examine, known: known)
            return .call(call)
        case .done(let result):
            return examined(id, result, known)
        }
    }

    private mutating func examined(
        _ id: RecorderID, _ result: Examine.Outcome, _ known: KnownRecorder?
    ) -> Step<Outcome> {
        switch result {
        case .alive(let request):
            return keep(id, request, known)
        case .unclear where known != nil:
            if let known { remember(moved(known)) }
            return examineNext()
        case .gone where known != nil:
            // The file that we knew is gone; another may stand under its name.
            if let events = known?.target.events { toClose.append(events) }
            return continueExamine(id, Examine(id, in: directory), nil, nil)
        case .reaped:
            outcome.reaped.append(id)
        case .unreadable, .busy, .gone, .foreign, .unclear:
            break
        }
        if let events = known?.target.events { toClose.append(events) }
        return examineNext()
    }

    private mutating func keep(
        _ id: RecorderID, _ request: Examine.Request, _ known: KnownRecorder?
    ) -> Step<Outcome> {
        var recorder: KnownRecorder
        if var known, known.contents == request.contents {
            known.target.facts = request.facts
            recorder = moved(known)
        } else {
            guard let filter = try? Filter.decode(request: request.contents) else {
                toClose.append(request.handle)
                if let events = known?.target.events { toClose.append(events) }
                return examineNext()
            }
            var target = AppendTarget(
                id: id, directory: directory, request: request.handle, facts: request.facts)
            target.events = known?.target.events
            target.isTorn = known?.target.isTorn ?? false
            recorder = KnownRecorder(filter: filter, contents: request.contents, target: target)
        }
        recorder.target.request = request.handle
        guard kept < keptMax else {
            toClose += recorder.target.handles
            recorder.target.request = nil
            recorder.target.events = nil
            remember(recorder)
            return examineNext()
        }
        guard let events = recorder.target.events else {
            remember(recorder)
            return examineNext()
        }
        recorder.target.events = nil
        state = .checkingEvents(recorder, events)
        return .call(.status(events))
    }

    /// An events file that has lost its name is opened anew at the next line.
    private mutating func checkedEvents(
        _ reply: SpoolReply, _ recorder: KnownRecorder, _ handle: Handle
    ) -> Step<Outcome> {
        var recorder = recorder
        if case .facts(let facts) = reply, facts.linkCount > 0 {
            recorder.target.events = handle
        } else {
            recorder.target.isTorn = false
            toClose.append(handle)
        }
        remember(recorder)
        return examineNext()
    }

    private mutating func remember(_ recorder: KnownRecorder) {
        if recorder.target.request != nil { kept += 1 }
        outcome.memory.recorders.append(recorder)
    }

    private func moved(_ recorder: KnownRecorder) -> KnownRecorder {
        var recorder = recorder
        recorder.target.directory = directory
        recorder.target.allowance = 0
        return recorder
    }

    private mutating func letGo(_ recorder: KnownRecorder) {
        toClose += recorder.target.handles
    }

    // MARK: Orphans and the end

    private mutating func sweepNext() -> Step<Outcome> {
        guard let id = toSweep.popLast() else { return finish() }
        return continueSweep(id, Sweep(id, in: directory), nil)
    }

    private mutating func continueSweep(
        _ id: RecorderID, _ sweep: Sweep, _ reply: SpoolReply?
    ) -> Step<Outcome> {
        var sweep = sweep
        switch sweep.next(after: reply) {
        case .call(let call):
            state = .sweeping(id, sweep)
            return .call(call)
        case .done(let result):
            if result == .swept { outcome.swept.append(id) }
            return sweepNext()
        }
    }

    private mutating func finish() -> Step<Outcome> {
        if outcome.memory.recorders.isEmpty {
            toClose.append(directory)
        } else {
            outcome.memory.directory = directory
        }
        return closeNext()
    }

    private mutating func closeNext() -> Step<Outcome> {
        guard let handle = toClose.popLast() else { return .done(outcome) }
        state = .closing(atEnd: true)
        return .call(.close(handle))
    }
}
