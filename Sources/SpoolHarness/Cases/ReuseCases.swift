internal import SpoolSpec

/// REUSE-1: an id that comes back to a worker who knew it by another filter.
extension Catalogue {
    static let reuseCases: [Case] = [
        Case("REUSE-1/under a new file", judges: ["REUSE-1"], role: .worker) { scene in
            try comeBack(scene) { change, request in
                request.release()
                try scene.spool.remove(.events(change.id))
                try scene.spool.remove(request.name)
                try scene.spool.plantRequest(change.id, change.new)
            }
        },
        Case("REUSE-1/beside another worker's lines", judges: ["REUSE-1"], role: .worker) { scene in
            try comeBack(scene) { change, request in
                request.release()
                try scene.spool.remove(.events(change.id))
                try scene.spool.remove(request.name)
                try scene.spool.plantRequest(change.id, change.new)
                let line = scene.event(change.newMethod, userid: change.newUser).members.encoded() + [0x0A]
                try scene.spool.appendEvents(change.id, line)
            }
        },
        Case("REUSE-1/in the same file", judges: ["REUSE-1"], role: .worker) { scene in
            // As the published recorder starts: the file is cut to nothing and written anew; its inode stays.
            try comeBack(scene) { change, request in
                try scene.spool.remove(.events(change.id))
                try request.rewrite(change.new)
            }
        },
        Case("REUSE-1/its events file cut, not removed", judges: ["REUSE-1"], role: .worker) { scene in
            // Then the descriptor that a worker has kept leads into the new recording.
            try comeBack(scene) { change, request in
                request.release()
                try scene.spool.remove(request.name)
                try scene.spool.cutEvents(change.id)
                try scene.spool.plantRequest(change.id, change.new)
            }
        },
        Case("REUSE-1/in the same file, before the first line", judges: ["REUSE-1"], role: .worker) { scene in
            // The worker has no events file open yet: what it opens now is the new recording's.
            try comeBack(scene, afterLines: false) { change, request in
                if try scene.spool.exists(.events(change.id)) { try scene.spool.remove(.events(change.id)) }
                try request.rewrite(change.new)
            }
        },
        Case("REUSE-1/by a rename", judges: ["REUSE-1"], role: .worker) { scene in
            try comeBack(scene) { change, request in
                try scene.spool.plantRequest(named: "next", contents: change.new.encoded())
                try scene.spool.remove(.events(change.id))
                try scene.spool.rename("next", to: request.name)
                request.release()
            }
        },
        Case("REUSE-1/not complete yet", judges: ["REUSE-1"], role: .worker) { scene in
            // A claimed id, locked and empty, is nobody's: what the old filter chose must not wait in its file.
            try scene.makeSpool()
            let worker = try scene.worker()
            let requests = try changes.map { try scene.spool.plantRequest($0.id, $0.old) }
            let old = { (change: Change) in scene.event(change.oldMethod, userid: change.oldUser) }
            for change in changes { try worker.record(old(change)) }
            try scene.sleep(seconds: tick)
            for (change, request) in zip(changes, requests) {
                try scene.spool.remove(.events(change.id))
                try request.rewrite([])
                try worker.record(old(change))
                try request.append(change.new.encoded())
                try worker.record(old(change))
            }
            for change in changes { try expectOnlyNew(scene, change, "a start in two steps") }
        },
        Case("REUSE-1/again and again", judges: ["REUSE-1"], role: .worker) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            var request = try scene.spool.plantRequest("12", Filter(userid: "user0@pam", all: true))
            for number in 0..<20 {
                try worker.record(scene.event(userid: "user\(number)@pam"))
                try scene.sleep(seconds: tick)
                try scene.spool.remove(.events("12"))
                let next = Filter(userid: "user\(number + 1)@pam", all: true)
                if number % 2 == 0 {
                    try request.rewrite(next)
                } else {
                    request.release()
                    try scene.spool.remove(.request("12"))
                    request = try scene.spool.plantRequest("12", next)
                }
                try worker.record(scene.event(userid: "user\(number)@pam"))
                let strange = try scene.spool.events("12").map(\.userid).filter {
                    $0 != "user\(number + 1)@pam"
                }
                scene.check(
                    "REUSE-1", strange.isEmpty,
                    expected:
                        "recording \(number + 1) of 12 to hold nothing but what user\(number + 1)@pam did",
                    seen: "events of \(strange)")
                if !strange.isEmpty { return }
            }
        },
    ]

    /// An id that comes back with another filter, with an event that only the first filter chooses, and one
    /// that the second does.
    private struct Change {
        let id: String
        let old: Filter
        let new: Filter
        var oldMethod = "POST"
        let oldUser: String
        var newMethod = "POST"
        let newUser: String
    }

    private static let changes = [
        // Both filters have the same length, so that a file's size tells nothing.
        Change(
            id: "11", old: Filter(userid: "alice@pam", all: false),
            new: Filter(userid: "bobby@pam", all: false),
            oldUser: "alice@pam", newUser: "bobby@pam"),
        Change(
            id: "12", old: Filter(userid: nil, all: true), new: Filter(userid: "carol@pam", all: true),
            oldMethod: "GET", oldUser: "dave@pam", newUser: "carol@pam"),
        Change(
            id: "13", old: Filter(userid: "erin@pam", all: true), new: Filter(userid: "erin@pam", all: false),
            oldMethod: "GET", oldUser: "erin@pam", newUser: "erin@pam"),
        Change(
            id: "14", old: Filter(userid: "frank@pam", all: true),
            new: Filter(userid: "frank@pam!ci", all: true),
            oldUser: "frank@pam", newUser: "frank@pam!ci"),
    ]

    /// Seconds in which a file's times move on, on every kernel: an id that comes back takes longer than that.
    private static let tick = 0.02

    /// Lets a worker know recorders, lets their ids come back, and looks what it writes into the new recordings.
    ///
    /// - Parameter afterLines: whether each recorder has got a line before its id comes back.
    private static func comeBack(
        _ scene: Scene, afterLines: Bool = true, _ replace: (Change, PlantedRequest) throws -> Void
    ) throws(Interruption) {
        try scene.makeSpool()
        let worker = try scene.worker()
        var requests: [PlantedRequest] = []
        for change in changes { requests.append(try scene.spool.plantRequest(change.id, change.old)) }
        if !afterLines { try worker.record(scene.event("GET", userid: "nobody@pam")) }
        for change in changes where afterLines {
            let event = scene.event(change.oldMethod, userid: change.oldUser)
            try worker.record(event)
            guard try scene.spool.paths(change.id).contains(event.path) else {
                throw .skipped("the worker did not take up \(change.id).req, so nothing is to come back")
            }
        }
        try scene.sleep(seconds: tick)
        do {
            for (change, request) in zip(changes, requests) { try replace(change, request) }
        } catch { throw Interruption(from: error) }
        for event in ["its id came back", "its id came back, and a scan"] {
            for change in changes {
                try worker.record(scene.event(change.oldMethod, userid: change.oldUser))
                try worker.record(scene.event(change.newMethod, userid: change.newUser))
                try worker.record(scene.event(change.oldMethod, userid: change.oldUser))
            }
            var isRight = true
            for change in changes where !(try expectOnlyNew(scene, change, event)) { isRight = false }
            // What stands in the file already would only be told again.
            guard isRight else { return }
            try worker.advance(seconds: 1.1)
        }
    }

    /// Expects nothing in an events file but what the new filter chooses.
    @discardableResult private static func expectOnlyNew(
        _ scene: Scene, _ change: Change, _ event: String
    ) throws(Interruption) -> Bool {
        let strange = try scene.spool.events(change.id).filter { !change.new.matches($0) }
        scene.check(
            "REUSE-1", strange.isEmpty,
            expected: "nothing in \(change.id).events, after \(event), that its filter "
                + "\(Excerpt.of(change.new.encoded(), limit: 120)) does not choose; the filter of the recorder "
                + "that had the id before is \(Excerpt.of(change.old.encoded(), limit: 120))",
            seen: "\(strange.count) such events; the first is \(strange.first?.description ?? "")")
        return strange.isEmpty
    }
}
