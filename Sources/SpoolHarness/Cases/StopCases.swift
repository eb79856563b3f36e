internal import SpoolSpec

/// STOP: what a stop takes away, and what it leaves.
extension Catalogue {
    static let stopCases: [Case] = [
        Case("STOP-1/both files and the lock", judges: ["STOP-1"], role: .client) { scene in
            let client = try scene.client()
            for lines in [0, 1, 1000] {
                let id = try client.start()
                let text = String(repeating: "{\"path\":\"/mine\"}\n", count: lines)
                if lines > 0 { try scene.spool.appendEvents(id.text, text: text) }
                let request = try scene.spool.hold(.request(id))
                try client.stop(mustSucceedFor: "STOP-1")
                try expectGone(scene, id, "a stop after \(lines) lines")
                let state = try request?.lockState() ?? .missing
                scene.check(
                    "STOP-1", state == .free,
                    expected: "the lock on what was \(id).req to be free after the stop", seen: "\(state)")
            }
        },
        Case("STOP-1/beside others", judges: ["STOP-1"], role: .client) { scene in
            let client = try scene.client()
            let other = try scene.client()
            let id = try client.start()
            let otherID = try other.start()
            for own in [id.text, otherID.text, "007"] {
                try scene.spool.appendEvents(own, text: "{\"path\":\"/mine\"}\n")
            }
            try scene.spool.plantRequest("007")
            let before = try scene.spool.snapshot()
            try client.stop(mustSucceedFor: "STOP-1")
            try expectGone(scene, id, "a stop beside others")
            let others: [FileName] = [.request(otherID), .events(otherID), "007.req", "007.events"]
            try scene.checkUnchanged(
                "STOP-1", others, of: scene.spool, since: before, after: "the stop of \(id)")
            try other.stop(mustSucceedFor: "STOP-1")
            try expectGone(scene, otherID, "the other's stop")
        },
        Case("STOP-1/again and again", judges: ["STOP-1"], role: .client) { scene in
            let client = try scene.client()
            for round in 1...20 {
                let id = try client.start()
                try scene.spool.appendEvents(id.text, text: "{\"path\":\"/\(round)\"}\n")
                if round == 7 { try client.advance(seconds: 1.5) }
                try client.stop(mustSucceedFor: "STOP-1")
                try expectGone(scene, id, "stop number \(round)")
            }
        },
        Case("STOP-2/a successor at once", judges: ["STOP-2"], role: .client) { scene in
            for hasEvents in [true, false] {
                let client = try scene.client()
                let before = try replace(scene, client, hasEvents: hasEvents)
                try expectSpared(
                    scene, "STOP-2", client, since: before, "the stop of a client that it replaced")
            }
        },
        Case("STOP-2/a successor, and time passes", judges: ["STOP-2"], role: .client) { scene in
            let client = try scene.client()
            let before = try replace(scene, client, hasEvents: true)
            // The client may notice meanwhile; it must not take the id back from whoever lives under it.
            _ = try client.advanceOrHearLoss(seconds: 2.5, within: 15)
            try expectSpared(scene, "STOP-2", client, since: before, "the stop of a client that it replaced")
        },
        Case("STOP-4/without a recording", judges: ["STOP-4"], role: .client) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            let id = client.recordingID
            try scene.spool.plantRequest(id, Filter(userid: "alice@pam", all: false))
            for name in [id, stranger] { try scene.spool.appendEvents(name, text: "{\"path\":\"/mine\"}\n") }
            try scene.spool.plantRequest(stranger)
            let before = try scene.spool.snapshot()
            for _ in 0..<2 {
                try expectSpared(scene, "STOP-4", client, since: before, "a stop without a recording")
            }
        },
        Case("STOP-4/beside what the dead left", judges: ["STOP-4"], role: .client) { scene in
            // No stop may remove what it has not begun: neither the dead's files nor an orphan.
            try scene.makeSpool()
            let client = try scene.client()
            let orphaned = try scene.client()
            let id = client.recordingID
            try scene.spool.plantRequest(id, isLocked: false).release()
            for name in [id, orphaned.recordingID] {
                try scene.spool.appendEvents(name, text: "{\"path\":\"/left\"}\n")
            }
            let before = try scene.spool.snapshot()
            for client in [client, orphaned] {
                try expectSpared(scene, "STOP-4", client, since: before, "a stop without a recording")
            }
        },
        Case("STOP-4/without a spool", judges: ["STOP-4"], role: .client) { scene in
            let before = try scene.surroundings.snapshot()
            let client = try scene.client()
            for _ in 0..<2 { _ = try tryStop(scene, "STOP-4", client, "a stop where there is no spool") }
            try scene.checkUnchanged("STOP-4", scene.surroundings, since: before)
        },
        Case("STOP-4/twice, beside a successor", judges: ["STOP-4"], role: .client) { scene in
            let client = try scene.client()
            for _ in 0..<2 {
                let id = try client.start()
                try client.stop()
                try scene.spool.remove(.request(id))
                try scene.spool.remove(.events(id))
                let successor = try scene.spool.plantRequest(id.text, Filter(userid: "bob@pam", all: true))
                try scene.spool.appendEvents(id.text, text: "{\"path\":\"/theirs\"}\n")
                let before = try scene.spool.snapshot()
                for _ in 0..<2 {
                    try expectSpared(scene, "STOP-4", client, since: before, "its predecessor's second stop")
                }
                try successor.stop()
            }
        },
    ]

    private static func expectGone(_ scene: Scene, _ id: RecorderID, _ event: String) throws(Interruption) {
        let names = try scene.spool.names()
        let left = [FileName.request(id), .events(id)].filter(names.contains)
        scene.check(
            "STOP-1", left.isEmpty, expected: "\(id).req and \(id).events to be gone after \(event)",
            seen: "\(left)")
    }

    /// Lets a client begin a recording, and puts a living successor of the same id in its place.
    private static func replace(
        _ scene: Scene, _ client: Client, hasEvents: Bool
    ) throws(Interruption) -> Snapshot {
        let id = try client.start()
        try scene.spool.appendEvents(id.text, text: "{\"path\":\"/mine\"}\n")
        try scene.spool.remove(.request(id))
        try scene.spool.remove(.events(id))
        try scene.spool.plantRequest(id.text, Filter(userid: "bob@pam", all: false))
        if hasEvents { try scene.spool.appendEvents(id.text, text: "{\"path\":\"/theirs\"}\n") }
        return try scene.spool.snapshot()
    }

    /// Stops, well or not, and expects that everything stands as before: with the lock, where there is one.
    private static func expectSpared(
        _ scene: Scene, _ clause: ClauseID, _ client: Client, since before: Snapshot, _ event: String
    ) throws(Interruption) {
        let name = FileName.request(client.recordingID)
        let state = try scene.spool.lockState(name)
        try tryStop(scene, clause, client, event)
        try scene.checkUnchanged(
            clause, Array(before.entries.keys), of: scene.spool, since: before, after: event)
        let now = try scene.spool.lockState(name)
        scene.check(
            clause, now == state, expected: "the lock of \(name) to stay \(state) through \(event)",
            seen: "\(now)")
    }

    /// A stop that may succeed or fail, but must return.
    private static func tryStop(
        _ scene: Scene, _ clause: ClauseID, _ client: Client, _ what: String
    ) throws(Interruption) {
        _ = try scene.charging(clause, expected: "\(what) to return") { try client.tryStop() }
    }
}
