internal import SpoolSpec
internal import SpoolSystem

/// One part of a scenario while it is played: an adapter process that stands still before each of its calls, or the
/// judge.
final class Performer {
    /// Where it stands.
    enum State {
        /// Between two acts, or before the first.
        case resting
        /// Before a call.
        case standing(ObservedCall)
        /// Before a call that cannot be made as long as another holds a lock, or before a sleep.
        case waiting(ObservedCall)
        case finished
        case dead
    }

    let index: Int
    let part: Scenario.Part
    let process: AdapterProcess?
    let traced: TracedProcess?
    let processID: Int32
    /// The id of its recordings: its process id, as its own PID namespace counts.
    let recorderID: String
    let keepsTime: Bool
    var state = State.resting
    /// Which act of its script is the next.
    var nextAct = 0
    /// The act that it is in, and the number of the step in which it began.
    var act: (Scenario.Act, began: Int)?
    /// Whether another has done something since it began to wait.
    var mayRetry = false
    /// Whether it is a client that may have a recording.
    private(set) var mayRecord = false
    /// Whether its stop was refused after a call had failed: what becomes of its recording is no matter of the next
    /// schedule.
    private(set) var isSpoiled = false
    /// What the call touches before which it stands.
    var next: Footprint?
    /// The fault that it has met, where that lasts.
    var affliction: Treatment?
    /// Whether a call of its was made to fail, or cut short.
    var wasTreated = false
    /// What happened beside the call of a step, for the table: faults of calls that concern nobody else.
    var asides: [String] = []
    /// Until when it may wait in its act, once nobody else could do anything.
    var waitsUntil: Int64?
    /// How often it was woken, all others being done, since another has done something.
    var wakesInVain = 0
    /// Whether it was let go in this step to poll as long as it likes.
    var hasPolled = false
    /// The event of the hook that it is in.
    var event: String?

    init(
        _ index: Int, _ part: Scenario.Part, process: AdapterProcess?, traced: TracedProcess?,
        processID: Int32, recorderID: String, keepsTime: Bool
    ) {
        self.index = index
        self.part = part
        self.process = process
        self.traced = traced
        self.processID = processID
        self.recorderID = recorderID
        self.keepsTime = keepsTime
    }

    /// How texts call it.
    var name: String { process?.label ?? "successor" }

    var isClient: Bool { part.player != .process(.worker) }

    /// Whether it could take a step now.
    var isEnabled: Bool {
        switch state {
        case .resting: nextAct < part.script.count
        case .standing: true
        case .waiting: mayRetry
        case .finished, .dead: false
        }
    }

    /// Whether it is in the middle of an act.
    var isStanding: Bool { if case .standing = state { true } else { false } }

    /// Whether it only waits for time to pass.
    var isAsleep: Bool { sleep != nil }

    /// The sleep that it waits for the end of.
    var sleep: ObservedCall? {
        if case .waiting(let call) = state, call.sleeps { call } else { nil }
    }

    /// Whether it has gone through a whole round of waiting in vain, and does so again.
    var isPolling: Bool { wakesInVain > 2 }

    var isDead: Bool { if case .dead = state { true } else { false } }

    var isWaiting: Bool { if case .waiting = state { true } else { false } }

    /// Forgets the last play.
    func rewind() {
        state = .resting
        nextAct = 0
        act = nil
        event = nil
        next = nil
        affliction = nil
        asides = []
        wakesInVain = 0
        hasPolled = false
        mayRetry = false
        isSpoiled = false
        wasTreated = false
        waitsUntil = nil
    }

    /// Takes note of the answer to an act.
    func answered(_ act: Scenario.Act, _ reply: Reply) {
        guard act == .stop, !reply.isSuccess else { return }
        // It may have its recording still.
        mayRecord = true
        if wasTreated { isSpoiled = true }
    }

    /// Asks for an act; nothing of it happens before the process is driven.
    func send(_ act: Scenario.Act, event: Event?) throws(Interruption) {
        guard let process else { return }
        waitsUntil = nil
        switch act {
        case .start(let userid):
            mayRecord = true
            let user: JSONValue = userid.map { .string($0) } ?? .null
            try process.send("start", ["filter": ["userid": user, "all": .bool(true)]])
        case .stop:
            mayRecord = false
            try process.send("stop")
        case .record: try process.send("record", ["event": .object(event?.members ?? [:])])
        case .advance(let seconds): try process.send("advance", ["seconds": .seconds(seconds)])
        }
    }
}
