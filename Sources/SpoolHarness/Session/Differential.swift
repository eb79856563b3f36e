internal import SpoolSpec

/// Two recorders that live through the same session, each in a spool of its own; after each step their spools must
/// say the same.
///
/// Only what the protocol speaks of is drawn: neither what it leaves open nor what the hostile profile is about. So
/// wherever the two differ, one of them is wrong, or the protocol has a gap.
final class Differential {
    /// One recorder's half of a session.
    private final class Side {
        let name: String
        let spool: SpoolDirectory
        var workers: [Int: Worker] = [:]
        var clients: [Int: Client] = [:]
        /// The ids of the clients' recordings; a client that has none is not in it.
        var ids: [Int: String] = [:]
        var planted: [String: PlantedRequest] = [:]

        init(_ name: String, _ spool: SpoolDirectory) {
            self.name = name
            self.spool = spool
        }

        /// What an id is called on both sides.
        func shown(_ id: String) -> String {
            ids.first { $0.value.utf8.elementsEqual(id.utf8) }.map { "client \($0.key)" } ?? id
        }
    }

    private let scene: Scene
    private let sides: [Side]
    private var script: [String] = []
    private var eventsMade = 0
    /// How many lines the two had at once: what was really compared.
    private(set) var lines = 0

    /// - Parameter number: of the session, for the spools' names.
    init(_ scene: Scene, session number: Int) throws {
        self.scene = scene
        sides = [
            Side("the recorder", scene.otherSpool("one-\(number)")),
            Side("the other", scene.otherSpool("other-\(number)")),
        ]
        for side in sides { try side.spool.make() }
    }

    /// Plays a session, and ends it.
    ///
    /// - Throws: ``Falsified`` at the first difference.
    func play(_ choices: inout Choices) throws {
        for _ in 0..<choices.upTo(2) { try plantOdd(&choices) }
        for _ in 0..<20 {
            let goesOn = try choices.span { choices in
                guard choices.upTo(11) > 0 else { return false }
                try step(&choices)
                try compare()
                return true
            }
            if !goesOn { break }
        }
        for side in sides {
            for client in side.clients.values { try client.end() }
            for worker in side.workers.values { try worker.end() }
            for request in side.planted.values { request.release() }
        }
    }

    private func step(_ choices: inout Choices) throws {
        switch choices.upTo(7) {
        case 0, 1, 2: try record(&choices)
        case 3: try plant(&choices)
        case 4: try start(&choices)
        case 5: try rewrite(&choices)
        case 6: try endClient(&choices)
        default: try endPlanted(&choices)
        }
    }

    private func options(_ side: Side) -> ProcessOptions { ProcessOptions(spoolPath: side.spool.path) }

    /// The same on both sides; what they answered must be the same.
    private func onBoth(_ what: String, _ body: (Side, _ isFirst: Bool) throws -> String) throws {
        script.append(what)
        let answers = try sides.enumerated().map { try body($0.element, $0.offset == 0) }
        try expect("answers", answers[0], answers[1])
    }

    private func expect(_ kind: String, _ one: String, _ other: String) throws {
        guard !one.utf8.elementsEqual(other.utf8) else { return }
        let steps = script.joined(separator: "; ")
        throw Falsified(kind, "\(sides[0].name): \(one)\n\(sides[1].name): \(other)\nafter: \(steps)")
    }

    // MARK: Steps

    private func record(_ choices: inout Choices) throws {
        let slot = choices.upTo(1)
        eventsMade += 1
        var event = choices.sessionEvent(path: "/session/\(eventsMade)")
        if choices.once(in: 4) {
            event.members[choices.one(of: ["userid", "format", "client_ip", "params", "proxied"])] = nil
        }
        if choices.once(in: 4) { event.members["proxied"] = try JSONValue.parse(choices.flag().json) }
        let shown = Excerpt.of(JSONValue.object(event.members).encoded(), limit: 200)
        try onBoth("worker \(slot) handles, a second later, \(shown)") { side, isFirst in
            let worker =
                try side.workers[slot]
                ?? (isFirst ? scene.worker(options(side)) : scene.peerWorker(options(side)))
            side.workers[slot] = worker
            try worker.advance(seconds: 1)
            try worker.record(event)
            return "done"
        }
        // A worker that has slept may not have seen what another has removed; let it look, and write nothing.
        for other in sides[0].workers.keys.sorted() where other != slot {
            let nothing = Event(method: "GET", path: "/", userid: nil, proxied: true)
            try onBoth("worker \(other) looks too") { side, _ in
                try side.workers[other]?.advance(seconds: 1)
                try side.workers[other]?.record(nothing)
                return "done"
            }
        }
    }

    private func plant(_ choices: inout Choices) throws {
        let id = choices.strangerID()
        guard sides[0].planted[id] == nil, try sides.allSatisfy({ try $0.spool.status(.request(id)) == nil }),
            let contents = choices.specifiedRequest()
        else { return }
        try onBoth("\(id) begins with \(Excerpt.of(contents, limit: 200))") { side, _ in
            side.planted[id] = try side.spool.plantRequest(named: .request(id), contents: contents)
            return "done"
        }
    }

    private func rewrite(_ choices: inout Choices) throws {
        let ids = sides[0].planted.keys.sorted()
        guard !ids.isEmpty, let contents = choices.specifiedRequest() else { return }
        let id = choices.one(of: ids)
        try onBoth("\(id) now says \(Excerpt.of(contents, limit: 200))") { side, _ in
            try side.planted[id]?.rewrite(contents)
            return "done"
        }
    }

    private func endPlanted(_ choices: inout Choices) throws {
        let ids = sides[0].planted.keys.sorted()
        guard !ids.isEmpty else { return }
        let id = choices.one(of: ids)
        let stops = choices.once(in: 3)
        try onBoth("\(id) \(stops ? "stops" : "dies")") { side, _ in
            if stops { try side.planted[id]?.stop() } else { side.planted[id]?.release() }
            side.planted[id] = nil
            return "done"
        }
    }

    private func start(_ choices: inout Choices) throws {
        let slot = choices.upTo(1)
        guard sides[0].ids[slot] == nil, sides[1].ids[slot] == nil else { return }
        let filter = choices.filter()
        try onBoth("client \(slot) starts with \(Excerpt.of(filter.encoded(), limit: 200))") {
            side, isFirst in
            let client =
                try side.clients[slot]
                ?? (isFirst ? scene.client(options(side)) : scene.peerClient(options(side)))
            side.clients[slot] = client
            switch try client.tryStart(filter) {
            case .refused: return "refused"
            case .done(let id):
                side.ids[slot] = id.text
                return "started"
            }
        }
    }

    private func endClient(_ choices: inout Choices) throws {
        let slots = sides[0].ids.keys.sorted()
        guard !slots.isEmpty else { return }
        let slot = choices.one(of: slots)
        let isKilled = choices.once(in: 3)
        try onBoth("client \(slot) \(isKilled ? "is killed" : "stops")") { side, _ in
            defer { side.ids[slot] = nil }
            if isKilled {
                try side.clients[slot]?.kill()
                side.clients[slot] = nil
                // Who has died leaves names of which the other side has no like: the workers' look comes next.
                for worker in side.workers.values {
                    try worker.advance(seconds: 1)
                    try worker.record(Event(method: "GET", path: "/", userid: nil, proxied: true))
                }
                return side.workers.isEmpty ? try clean(side, slot) : "killed"
            }
            switch try side.clients[slot]?.tryStop() {
            case .refused: return "refused"
            case .done, nil: return "stopped"
            }
        }
    }

    /// Without a worker nobody removes what a killed client leaves, and its id means nothing to the other side.
    private func clean(_ side: Side, _ slot: Int) throws -> String {
        guard let id = side.ids[slot] else { return "killed" }
        try side.spool.remove(.request(id))
        try side.spool.remove(.events(id))
        return "killed"
    }

    private func plantOdd(_ choices: inout Choices) throws {
        let kind = choices.plantedKind()
        guard let name = choices.strangersName(), try sides[0].spool.status(name) == nil else { return }
        try onBoth("there is \(name), \(kind)") { side, _ in
            try side.spool.plant(kind, name)
            return "done"
        }
    }

    // MARK: What is compared

    private func compare() throws {
        let views = try sides.map { side in try SpoolView(side.spool) { side.shown($0) } }
        try expect("names", views[0].names, views[1].names)
        for (name, request) in views[0].requests {
            try expect("requests", "\(name): \(request)", "\(name): \(views[1].requests[name] ?? "none")")
        }
        lines = max(lines, views[0].lines.values.reduce(0) { $0 + $1.count })
        for (name, lines) in views[0].lines {
            let others = views[1].lines[name] ?? []
            try expect("lines", "\(name) has \(lines.count) lines", "\(name) has \(others.count) lines")
            for (line, other) in zip(lines, others) where SpoolView.difference(line, other) != nil {
                try expect("contents", Excerpt.of(line, limit: 400), Excerpt.of(other, limit: 400))
            }
        }
    }
}
