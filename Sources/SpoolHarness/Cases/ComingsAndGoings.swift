internal import SpoolSpec

extension Catalogue {
    /// APPEND-2 where the list of recorders changes while a worker goes through it.
    static let comingsAndGoingsCases: [Case] = [
        Case("APPEND-2/many recorders that come and go", judges: ["APPEND-2"], role: .worker) { scene in
            var crowd = try Crowd(scene)
            for _ in 0..<60 {
                if try !crowd.round() { break }
            }
        }
    ]
}

/// Nine to sixteen live recorders, of which some die, come, or come back between two events.
private struct Crowd {
    private let scene: Scene
    private let worker: Worker
    private var random: SeededGenerator
    private var living: [Int: Living] = [:]

    private struct Living {
        let planted: PlantedRequest
        /// Whether a scan has seen this very request: from then on each event is written to it, once.
        var isKnown = false
        /// The events that must be there; others may be. None may be there twice.
        var must: [String] = []
    }

    init(_ scene: Scene) throws(Interruption) {
        self.scene = scene
        random = scene.random
        try scene.makeSpool()
        worker = try scene.worker()
        for id in 0..<12 { try come(id) }
    }

    private func name(_ id: Int) -> String { "\(7000 + id)" }

    private mutating func come(_ id: Int) throws(Interruption) {
        living[id] = Living(planted: try scene.spool.plantRequest(name(id)))
    }

    private mutating func go(_ id: Int) throws(Interruption) {
        try living.removeValue(forKey: id)?.planted.stop()
    }

    /// Some change, an event comes, perhaps after a second, and what was written is looked at.
    ///
    /// - Returns: whether all was right.
    mutating func round() throws(Interruption) -> Bool {
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let id = Int.random(in: 0..<16, using: &random)
            if living[id] == nil {
                try come(id)
            } else if Bool.random(using: &random) {
                try go(id)
                try come(id)
            } else if living.count > 9 {
                try go(id)
            }
        }
        // The fresh scan of a second later sees all that is there; within the second nobody need have looked.
        let isFresh = Bool.random(using: &random)
        if isFresh { try worker.advance(seconds: 1) }
        let event = scene.event()
        try worker.record(event)
        for id in living.keys.sorted() {
            if isFresh { living[id]?.isKnown = true }
            if living[id]?.isKnown == true { living[id]?.must.append(event.path) }
            if try !isRight(id) { return false }
        }
        return true
    }

    private func isRight(_ id: Int) throws(Interruption) -> Bool {
        guard let recorder = living[id] else { return true }
        let found = try scene.spool.paths(name(id))
        let doubled = Set(found.filter { path in found.count { $0 == path } > 1 })
        let lost = recorder.must.filter { !found.contains($0) }
        let isRight = doubled.isEmpty && lost.isEmpty
        scene.check(
            "APPEND-2", isRight,
            expected:
                "each event once in \(name(id)).events, one of \(living.count) recorders of which some came, "
                + "went or came back between two events",
            seen: "twice there: \(doubled.sorted()); missing: \(lost)")
        return isRight
    }
}
