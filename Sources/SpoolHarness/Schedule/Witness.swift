internal import SpoolSpec
internal import SpoolSystem

/// Looks at the real files after every call, and says which clause does not hold.
final class Witness {
    /// A recording that has been reported as started and whose client neither stops it nor is dead.
    struct Live {
        let owner: Int
        let id: String
        let inode: UInt64
        let userid: String?
        let contents: [UInt8]
        var events: FileStatus?
        let startBegan: Int
        /// The step in which it was reported as started; 0 where it was before the schedule.
        let reported: Int
    }

    /// A hook, by the path of its event.
    struct Hook {
        let path: String
        let performer: Int
        let userid: String
        /// Ids of recordings for which the same worker had written a line before.
        let known: Set<String>
        /// The steps in which it began and returned.
        let began: Int
        var returned: Int?
        /// What was done to its appends.
        var faults: [Treatment] = []
    }

    let scene: Scene
    let scenario: Scenario
    /// Whether it looks at every file's mode too.
    let judgesModes: Bool
    /// The spool, opened for the time of one look.
    private(set) var spool: SpoolDirectory
    /// The spool as it was opened for the last look.
    private var lastOpened: SpoolDirectory?
    private(set) var violation: Violation?
    var live: [Live] = []
    private var claimed: PlantedRequest?
    /// Ids of recorders that were dead from the beginning, and the step after which their request was gone.
    var goneAt: [String: Int] = [:]
    var deadIDs: Set<String> = []
    /// Ids under which a dead one's files stood from the beginning.
    private(set) var preparedIDs: Set<String> = []
    var hooks: [Hook] = []
    /// By performer, the ids for which it has written a line.
    var wroteFor: [Int: Set<String>] = [:]
    /// Whether something was made to fail or died, so that no progress can be asked for.
    var isDisturbed: Bool { disturbances > 0 }
    /// How many times.
    private(set) var disturbances = 0
    /// What those were doing that died.
    private(set) var crashedIn: Scenario.Act?
    /// By performer, what was done to the calls of the act that it is in.
    private(set) var faults: [Int: [Disturbance]] = [:]
    /// The last call that was made to fail or cut short, in words.
    private var failedCall: String?
    /// What the probes of locks said, and who has which request.
    var locks = LockNotes()

    init(_ scene: Scene, _ scenario: Scenario, _ performers: [Performer], id: String) throws(Interruption) {
        self.scene = scene
        self.scenario = scenario
        judgesModes = scenario.judges.contains("MODE-3")
        spool = scene.spool
        for preparation in scenario.preparations {
            switch preparation {
            case .deadRecorder:
                deadIDs.insert(id)
                preparedIDs.insert(id)
            case .living(let id):
                try remember(owner: -1, id: id, userid: nil, began: 0, reported: 0)
            case .act(let part, .start(let userid)):
                try remember(
                    owner: part, id: performers[part].recorderID, userid: userid, began: 0, reported: 0)
            default: break
            }
        }
    }

    /// Looks at the spool while everybody stands still.
    func looking(_ body: () throws(Interruption) -> Void) throws(Interruption) {
        let opened = try scene.spool.openedOnce(after: lastOpened)
        lastOpened = opened
        spool = opened
        defer { spool = scene.spool }
        try body()
    }

    func violate(_ clause: ClauseID, _ expected: String, _ seen: String) {
        guard violation == nil else { return }
        let seen = failedCall.map { "\(seen), after \($0)" } ?? seen
        violation = Violation(clause, expected: expected, seen: seen)
    }

    func remember(
        owner: Int, id: String, userid: String?, began: Int, reported: Int
    ) throws(Interruption) {
        guard let status = try spool.status(.request(id)) else { return }
        live.append(
            Live(
                owner: owner, id: id, inode: status.inode, userid: userid,
                contents: try spool.read(.request(id)) ?? [],
                events: try spool.status(.events(id)),
                startBegan: began, reported: reported))
    }

    // MARK: Acts

    func began(_ act: Scenario.Act, by performer: Performer, step: Int) {
        faults[performer.index] = []
        locks.began(performer.index)
        if case .record(let userid) = act, let path = performer.event {
            hooks.append(
                Hook(
                    path: path, performer: performer.index, userid: userid,
                    known: wroteFor[performer.index] ?? [], began: step))
        }
        if act == .stop { live.removeAll { $0.owner == performer.index } }
    }

    /// Something is done to a call.
    func disturbed(_ performer: Performer, _ fault: Disturbance) {
        disturbances += 1
        faults[performer.index, default: []].append(fault)
        if !fault.treatment.isCrash { failedCall = "\(performer.name)'s \(fault)" }
        if fault.isAppend, let index = hooks.lastIndex(where: { $0.performer == performer.index }) {
            hooks[index].faults.append(fault.treatment)
        }
    }

    /// What was to be done to a call could not be done to it: a write of few bytes cannot be cut.
    func spared(_ performer: Performer) {
        guard let fault = faults[performer.index]?.popLast() else { return }
        disturbances -= 1
        failedCall = nil
        if fault.isAppend, let index = hooks.lastIndex(where: { $0.performer == performer.index }) {
            hooks[index].faults.removeLast()
        }
    }

    /// A process has ended by itself, or does not answer.
    ///
    /// - Returns: whether a clause of the scenario forbids that.
    func lost(_ performer: Performer, _ end: Interruption) -> Bool {
        let clause: ClauseID
        let expected: String
        switch performer.act?.0 {
        case .record?: (clause, expected) = ("HOOK-1", "the hook to return, whatever a call answers")
        case .start? where couldNotWrite(performer):
            (clause, expected) = ("START-4", "a start that cannot write its request to end with an error")
        case .start? where !isDisturbed:
            (clause, expected) = ("START-3", "the start to end, whatever others do at the same moment")
        default: return false
        }
        guard scenario.judges.contains(clause) else { return false }
        violate(clause, expected, end.text)
        return true
    }

    func died(_ performer: Performer) {
        crashedIn = performer.act?.0
        live.removeAll { $0.owner == performer.index }
    }

    func ended(_ act: Scenario.Act, by performer: Performer, _ reply: Reply, step: Int) throws(Interruption) {
        switch act {
        case .start(let userid):
            if reply.isSuccess {
                try started(userid, by: performer, id: try reply.text("id"), step: step)
            } else {
                try refused(performer, reply)
            }
        case .stop, .advance: break
        case .record:
            if let index = hooks.lastIndex(where: { $0.performer == performer.index && $0.returned == nil }) {
                hooks[index].returned = step
                try judgeLine(of: hooks[index])
            }
            if !reply.isSuccess {
                violate("HOOK-1", "the hook to return, whatever a call answers", "it failed: \(reply.error)")
            }
        }
    }

    /// The judge takes an id that is free, as a sound client of another PID namespace does.
    ///
    /// - Returns: whether it got it.
    func claim(_ id: String, by performer: Performer, step: Int) throws(Interruption) -> Bool {
        guard try scene.spool.exists() else { return false }
        switch try scene.spool.lockState(.request(id)) {
        case .exclusive, .shared: return false
        case .free:
            try scene.spool.remove(.request(id))
            try scene.spool.remove(.events(id))
        case .missing: break
        }
        claimed = try scene.spool.plantRequest(id, Filter(userid: "new@pam", all: true))
        try scene.spool.remove(.events(id))
        try scene.spool.appendEvents(id, text: "{\"path\":\"/new\",\"userid\":\"new@pam\"}\n")
        try remember(owner: performer.index, id: id, userid: "new@pam", began: step, reported: step)
        return true
    }

    /// The judge's own recording ends.
    func letGo() throws(Interruption) {
        if let claimed {
            if try claimed.isStillNamed() { try claimed.stop() } else { claimed.release() }
        }
        claimed = nil
        live.removeAll { performer in
            performer.owner < 0 || scenario.parts[performer.owner].player == .successor
        }
    }
}
