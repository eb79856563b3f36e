internal import SpoolSpec

/// Many recorders beside few descriptors. Who cannot keep all of their files open has to know them again each time.
extension Catalogue {
    static let crowdCases: [Case] = [
        Case(
            "SCAN-1/a crowd beside few descriptors", judges: ["SCAN-1", "HOOK-2"], role: .worker,
            needs: [.mountedProc], body: newcomers),
        Case(
            "REUSE-1/a crowd whose ids come back", judges: ["REUSE-1", "LOCK-7", "SCAN-1"], role: .worker,
            body: comesBack),
        Case(
            "HOOK-1/a crowd that it may not open any more", judges: ["HOOK-1"], role: .worker,
            needs: [.otherUsers], body: closedToIt),
    ]

    /// Enough for two of each recorder of these cases, so that nobody has an excuse.
    private static let fewDescriptors: Int64 = 256

    private static let users = ["alice@pam", "bob@pam", "carol@pam"]

    private static func newcomers(_ scene: Scene) throws(Interruption) {
        // Each round's ids are lower than those before: who was among the first is among the last then.
        try scene.makeSpool()
        let worker = try scene.worker(ProcessOptions(openFilesLimit: fewDescriptors))
        var paths: [String: [String]] = [:]
        var user: [String: String] = [:]
        var counts: [Int] = []
        for round in 0..<6 {
            for number in 0..<24 where round < 4 {
                let id = "\(1900 - 100 * round + number)"
                user[id] = users[number % users.count]
                try scene.spool.plantRequest(id, Filter(userid: user[id], all: true))
            }
            try worker.advance(seconds: 1)
            // In the first second nobody is served, so the first line comes after a scan that knew the recorder.
            for name in users + users where round > 0 {
                let event = scene.event(userid: name)
                try worker.record(event)
                for id in user.keys where user[id] == name { paths[id, default: []].append(event.path) }
            }
            if round == 0 { try worker.record(scene.event(userid: "nobody@pam")) }
            counts.append(try descriptors(worker))
        }
        for (id, expected) in paths.sorted(by: { $0.key < $1.key }) {
            let found = try scene.spool.paths(id)
            scene.checkEqual(
                "SCAN-1", "the paths in \(id).events, one of \(paths.count) recorders,", found, expected)
            if found != expected { return }
        }
        scene.check(
            "HOOK-2", counts[5] <= counts[3] + 4,
            expected:
                "a worker to have no more descriptors after two scans and 12 events than before, while "
                + "\(paths.count) recorders live on, \(counts[3])", seen: "\(counts[5])")
    }

    private static func comesBack(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let worker = try scene.worker(ProcessOptions(openFilesLimit: fewDescriptors))
        let old = Filter(userid: "alice@pam", all: true)
        let new = Filter(userid: "bobby@pam", all: true)
        var requests: [(id: String, planted: PlantedRequest)] = []
        for number in 1000..<1060 {
            requests.append(("\(number)", try scene.spool.plantRequest("\(number)", old)))
        }
        try worker.record(scene.event(userid: old.userid))
        try scene.sleep(seconds: 0.02)
        // Every third ends, and another worker has removed what it left.
        for (index, (id, planted)) in requests.enumerated() {
            if index % 3 == 2 {
                try planted.stop()
            } else {
                try scene.spool.remove(.events(id))
                try planted.rewrite(new)
            }
        }
        for user in [old.userid, new.userid, old.userid] { try worker.record(scene.event(userid: user)) }
        for (index, (id, _)) in requests.enumerated() {
            let found = try scene.spool.events(id)
            if index % 3 == 2 {
                scene.check(
                    "LOCK-7", found.isEmpty,
                    expected: "no line for recorder \(id) of 60, which had ended before the event",
                    seen: "\(id).events holds \(found.map(\.path))")
            }
            let strange = found.filter { !new.matches($0) }
            scene.check(
                "REUSE-1", strange.isEmpty,
                expected: "nothing in \(id).events, one of 60 recorders, of what its id's old filter chose",
                seen: "events of \(strange.map(\.userid))")
            if !strange.isEmpty { return }
        }
        try worker.advance(seconds: 1)
        let last = scene.event(userid: new.userid)
        try worker.record(last)
        for (index, (id, _)) in requests.enumerated() where index % 3 != 2 {
            let found = try scene.spool.paths(id)
            scene.check(
                "SCAN-1", found.last == last.path,
                expected: "\(last.path) at the end of \(id).events, one of 40 recorders that came back",
                seen: "\(found)")
        }
    }

    private static func closedToIt(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let ids = (1000..<1060).map { "\($0)" }
        for id in ids { try scene.spool.plantRequest(id) }
        let worker = try scene.worker(ProcessOptions(user: .server, openFilesLimit: fewDescriptors))
        try worker.record(scene.event(), mustReturnFor: "HOOK-1")
        for id in ids { try scene.spool.setMode(.request(id), 0o600) }
        for _ in 0..<2 {
            for _ in 0..<2 { try worker.record(scene.event(), mustReturnFor: "HOOK-1") }
            try worker.advance(seconds: 1)
        }
        for id in ids { try scene.spool.setMode(.request(id), 0o640) }
        try worker.advance(seconds: 1)
        let last = scene.event()
        try worker.record(last, mustReturnFor: "HOOK-1")
        for id in ids {
            let found = try scene.spool.paths(id)
            scene.check(
                "HOOK-1", found.contains(last.path),
                expected: "\(last.path) in \(id).events, once the worker may open its request again",
                seen: "\(found.suffix(3))")
            if found.last != last.path { return }
        }
    }
}
