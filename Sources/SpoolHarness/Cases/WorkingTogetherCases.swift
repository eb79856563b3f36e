internal import SpoolSpec

/// The wire profile at work: each role of the recorder under test beside the reference's other roles.
let workingTogetherCases: [Case] = [
    Case(
        "START-1/a client with reference workers", judges: ["START-1", "LOCK-1", "STOP-1"], role: .client
    ) { scene throws(Interruption) in
        let client = try scene.client()
        let filter = Filter(userid: "root@pam", all: false)
        let id = try client.start(filter, mustSucceedFor: "START-1")
        // Each clause by itself first: what workers make of a request that breaks one only follows from that.
        let fault = try scene.spool.requestFault(id.text, saying: filter)
        try scene.require(
            "START-1", fault == nil, expected: "\(id).req to say \(Excerpt.of(filter.encoded(), limit: 120))",
            seen: fault ?? "it does")
        let state = try scene.spool.lockState(.request(id))
        try scene.require(
            "LOCK-1", state == .exclusive, expected: "\(id).req to be locked exclusively by flock(2)",
            seen: "the lock is \(state)")
        let workers = [try scene.peerWorker(), try scene.peerWorker()]
        var expected: [String] = []
        for (index, worker) in workers.enumerated() {
            let events = [
                scene.event(), scene.event("GET"), scene.event(userid: "root@pam!ci"),
                scene.event(userid: "eve@pam"),
            ]
            for event in events { try worker.record(event) }
            expected += [events[0].path, events[2].path]
            let recorded = try scene.spool.paths(id.text)
            try scene.require(
                "START-1", recorded == expected,
                expected: "\(index + 1) reference workers to record \(expected) for root@pam, changes only",
                seen: "\(recorded)")
        }
        for worker in workers {
            try worker.advance(seconds: 1)
            let event = scene.event()
            try worker.record(event)
            expected.append(event.path)
        }
        let recorded = try scene.spool.paths(id.text)
        try scene.require(
            "LOCK-1", recorded == expected,
            expected: "reference workers to have recorded \(expected) after another scan",
            seen: "\(recorded)")
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
        judges: ["EVENT-1", "EVENT-2", "FILTER-2", "FILTER-3", "SCAN-1", "APPEND-2", "REAP-2"], role: .worker
    ) { scene throws(Interruption) in
        let client = try scene.peerClient()
        let id = try client.start(Filter(userid: "root@pam", all: false))
        let follower = try scene.peerFollower()
        let workers = [try scene.worker(), try scene.worker()]
        var sent: [String: Event] = [:]
        var expected: [String] = []
        for round in 0..<3 {
            for worker in workers {
                let events = [
                    scene.event(params: ["round": .number(JSONNumber(round)), "text": "ä\n\u{1F600}"]),
                    scene.event("GET"), scene.event(userid: "root@pam!ci"), scene.event(userid: "root@pame"),
                ]
                for event in events {
                    sent[event.path] = event
                    try worker.record(event)
                }
                expected += [events[0].path, events[2].path]
                try worker.advance(seconds: 1)
            }
        }
        let tail = try scene.spool.eventsFile(id.text)?.tail ?? []
        let yield = try follower.read(id.text)
        // Each clause by itself, the broadest first: what breaks one makes those behind it look broken too.
        try scene.require(
            "EVENT-1", yield.skipped == 0 && tail.isEmpty,
            expected: "whole lines only, for a reference follower to read",
            seen: "\(yield.skipped) lines given up, and \(tail.count) bytes without a line feed")
        try scene.require(
            "SCAN-1", !yield.events.isEmpty, expected: "events of two workers to reach a reference follower",
            seen: "none came")
        let users = Set(yield.events.map(\.userid)).sorted()
        try scene.require(
            "FILTER-2", users == ["root@pam", "root@pam!ci"],
            expected:
                "events of root@pam and root@pam!ci, and of no other user, to reach a reference follower",
            seen: "\(users)")
        let methods = Set(yield.events.map(\.method)).sorted()
        try scene.require(
            "FILTER-3", methods == ["POST"], expected: "no method but POST to reach a reference follower",
            seen: "\(methods)")
        for event in yield.events {
            guard let passed = sent[event.path] else { continue }
            scene.check(
                "EVENT-2", event.keepingKnownMembers() == passed,
                expected: "the event as it was passed: \(passed)", seen: "\(event)")
        }
        let paths = yield.events.map(\.path)
        scene.check(
            "APPEND-2", paths == expected,
            expected: "each event once and in its order to reach a reference follower: \(expected)",
            seen: "\(paths)")
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
