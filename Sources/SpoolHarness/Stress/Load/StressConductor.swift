internal import SpoolSpec
internal import SpoolSystem

/// Runs the whole of it inside the stage: starts the processes, keeps them busy, makes trouble, and has every
/// line accounted for. One thread, one loop around `poll(2)`; nobody is ever waited for.
final class StressConductor {
    /// What the run is at.
    enum Phase { case starting, running, draining, stopping, quiet, leaving, over }

    let plan: StressPlan
    let world: World
    let ledger: StressLedger
    let auditor: StressAuditor
    let vigils: StressVigils
    let output: StressOutput
    var random: SeededGenerator
    let beganAt = MonotonicClock.now
    /// When every process had answered `hello`; what is timed is timed from here.
    var loadBeganAt: Int64?
    /// When one answered it last.
    var greetedAt: Int64
    /// How the load fits the file system.
    let room: StressRoom

    var workerSlots: [WorkerSlot] = []
    var clientSlots: [ClientSlot] = []
    /// Clients under way that start on an id which another has.
    var rivals: [Rival] = []
    /// Where they have it; `nil` where that cannot be had, or is not wanted.
    private var idSpace: ProcessIDSpace?
    private(set) var idSpaceDescriptor: Int32?
    /// Recordings whose account is open.
    var recordings: [StressRecording] = []
    /// What ids were used for lately.
    var former: [String: FormerUse] = [:]
    var nextWorker = 0
    var nextClient = 0
    var nextRecording = 0
    var counters = StressCounters()
    var latency = LatencyHistogram()
    /// The same since the last progress that was told.
    var recentLatency = LatencyHistogram()
    /// When a worker answered an event last.
    var answeredAt: Int64
    var nemeses: StressTimetable
    /// Adapters' and the machine's failures, which are no recorder's violations.
    var troubles: [String] = []
    var phase = Phase.starting
    var phaseSince: Int64
    var isFull = false
    /// Whether the file system has so little room that the load is held back.
    var isShort = false
    /// When the room was looked at last.
    var roomSeenAt: Int64
    /// Until when a worker is looked for that can be killed in the middle of a write.
    var hunt: Int64?
    var fullTimes: [(from: Int64, to: Int64)] = []
    var stoppedTimes: [(from: Int64, to: Int64)] = []
    var waitingBytes: Int64 = 0
    var hellos: [Hello?]
    var lastWasSent = false
    var keptCount = 0
    /// Events that were sent before the first line of any was found: they only made workers look around, and
    /// do not count where a number of events ends the load.
    var uncountedEvents: Int?
    /// The worker that lived through most of those that were judged by HOOK-2.
    var endurance: StressEndurance?
    /// How long the load lasted.
    var loadSeconds = 0.0

    /// Events on their way to one worker at most.
    static let outstandingMax = 16
    static let unwrittenMax = 1 << 16

    init(_ plan: StressPlan, _ world: World, spool: String, _ room: StressRoom, _ output: StressOutput) {
        self.plan = plan
        self.world = world
        self.output = output
        self.room = room
        greetedAt = beganAt
        roomSeenAt = beganAt
        random = SeededGenerator(seed: plan.seed, name: "stress")
        ledger = StressLedger(StressWorkload(seed: plan.seed, eventBytes: room.eventBytes))
        auditor = StressAuditor(
            path: spool, group: world.group, ledger: ledger, keptBytes: room.keptBytes)
        vigils = StressVigils(auditor, ledger)
        nemeses = StressTimetable(plan, world.permissions, beganAt)
        phaseSince = beganAt
        answeredAt = beganAt
        hellos = [nil, nil]
        for index in 0..<(plan.workers + plan.reapers) {
            workerSlots.append(
                WorkerSlot(player: plan.mix == nil ? 0 : index % 2, isReaper: index >= plan.workers))
        }
        for index in 0..<plan.clients {
            clientSlots.append(ClientSlot(player: plan.mix == nil ? 0 : index % 2))
        }
        if nemeses.active.contains(.pidReuse) { makeIDSpace() }
    }

    private func makeIDSpace() {
        do throws(Errno) {
            let space = try ProcessIDSpace()
            idSpaceDescriptor = space.descriptor
            idSpace = consume space
        } catch {
            nemeses.missing.append(
                (.pidReuse, "only clients themselves start again on their live ids: \(error)"))
        }
    }

    var now: Int64 { MonotonicClock.now }
    /// Seconds of the load; none before it begins.
    func elapsed(_ now: Int64) -> Double { Double(now - (loadBeganAt ?? now)) / 1_000_000_000 }
    /// Whether processes are to be there: before the load, and in it.
    var isManned: Bool { phase == .starting || phase == .running }
    var aliveWorkers: [WorkerLife] { workerSlots.compactMap(\.life).filter(\.isAlive) }

    /// Runs to the end.
    func run() throws(Interruption) {
        ledger.report = { [unowned self] accusation in note(accusation) }
        var nextGlance: Int64 = 0
        var nextSecond = beganAt + 1_000_000_000
        while phase != .over {
            turn()
            let now = self.now
            try tend(now)
            if now >= nextGlance {
                nextGlance = now + 5_000_000
                audit(now)
            }
            if now >= nextSecond {
                nextSecond = now + 1_000_000_000
                watch(now)
                output.send(progress(now))
            }
            step(now)
        }
        for recording in recordings where plan.verifies { auditor.settle(recording) }
    }

    /// One round of `poll(2)` and what follows from it.
    private func turn() {
        var entries = [PollEntry(0, output.hearsNobody ? [] : .readable)]
        var parts: [(process: StressProcess, entries: Range<Int>, part: Part)] = []
        func watch(_ process: StressProcess?, _ part: Part) {
            guard let process else { return }
            let start = entries.count
            process.addPollEntries(to: &entries)
            parts.append((process, start..<entries.count, part))
        }
        for slot in workerSlots { watch(slot.life?.process, .worker(slot)) }
        for slot in clientSlots { watch(slot.process, .client(slot)) }
        for rival in rivals { watch(rival.process, .rival(rival)) }
        _ = try? Poll.wait(&entries, until: now + 5_000_000)
        if !entries[0].ready.isEmpty, output.isAskedToEnd() { begin(.draining) }
        for (process, range, part) in parts where entries[range].contains(where: { !$0.ready.isEmpty }) {
            process.flush()
            switch part {
            case .worker(let slot): read(slot)
            case .client(let slot): read(slot)
            case .rival(let rival): read(rival)
            }
            if process.killedAt != nil || !process.isOutputOpen { process.look() }
        }
    }

    /// Whose a process is.
    private enum Part {
        case worker(WorkerSlot)
        case client(ClientSlot)
        case rival(Rival)
    }

    /// Starts what is not there, sends what there is room for, makes the trouble that is due.
    private func tend(_ now: Int64) throws(Interruption) {
        for slot in workerSlots { try tend(slot, now) }
        for slot in clientSlots { try tend(slot, now) }
        for rival in rivals { tend(rival, now) }
        if phase == .running { makeTrouble(now) }
    }

    private func audit(_ now: Int64) {
        var waiting: Int64 = 0
        defer { beginToCount() }
        guard plan.verifies else {
            for recording in recordings where recording.isLive { auditor.discardUnread(recording) }
            lookForRoom()
            return forget()
        }
        for recording in recordings where recording.startedAt != nil {
            if now - recording.lookedAt > 100_000_000 { auditor.look(at: recording) }
            waiting += auditor.read(recording)
        }
        waitingBytes = waiting
        lookForRoom()
        vigils.look(
            workerSlots.compactMap(\.life), isStill: nemeses.isAnyoneStopped,
            liveIDs: Set(recordings.map(\.id)), takenIDs: takenIDs)
        forget()
    }

    /// Lets go of workers and ids that no open account can name any more.
    private func forget() {
        let oldest = recordings.map(\.startAskedAt).min() ?? .max
        ledger.workers = ledger.workers.filter { _, worker in worker.endedAt.map { $0 >= oldest } ?? true }
        let now = self.now
        if former.count > 64 { former = former.filter { now - $0.value.endedAt < 60_000_000_000 } }
        fullTimes.removeAll { now - $0.to > 60_000_000_000 }
        stoppedTimes.removeAll { now - $0.to > 60_000_000_000 }
    }

    func begin(_ phase: Phase) {
        guard isManned || phase != .draining else { return }
        if self.phase == .running { loadSeconds = elapsed(now) }
        self.phase = phase
        phaseSince = now
    }

    /// How many events may be sent still, where a number of them ends the load.
    var eventsLeft: Int {
        guard let limit = plan.events, let uncountedEvents else { return .max }
        return uncountedEvents + limit - counters.events
    }

    /// Events count from the first one on that reached a recording: a fast machine could be through with them
    /// before any worker has seen one, and nothing would be learned.
    private func beginToCount() {
        guard uncountedEvents == nil else { return }
        let hasBegun = plan.verifies ? ledger.linesInPlace > 0 : counters.starts > 0
        if hasBegun { uncountedEvents = counters.events }
    }
}

/// A place for a worker, which one process after the other takes.
final class WorkerSlot {
    let player: Int
    let isReaper: Bool
    var life: WorkerLife?
    /// When the next process is to be started.
    var startsAt: Int64 = 0
    /// Live recordings that the worker is not bound to know yet.
    var unbound: [StressRecording] = []
    /// What its process has used since it was last heard, while a request waits.
    var patience: Patience?
    var failures = 0

    init(player: Int, isReaper: Bool) {
        self.player = player
        self.isReaper = isReaper
    }
}

/// A place for a client.
final class ClientSlot {
    /// What its process is at.
    enum State { case gone, greeting, idle, starting, live, stopping, dying }

    let player: Int
    var process: StressProcess?
    var state = State.gone
    var recording: StressRecording?
    var actsAt: Int64 = 0
    /// Another client that is at this one's id.
    var rival: Rival?
    /// The id that the next process must have.
    var wantedID: Int32?
    var failures = 0
    var filter = 0

    init(player: Int) { self.player = player }
}

/// What an id was used for.
struct FormerUse {
    var mask: UInt64
    var endedAt: Int64
    /// Whether its last client died and left its files to the workers.
    var leftFiles: Bool
}
