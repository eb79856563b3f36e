internal import SpoolSpec

/// Clients, workers and a follower doing whatever is drawn, and after each step a comparison of the spool with
/// what the specification says must, may and must not be in it.
///
/// One role is the judged recorder's; the others are played by the reference, so that blame is pinned. A worker is
/// *sure* of a recording when it has handled an event a second after an earlier scan, with the recording there:
/// from then on it must record for it. Of one that began since, it may know already.
final class Session {
    let scene: Scene
    let spool: SpoolDirectory
    let role: Role
    /// What was done, for people.
    private(set) var script: [String] = []

    private var clients: [Int: SessionClient] = [:]
    private var workers: [Int: SessionWorker] = [:]
    private var follower: Follower?
    var recordings: [SessionRecording] = []
    private var odd: [FileName: Snapshot.Entry?] = [:]
    private var eventsMade = 0

    init(_ scene: Scene, _ spool: SpoolDirectory, judging role: Role) throws {
        self.scene = scene
        self.spool = spool
        self.role = role
        try spool.make()
    }

    private var options: ProcessOptions { ProcessOptions(spoolPath: spool.path) }

    /// Plays a session, and ends it.
    ///
    /// - Throws: ``Falsified`` at the first difference.
    func play(_ choices: inout Choices) throws {
        for _ in 0..<choices.upTo(3) { try plantOdd(&choices) }
        // Without a recording there is little to be seen.
        if choices.upTo(3) > 0 { try start(&choices) }
        for _ in 0..<24 {
            let goesOn = try choices.span { choices in
                guard choices.upTo(15) > 0 else { return false }
                try step(&choices)
                return true
            }
            if !goesOn { break }
        }
        if role == .follower {
            for index in recordings.indices where recordings[index].isAlive { try read(index, &choices) }
        }
        for client in clients.values { try client.client.end() }
        for worker in workers.values { try worker.worker.end() }
        try follower?.end()
        try checkOdd()
    }

    private func step(_ choices: inout Choices) throws {
        switch choices.upTo(role == .follower ? 7 : 5) {
        case 0, 1: try record(&choices)
        case 2: try start(&choices)
        case 3: try plant(&choices)
        case 4: try end(&choices)
        case 5: try record(&choices)
        default: try read(&choices)
        }
    }

    /// What the rules are, in words that a failure is shown with.
    func expect(_ clause: ClauseID, _ holds: Bool, _ text: @autoclosure () -> String) throws {
        if !holds { throw Falsified(clause.rawValue, "\(text()), after: \(script.joined(separator: "; "))") }
    }

    // MARK: Clients

    private func start(_ choices: inout Choices) throws {
        let slot = choices.upTo(2)
        guard clients[slot]?.recording == nil else { return }
        let client =
            try clients[slot]?.client ?? (role == .client ? scene.client(options) : scene.peerClient(options))
        let filter = choices.filter()
        script.append("client \(slot) starts with \(Excerpt.of(filter.encoded(), limit: 80))")
        let id = try client.start(filter).text
        let fault = try spool.requestFault(id, saying: filter)
        try expect("START-1", fault == nil, fault ?? "")
        let lines = try spool.eventsFile(id)?.bytes ?? []
        try expect("START-2", lines.isEmpty, "\(id).events begins with \(Excerpt.of(lines, limit: 80))")
        let locked = try spool.lockState(.request(id))
        try expect("LOCK-1", locked == .exclusive, "\(id).req is not locked")
        recordings.append(SessionRecording(id: id, filter: filter, planted: nil))
        choices.reach(SessionPoint.start)
        clients[slot] = SessionClient(client: client, recording: recordings.count - 1)
    }

    private func plant(_ choices: inout Choices) throws {
        let id = choices.strangerID()
        guard !recordings.contains(where: { $0.id.utf8.elementsEqual(id.utf8) }),
            try spool.status(.request(id)) == nil
        else { return }
        let filter = choices.filter()
        script.append("\(id) begins with \(Excerpt.of(filter.encoded(), limit: 80))")
        let planted = try spool.plantRequest(id, filter)
        recordings.append(SessionRecording(id: id, filter: filter, planted: planted))
    }

    private func end(_ choices: inout Choices) throws {
        let living = recordings.indices.filter { recordings[$0].isAlive }
        guard !living.isEmpty else { return }
        let index = choices.one(of: living)
        let id = recordings[index].id
        recordings[index].isAlive = false
        if let planted = recordings[index].planted {
            script.append("\(id) dies")
            return planted.release()
        }
        guard let slot = clients.first(where: { $0.value.recording == index })?.key,
            let client = clients[slot]?.client
        else { return }
        switch choices.upTo(2) {
        case 0:
            script.append("client \(slot) stops")
            try client.stop()
            clients[slot]?.recording = nil
            recordings[index].isGone = true
            for name in [FileName.request(id), .events(id)] {
                let status = try spool.status(name)
                try expect("STOP-1", status == nil, "\(name) is left by a stop")
            }
        case 1:
            script.append("client \(slot) is killed")
            try client.kill()
            clients[slot] = nil
        default:
            script.append("client \(slot) ends without a stop")
            try client.end()
            clients[slot] = nil
            // One that takes its request away as it ends leaves nothing for a scan to find dead: what else it leaves is
            // an orphan, which no scan removes at once.
            if try spool.status(.request(id)) == nil { recordings[index].isGone = true }
        }
    }

    // MARK: Workers

    private func record(_ choices: inout Choices) throws {
        let slot = choices.upTo(1)
        var worker =
            try workers[slot]
            ?? SessionWorker(worker: role == .worker ? scene.worker(options) : scene.peerWorker(options))
        let isFresh = !choices.once(in: 4)
        eventsMade += 1
        let event = choices.sessionEvent(path: "/session/\(eventsMade)")
        script.append(
            "worker \(slot) handles \(isFresh ? "a second later" : "at once") \(Excerpt.of(event.members.description.utf8, limit: 120))"
        )
        if isFresh {
            try worker.worker.advance(seconds: 1)
            worker.sure = Set(recordings.indices.filter { recordings[$0].isAlive })
        }
        try worker.worker.record(event)
        workers[slot] = worker
        for index in recordings.indices where recordings[index].isAlive {
            let isSure = worker.sure.contains(index)
            if try checkLine(of: event, recordings[index].filter, at: index, isSure: isSure) {
                choices.reach(SessionPoint.line)
            }
        }
        guard isFresh else {
            // Who has not looked again may still write for the dead.
            for index in recordings.indices where !recordings[index].isAlive {
                recordings[index].isGone = true
            }
            return
        }
        for index in recordings.indices where !recordings[index].isAlive && !recordings[index].isGone {
            let id = recordings[index].id
            recordings[index].isGone = true
            // The id may have come back.
            if recordings.contains(where: { $0.isAlive && $0.id.utf8.elementsEqual(id.utf8) }) { continue }
            for name in [FileName.request(id), .events(id)] {
                let status = try spool.status(name)
                try expect("REAP-1", status == nil, "\(name) of a dead recorder is left by a scan")
            }
        }
    }

    /// - Returns: whether there is a line of it.
    private func checkLine(
        of event: Event, _ filter: Filter, at index: Int, isSure: Bool
    ) throws -> Bool {
        let id = recordings[index].id
        let file = try spool.eventsFile(id)
        let known = recordings[index].lines
        let events = file?.events ?? []
        let added = events.dropFirst(known)
        recordings[index].lines = events.count
        recordings[index].events += added
        try expect(
            "EVENT-1", file?.tail.isEmpty ?? true && file?.damaged.isEmpty ?? true,
            "\(id).events has a line that is no object")
        let matches = filter.matches(event)
        let others = recordings[..<index].filter { $0.id.utf8.elementsEqual(id.utf8) }
        let clause: ClauseID = others.contains { $0.filter.matches(event) } ? "REUSE-1" : "FILTER-2"
        try expect(clause, matches || added.isEmpty, "\(id) got an event that its filter leaves out")
        try expect(
            "SCAN-1", !(matches && isSure) || !added.isEmpty, "\(id) got no line for an event of its own")
        try expect("EVENT-1", added.count <= 1, "\(id) got \(added.count) lines for one event")
        if let line = added.first {
            let fault = EventComparison.difference(between: event.members, and: line.members)
            try expect("EVENT-2", fault == nil, "\(id): \(fault ?? "")")
        }
        return !added.isEmpty
    }

    // MARK: The follower, and what is nobody's

    private func read(_ choices: inout Choices) throws {
        let living = recordings.indices.filter { recordings[$0].isAlive }
        guard !living.isEmpty else { return }
        try read(choices.one(of: living), &choices)
    }

    private func read(_ index: Int, _ choices: inout Choices) throws {
        let id = recordings[index].id
        let reader =
            try follower ?? (role == .follower ? scene.follower(options) : scene.peerFollower(options))
        follower = reader
        script.append("the follower reads \(id)")
        let yield = try reader.read(id)
        let unread = recordings[index].events.dropFirst(recordings[index].read)
        recordings[index].read = recordings[index].events.count
        // Of an earlier recording of the id the rest may come first.
        let earlier = recordings[..<index].last { $0.id.utf8.elementsEqual(id.utf8) }
        let rest = earlier.map { Array($0.events.dropFirst($0.read)) } ?? []
        try expect(
            "FOLLOW-1", yield.events == Array(unread) || yield.events == rest + unread,
            "the follower yields \(yield.events.map(\.path)) of \(id) instead of \(unread.map(\.path))")
        try expect("FOLLOW-3", yield.skipped == 0, "the follower skips \(yield.skipped) lines of \(id)")
        if !yield.events.isEmpty { choices.reach(SessionPoint.yield) }
    }

    private func plantOdd(_ choices: inout Choices) throws {
        let kind = choices.plantedKind()
        guard let name = choices.strangersName(), try spool.status(name) == nil else { return }
        script.append("there is \(name), \(kind)")
        try spool.plant(kind, name)
        odd[name] = try spool.snapshot().entries[name]
    }

    private func checkOdd() throws {
        let now = try spool.snapshot()
        for (name, entry) in odd {
            try expect("NAME-4", now.entries[name]?.essence == entry?.essence, "\(name) is changed or gone")
        }
    }
}

/// A client of a session, and which recording it holds.
struct SessionClient {
    let client: Client
    var recording: Int?
}

/// A worker of a session, and the recordings that its last certain scan saw.
struct SessionWorker {
    let worker: Worker
    var sure: Set<Int> = []
}

/// A recording of a session, as the specification sees it.
struct SessionRecording {
    let id: String
    let filter: Filter
    /// The judge's own hold, where it is the client.
    let planted: PlantedRequest?
    var isAlive = true
    /// Whether its files are no longer judged: removed, or touched by a worker that could not know better.
    var isGone = false
    /// Lines in its file.
    var lines = 0
    var events: [Event] = []
    /// How many events the follower has yielded.
    var read = 0
}
