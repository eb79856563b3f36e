internal import SpoolSpec

/// The wire profile at work: each role of the recorder under test beside the reference's other roles.
let workingTogetherCases: [Case] = [
    Case(
        "START-1/a client with reference workers", judges: ["START-1", "LOCK-1", "STOP-1"], role: .client
    ) { scene throws(Interruption) in
        let client = try scene.client()
        let id = try client.start(Filter(userid: "root@pam", all: false), mustSucceedFor: "START-1")
        let workers = [try scene.peerWorker(), try scene.peerWorker()]
        var expected: [String] = []
        for (index, worker) in workers.enumerated() {
            let events = [
                scene.event(), scene.event("GET"), scene.event(userid: "root@pam!ci"),
                scene.event(userid: "eve@pam"),
            ]
            for event in events { try worker.record(event) }
            expected += [events[0].path, events[2].path]
            scene.checkEqual(
                "START-1",
                "what \(index + 1) reference workers recorded for the filter root@pam, changes only",
                try scene.spool.paths(id.text), expected)
        }
        for worker in workers {
            try worker.advance(seconds: 1)
            let event = scene.event()
            try worker.record(event)
            expected.append(event.path)
        }
        scene.checkEqual(
            "LOCK-1", "what reference workers recorded after another scan", try scene.spool.paths(id.text),
            expected)
        try client.stop(mustSucceedFor: "STOP-1")
        for worker in workers {
            try worker.advance(seconds: 1)
            try worker.record(scene.event())
        }
        let left = try scene.spool.names()
        scene.check(
            "STOP-1", left.isEmpty,
            expected: "an empty spool after a stop, and reference workers' next scans",
            seen: "\(left)")
    },

    Case(
        "LOCK-1/a client that dies beside reference workers", judges: ["LOCK-1", "LOCK-2"], role: .client
    ) { scene throws(Interruption) in
        let client = try scene.client()
        let id = try client.start()
        let worker = try scene.peerWorker()
        try worker.record(scene.event())
        try client.kill()
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        let left = try scene.spool.names()
        scene.check(
            "LOCK-1", left.isEmpty,
            expected:
                "the lock of recording \(id) to die with its client, so that a worker's scan removes it",
            seen: "\(left)")
    },

    Case(
        "EVENT-1/workers with a reference client and follower",
        judges: ["EVENT-1", "EVENT-2", "FILTER-2", "FILTER-3", "SCAN-1", "REAP-2"], role: .worker
    ) { scene throws(Interruption) in
        let client = try scene.peerClient()
        let id = try client.start(Filter(userid: "root@pam", all: false))
        let follower = try scene.peerFollower()
        let workers = [try scene.worker(), try scene.worker()]
        var expected: [Event] = []
        for round in 0..<3 {
            for worker in workers {
                let events = [
                    scene.event(params: ["round": .number(JSONNumber(round)), "text": "ä\n\u{1F600}"]),
                    scene.event("GET"), scene.event(userid: "root@pam!ci"), scene.event(userid: "root@pame"),
                ]
                for event in events { try worker.record(event) }
                expected += [events[0], events[2]]
                try worker.advance(seconds: 1)
            }
        }
        let yield = try follower.read(id.text)
        scene.check(
            "SCAN-1", !yield.events.isEmpty, expected: "events of two workers to reach a reference follower",
            seen: "none came")
        scene.checkEqual(
            "FILTER-2", "the users of the events that reached a reference follower",
            Set(yield.events.map(\.userid)), ["root@pam", "root@pam!ci"])
        scene.checkEqual("FILTER-3", "their methods", Set(yield.events.map(\.method)), ["POST"])
        scene.check(
            "EVENT-1", yield.skipped == 0, expected: "no line that a reference follower gives up",
            seen: "\(yield.skipped) lines")
        let found = yield.events.map { $0.keepingKnownMembers() }
        scene.check(
            "EVENT-2", found == expected,
            expected: "the events as they were passed, in order: "
                + Reading.describe(expected), seen: Reading.describe(yield.events))
        try client.stop()
        for worker in workers {
            try worker.advance(seconds: 1)
            try worker.record(scene.event())
        }
        let left = try scene.spool.names()
        scene.check(
            "SCAN-1", left.isEmpty, expected: "nothing to be written for a recording that was stopped",
            seen: "\(left)")
        // A live recording is not harmed by what two workers do around it.
        let second = try client.start()
        for worker in workers {
            try worker.advance(seconds: 1)
            try worker.record(scene.event())
        }
        let names = try scene.spool.names()
        scene.check(
            "REAP-2", names.contains(.request(second)), expected: "a reference client's recording to live on",
            seen: "\(names)")
        try client.stop()
    },

    Case("FOLLOW-1/a follower behind reference workers", judges: ["FOLLOW-1"], role: .follower) {
        scene throws(Interruption) in
        let client = try scene.peerClient()
        let id = try client.start()
        let follower = try scene.follower()
        let worker = try scene.peerWorker()
        for _ in 0..<3 {
            let events = (0..<20).map { _ in scene.event(params: ["text": "\u{0}€", "n": 1.5]) }
            try worker.record(all: events)
            let yield = try follower.read(id.text, mustReturnFor: "FOLLOW-1")
            scene.check(
                "FOLLOW-1", yield.events == events, expected: Reading.describe(events),
                seen: Reading.describe(yield.events))
        }
        try client.stop()
    },
]

extension Event {
    /// Without the members that an implementation adds of its own.
    fileprivate func keepingKnownMembers() -> Event {
        let known = ["method", "path", "params", "userid", "format", "client_ip", "proxied"]
        return Event(members: JSONObject(members: members.members.filter { known.contains($0.name) }))
    }
}
