internal import SpoolSpec

/// LOCK-6: a start beside the living.
extension Catalogue {
    static let liveRecorderCases: [Case] = [
        Case(
            "LOCK-6/an id that lives", judges: ["LOCK-6", "STOP-4", "REUSE-2"], role: .client,
            body: startOnLiveID),
        Case("LOCK-6/twice in one process", judges: ["LOCK-6"], role: .client) { scene in
            let client = try scene.client()
            let filter = Filter(userid: "alice@pam", all: false)
            let id = try client.start(filter)
            try scene.spool.appendEvents(id.text, text: "{\"path\":\"/mine\"}\n")
            let before = try scene.spool.snapshot()
            for second in [Filter(userid: "root@pam", all: true), filter] {
                try client.sendStart(second)
                _ = try expectRefusal(scene, client, "a start by a client that has a recording")
                try expectUntouched(
                    scene, "LOCK-6", id.text, since: before, after: "its client's second start")
            }
            try scene.checkRecording("LOCK-6", id, saying: filter, after: "its client's second start")
        },
        Case("LOCK-6/beside others", judges: ["LOCK-6"], role: .client) { scene in
            try scene.makeSpool()
            let client = try scene.client()
            let ids = ["1", "007", "99999999999999999999999999"].filter { $0 != client.recordingID }
            for id in ids {
                try scene.spool.plantRequest(id, Filter(userid: "alice@pam", all: false))
                try scene.spool.appendEvents(id, text: "{\"path\":\"/mine\"}\n")
                try scene.spool.setAge(.request(id), seconds: 86_400)
                try scene.spool.setAge(.events(id), seconds: 86_400)
            }
            let before = try scene.spool.snapshot()
            for _ in 0..<2 {
                _ = try client.start()
                try client.advance(seconds: 1.5)
                try client.stop()
            }
            for id in ids {
                try expectUntouched(scene, "LOCK-6", id, since: before, after: "two recordings of another id")
            }
        },
    ]

    /// A client of another PID namespace may well have our id: the judge plays some.
    private static func startOnLiveID(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let long = " {\"all\":1,\"note\":\"\(String(repeating: "n", count: 5000))\",\"userid\":\"b\"}\n"
        let contents = [Filter(userid: "alice@pam", all: false).encoded(), [], Array(long.utf8)]
        var clients: [(client: Client, live: PlantedRequest)] = []
        for (number, bytes) in contents.enumerated() {
            let client = try scene.client()
            let id = client.recordingID
            clients.append((client, try scene.spool.plantRequest(named: .request(id), contents: bytes)))
            let lines = (0..<number * 500).map { "{\"path\":\"/line/\($0)\"}\n" }
            if number > 0 { try scene.spool.appendEvents(id, text: lines.joined() + "{\"path\":") }
        }
        var before = try scene.spool.snapshot()
        // All at once, for each of them may wait before it gives up.
        for (client, _) in clients { try client.sendStart(Filter(userid: "root@pam", all: true)) }
        var refused: [(client: Client, live: PlantedRequest)] = []
        for (client, live) in clients {
            let id = client.recordingID
            let what = "a start on the id \(id), whose lock another client holds"
            if try expectRefusal(scene, client, what) { refused.append((client, live)) }
            try expectUntouched(scene, "LOCK-6", id, since: before, after: "a start on its id")
        }
        before = try scene.spool.snapshot()
        for (client, _) in refused {
            _ = try client.tryStop()
            try scene.checkEntries(
                "STOP-4", of: scene.spool, since: before, after: "the stop of a start that failed")
        }
        for (client, live) in refused {
            live.release()
            try scene.checkFreshStart(
                "REUSE-2", client, Filter(userid: "bob@pam", all: true),
                "a start once the other client of its id is dead")
        }
    }

    /// Hears what came of a start that must fail. It may wait for whoever has the id, within reason.
    private static func expectRefusal(
        _ scene: Scene, _ client: Client, _ what: String
    ) throws(Interruption) -> Bool {
        let outcome = try scene.charging("LOCK-6", expected: "\(what), to fail within some 5 s") {
            try client.receiveStart(within: 6)
        }
        scene.check(
            "LOCK-6", outcome.error != nil, expected: "\(what), to fail",
            seen: "it succeeded, with the id \(outcome.value?.text ?? "")")
        return outcome.error != nil
    }

    /// Expects both files of a living recorder, byte for byte, and its lock.
    private static func expectUntouched(
        _ scene: Scene, _ clause: ClauseID, _ id: String, since before: Snapshot, after event: String
    ) throws(Interruption) {
        try scene.checkUnchanged(
            clause, [.request(id), .events(id)], of: scene.spool, since: before, after: event)
        let words = try scene.spool.lockWords(.request(id))
        let state = try scene.spool.lockState(.request(id))
        scene.check(
            clause, state == .exclusive, expected: "\(id).req to be locked as before, after \(event)",
            seen: words)
    }
}
