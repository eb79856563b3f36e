internal import SpoolSpec
internal import SpoolSystem

/// Looks at the real files after every call, and says which clause does not hold.
final class Witness {
    /// A recording that has been reported as started and whose client neither stops it nor is dead.
    private struct Live {
        let owner: Int
        let id: String
        let inode: UInt64
        let userid: String?
        let contents: [UInt8]
        var events: FileStatus?
        let startBegan: Int
    }

    private let scene: Scene
    private let scenario: Scenario
    private(set) var violation: Violation?
    private var live: [Live] = []
    private var claimed: PlantedRequest?
    /// Ids of recorders that were dead from the beginning, and the step after which their request was gone.
    private var goneAt: [String: Int] = [:]
    private var deadIDs: Set<String> = []
    /// Hooks by the path of their event: whose, in which steps they began and returned.
    private var hooks: [(path: String, performer: Int, began: Int, returned: Int?)] = []
    /// Whether something was made to fail or died, so that no progress can be asked for.
    var isDisturbed = false
    /// What those were doing that died.
    var crashedIn: Scenario.Act?

    init(_ scene: Scene, _ scenario: Scenario, _ performers: [Performer], id: String) throws(Interruption) {
        self.scene = scene
        self.scenario = scenario
        for preparation in scenario.preparations {
            switch preparation {
            case .deadRecorder: deadIDs.insert(id)
            case .living(let id):
                try remember(owner: -1, id: id, userid: nil, began: 0)
            case .act(let part, .start(let userid)):
                try remember(owner: part, id: String(performers[part].processID), userid: userid, began: 0)
            default: break
            }
        }
    }

    private func violate(_ clause: ClauseID, _ expected: String, _ seen: String) {
        if violation == nil { violation = Violation(clause, expected: expected, seen: seen) }
    }

    private func remember(owner: Int, id: String, userid: String?, began: Int) throws(Interruption) {
        guard let status = try scene.spool.status(.request(id)) else { return }
        live.append(
            Live(
                owner: owner, id: id, inode: status.inode, userid: userid,
                contents: try scene.spool.read(.request(id)) ?? [],
                events: try scene.spool.status(.events(id)),
                startBegan: began))
    }

    // MARK: Acts

    func began(_ act: Scenario.Act, by performer: Performer, step: Int) {
        if case .record = act, let path = performer.event {
            hooks.append((path, performer.index, step, nil))
        }
        if act == .stop { live.removeAll { $0.owner == performer.index } }
    }

    func died(_ performer: Performer) {
        isDisturbed = true
        crashedIn = performer.act?.0
        live.removeAll { $0.owner == performer.index }
    }

    func ended(_ act: Scenario.Act, by performer: Performer, _ reply: Reply, step: Int) throws(Interruption) {
        switch act {
        case .start(let userid):
            guard reply.isSuccess else {
                if !isDisturbed && !scenario.sharesID {
                    violate(
                        scenario.judges.contains("DIR-3") ? "DIR-3" : "START-3",
                        "the start to succeed, whatever others do at the same moment",
                        "it failed: \(reply.error)")
                }
                return
            }
            let id = try reply.text("id")
            let began = performer.act?.began ?? 0
            let state = try scene.spool.lockState(.request(id))
            guard state == .exclusive else {
                let seen = state == .missing ? "there is no \(id).req" : "\(id).req is not locked by it"
                return violate("LOCK-5", "a start that reports success to hold the lock of \(id).req", seen)
            }
            // Of two that say that they hold one id, one is wrong.
            if live.contains(where: { $0.id.utf8.elementsEqual(id.utf8) && $0.owner != performer.index }) {
                return violate(
                    "LOCK-6", "a start on the id of a live recording to fail", "it reported success for \(id)"
                )
            }
            try remember(owner: performer.index, id: id, userid: userid, began: began)
        case .stop, .advance: break
        case .record:
            if let index = hooks.lastIndex(where: { $0.performer == performer.index && $0.returned == nil }) {
                hooks[index].returned = step
            }
            _ = try reply.success()
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
        try remember(owner: performer.index, id: id, userid: "new@pam", began: step)
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

    // MARK: After every call

    /// - Parameters:
    ///   - performer: who made it.
    ///   - call: with its result, where it was made.
    func look(after call: ObservedCall?, by performer: Performer, step: Int) throws(Interruption) {
        guard violation == nil else { return }
        for index in live.indices { try look(at: &live[index], performer) }
        if scenario.judges.contains("MODE-3") { try lookAtModes() }
        try lookForLateLines(call, performer, step)
    }

    /// The clause that forbids a performer to take away what is another's.
    private func clause(against performer: Performer) -> ClauseID {
        switch performer.act?.0 {
        case .stop?: "STOP-2"
        case .start?: "LOCK-6"
        default: "REAP-3"
        }
    }

    private func look(at recording: inout Live, _ performer: Performer) throws(Interruption) {
        let id = recording.id
        let status = try scene.spool.status(.request(id))
        if status?.inode != recording.inode {
            return violate(
                clause(against: performer), "a live recording's \(id).req to stay",
                status == nil ? "\(performer.name) removed it" : "\(performer.name) replaced it")
        }
        if status?.size != Int64(recording.contents.count) {
            return violate(
                "LOCK-6", "a live recording's request to stay as it is",
                "\(performer.name) wrote to \(id).req")
        }
        let events = try scene.spool.status(.events(id))
        defer { recording.events = events }
        if let known = recording.events, known.inode != events?.inode {
            return violate(
                clause(against: performer), "a live recording's \(id).events to stay",
                events == nil ? "\(performer.name) removed it" : "\(performer.name) replaced it")
        }
        guard events?.size != recording.events?.size else { return }
        for event in try scene.spool.events(id) {
            if let userid = recording.userid, !event.userid.utf8.elementsEqual(userid.utf8) {
                return violate(
                    "REUSE-1", "no line in \(id).events that its recording did not ask for",
                    "the event \(event.path) of \(event.userid) in a recording of \(userid)")
            }
            let isOld = hooks.contains {
                $0.path.utf8.elementsEqual(event.path.utf8) && ($0.returned ?? .max) < recording.startBegan
            }
            if isOld || event.path.utf8.elementsEqual("/left".utf8) {
                return violate(
                    "START-2", "no line from before the start in \(id).events", "the event \(event.path)")
            }
        }
    }

    private func lookAtModes() throws(Interruption) {
        guard let directory = try scene.spool.ownStatus() else { return }
        if directory.mode & 0o007 != 0 {
            violate(
                "DIR-4", "others to have no access to the spool at any moment",
                "mode 0\(String(directory.mode, radix: 8))")
        }
        for name in try scene.spool.names() {
            guard let status = try scene.spool.status(name), status.kind == .regular else { continue }
            let allowed: UInt32 = name.bytes.suffix(4).elementsEqual(".req".utf8) ? 0o640 : 0o660
            if status.mode & ~allowed & 0o777 != 0 {
                violate(
                    "MODE-3",
                    "\(name) to be open to no more than 0\(String(allowed, radix: 8)) at any moment",
                    "mode 0\(String(status.mode, radix: 8))")
            }
        }
    }

    /// LOCK-7: a hook that began after a dead recorder was removed writes no line for it.
    private func lookForLateLines(
        _ call: ObservedCall?, _ performer: Performer, _ step: Int
    ) throws(Interruption) {
        for id in deadIDs {
            if try scene.spool.exists(.request(id)) {
                // Whether the dead one's or a new one's: what comes now is judged otherwise.
                if goneAt[id] != nil { deadIDs.remove(id) }
                continue
            }
            guard let gone = goneAt[id] else {
                goneAt[id] = step
                continue
            }
            if let call, call.writes, !call.failed,
                call.fileName.map({ $0.hasPrefix("\(id).events") }) ?? false,
                let began = performer.act?.began, began > gone
            {
                violate(
                    "LOCK-7",
                    "a hook that begins after a peer removed a dead recorder to write no line for it",
                    "\(performer.name) wrote to \(id).events")
            }
        }
    }

    // MARK: At the end

    /// What must be in the recordings that are still alive.
    func judgeLines() throws(Interruption) {
        guard violation == nil, !isDisturbed else { return }
        for recording in live where recording.owner < 0 {
            let paths = try scene.spool.paths(recording.id)
            for performer in Set(hooks.map(\.performer)).sorted() {
                let asked = hooks.filter { $0.performer == performer }.map(\.path)
                let written = paths.filter { path in asked.contains { $0.utf8.elementsEqual(path.utf8) } }
                if written != asked {
                    violate(
                        "APPEND-2", "each worker's lines once and in their order, \(asked)",
                        "\(written) of \(paths)")
                }
            }
        }
    }

    /// What nobody may have left, after stops and scans.
    func judgeLeftovers() throws(Interruption) {
        guard violation == nil else { return }
        let left = try scene.spool.names()
        guard !left.isEmpty else { return }
        // An orphan that was there from the beginning is nobody's crash, and whoever sweeps takes it.
        let isOldOrphan = scenario.preparations.contains(.orphan)
        let clause: ClauseID =
            switch isOldOrphan ? nil : crashedIn {
            case .start?: "START-5"
            case .stop?: "STOP-3"
            case .record?: "REAP-4"
            case .advance?, nil: "REAP-5"
            }
        violate(clause, "three scans, 6 s apart, to clean whatever is left", "\(left)")
    }
}
