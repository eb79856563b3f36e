internal import SpoolSpec
internal import SpoolSystem

/// The processes that play a scenario, kept alive from one schedule to the next as far as that goes.
final class Troupe {
    let scene: Scene
    let scenario: Scenario
    private(set) var performers: [Performer] = []
    /// A worker that only cleans, where no part is one.
    private var sweeper: Performer?
    private var planted: [PlantedRequest] = []
    private var eventCount = 0
    /// How many processes were started.
    private(set) var started = 0

    init(_ scenario: Scenario, in scene: Scene) throws(Interruption) {
        self.scene = scene
        self.scenario = scenario
        for (index, part) in scenario.parts.enumerated() { performers.append(try hire(index, part)) }
    }

    /// The id that the scenario is about: the first client's.
    var id: String {
        performers.first { $0.part.player == .process(.client) }?.recorderID ?? "12"
    }

    private func hire(_ index: Int, _ part: Scenario.Part) throws(Interruption) -> Performer {
        started += 1
        switch part.player {
        case .successor:
            return Performer(
                index, part, process: nil, traced: nil, processID: 0, recorderID: "", keepsTime: true)
        case .process(.worker):
            let worker = try scene.worker()
            return try follow(index, part, worker.process, worker.hello)
        case .process:
            if part.countsByItself { try scene.need(.chosenProcessIDs) }
            let client = try scene.client(
                ProcessOptions(umask: part.umask, countsByItself: part.countsByItself))
            return try follow(index, part, client.process, client.hello)
        }
    }

    private func follow(
        _ index: Int, _ part: Scenario.Part, _ process: AdapterProcess, _ hello: Hello
    ) throws(Interruption) -> Performer {
        let traced = try scene.follow(process, as: process.recorderProcess)
        traced.isDriven = true
        return Performer(
            index, part, process: process, traced: traced, processID: process.recorderProcess,
            recorderID: process.recordingID,
            keepsTime: hello.capabilities.contains(.time))
    }

    /// Brings everything to where a schedule begins.
    func prepare() throws(Interruption) {
        try clean()
        for preparation in scenario.preparations {
            switch preparation {
            case .directory: if try !scene.spool.exists() { try scene.makeSpool() }
            case .deadRecorder:
                try scene.spool.plantRequest(id, Filter(userid: "old@pam", all: true), isLocked: false)
                    .release()
                try scene.spool.appendEvents(id, text: "{\"path\":\"/left\",\"userid\":\"old@pam\"}\n")
            case .orphan:
                try scene.spool.appendEvents(id, text: "{\"path\":\"/left\",\"userid\":\"old@pam\"}\n")
            case .living(let id): planted.append(try scene.spool.plantRequest(id))
            case .act(let part, let act):
                for reply in try perform([act], by: performers[part]) { _ = try reply.success() }
            }
        }
        for performer in performers {
            guard let traced = performer.traced else { continue }
            traced.before = { _ in .hold }
            try scene.switchboard.tighten(traced)
        }
        scene.switchboard.forgetPaths()
    }

    /// Takes away what the last schedule left, and lets the processes forget it.
    private func clean() throws(Interruption) {
        for performer in performers { performer.traced?.before = { _ in .none } }
        for request in planted { request.release() }
        planted = []
        for index in performers.indices {
            let performer = performers[index]
            if let process = performer.process {
                let isLost: Bool =
                    switch performer.state {
                    case .dead, .standing, .waiting: true
                    case .resting, .finished: !process.isRunning || performer.isSpoiled
                    }
                if isLost || !performer.isClient && !performer.keepsTime {
                    try dismiss(performer)
                    performers[index] = try hire(index, performer.part)
                    continue
                }
                if performer.mayRecord { _ = try perform([.stop], by: performer) }
            }
            performer.rewind()
        }
        for name in try scene.spool.names() { try scene.spool.remove(name) }
        // What a worker keeps open of the directory it has then before the first schedule as before every other.
        if scenario.preparations.first == .directory, try !scene.spool.exists() { try scene.makeSpool() }
        for performer in performers where !performer.isClient {
            // It sees that nothing is there any more, and what it does next begins with a scan.
            let acts: [Scenario.Act] = [.advance(seconds: 2), Self.look, .advance(seconds: 2)]
            for reply in try perform(performer.keepsTime ? acts : [Self.look], by: performer) {
                _ = try reply.success()
            }
        }
        eventCount = 0
        if scenario.preparations.first != .directory, try scene.spool.exists() {
            try scene.spool.removeItself()
        }
    }

    private func dismiss(_ performer: Performer) throws(Interruption) {
        guard let process = performer.process else { return }
        if process.isRunning {
            process.killNow()
            _ = try process.waitUntilGone(within: 2)
        }
        // Also one that a schedule has killed, or that ended by itself in one, which is told by then: a long search
        // starts thousands, and each has three pipes.
        scene.switchboard.remove(process)
        if process.wasKilled || performer.isDead { scene.cast.forget(process) }
    }

    /// A request that nobody records, which makes a worker scan.
    private static let look = Scenario.Act.record(userid: "")

    /// Lets a worker do the scans that follow.
    ///
    /// - Returns: whether there is one that can let time pass.
    func sweep() throws(Interruption) -> Bool {
        let worker: Performer
        if let known = performers.first(where: { !$0.isClient && $0.process?.isRunning ?? false }) {
            worker = known
        } else if let sweeper {
            worker = sweeper
        } else {
            worker = try hire(-1, Scenario.Part(player: .process(.worker), script: []))
            sweeper = worker
        }
        guard worker.keepsTime else { return false }
        worker.traced?.before = { _ in .none }
        let acts = (0..<3).flatMap { _ in [Scenario.Act.advance(seconds: 6), Self.look] }
        for reply in try perform(acts, by: worker) { _ = try reply.success() }
        return true
    }

    /// Has acts done whole, one after the other, while all others stand still.
    ///
    /// They are asked for at once: a reply to each would cost two changes of process more.
    ///
    /// - Returns: the replies, in that order.
    func perform(_ acts: [Scenario.Act], by performer: Performer) throws(Interruption) -> [Reply] {
        guard let process = performer.process, let traced = performer.traced else {
            throw .suite("\(performer.name) is no process")
        }
        try scene.switchboard.loosen(traced)
        for act in acts { try performer.send(act, event: event(for: act)) }
        guard !performer.isClient, scenario.judges.contains("HOOK-1") else {
            return try replies(acts.count, of: process)
        }
        return try scene.charging("HOOK-1", expected: "the hook to return") {
            try replies(acts.count, of: process)
        }
    }

    private func replies(_ count: Int, of process: AdapterProcess) throws(Interruption) -> [Reply] {
        let deadline = MonotonicClock.now + Int64(process.deadlineSeconds * 1e9)
        var replies: [Reply] = []
        for _ in 0..<count {
            try scene.switchboard.awaitAnswer(of: process, until: deadline)
            replies.append(try process.receive())
        }
        return replies
    }

    /// A new event for a hook; `nil` for every other act.
    func event(for act: Scenario.Act) -> Event? {
        guard case .record(let userid) = act else { return nil }
        if act == Self.look {
            return Event(
                method: "POST", path: "/nobody", params: [:], userid: "nobody@pam", format: "json",
                clientIP: "127.0.0.1", proxied: false)
        }
        eventCount += 1
        return Event(
            method: "POST", path: "/event/\(eventCount)", params: [:], userid: userid, format: "json",
            clientIP: "127.0.0.1", proxied: false)
    }

    /// Asks that everything was seen that somebody did.
    func requireSeen(_ shown: String) throws(Interruption) {
        for performer in performers + [sweeper].compactMap(\.self) {
            try performer.traced?.requireSeen(shown)
        }
    }

    /// Lets everybody go.
    func dissolve() throws(Interruption) {
        for performer in performers + [sweeper].compactMap(\.self) { try dismiss(performer) }
        for request in planted { request.release() }
    }
}
