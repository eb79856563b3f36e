internal import SpoolSpec

extension Catalogue {
    /// Random sessions, compared with the specification's state after each step: a case a role.
    static let sessionCases: [Case] = [
        sessionCase(
            .worker, "SCAN-1/random sessions of workers", mustReach: SessionPoint.line,
            judges: ["SCAN-1", "FILTER-2", "REUSE-1", "EVENT-1", "EVENT-2", "REAP-1", "NAME-4"]),
        sessionCase(
            .client, "START-1/random sessions of clients", mustReach: SessionPoint.start,
            judges: ["START-1", "START-2", "LOCK-1", "STOP-1"]),
        sessionCase(
            .follower, "FOLLOW-1/random sessions of a follower", mustReach: SessionPoint.yield,
            judges: ["FOLLOW-1", "FOLLOW-3"]),
        randomCase(
            .follower, "FOLLOW-3/random streams for a follower", mustReach: SessionPoint.yield,
            judges: ["FOLLOW-1", "FOLLOW-3", "FOLLOW-4"],
            runs: 20
        ) { scene, number, choices in
            try FollowSession(scene, scene.otherSpool("stream-\(number)")).play(&choices)
        },
    ]
}

/// Sessions of one run of a case.
private let sessionCount = 6
/// Sessions that one failure's shrinking may take; each starts processes anew.
private let shrinkingMax = 60

/// What a session comes to, if it is to show anything.
enum SessionPoint {
    /// A client has started a recording.
    static let start = "a start"
    /// A worker has recorded an event.
    static let line = "a line"
    /// A follower has yielded an event.
    static let yield = "an event read"
}

private func sessionCase(
    _ role: Role, _ name: String, mustReach point: String, judges: [ClauseID]
) -> Case {
    randomCase(role, name, mustReach: point, judges: judges, runs: sessionCount) { scene, number, choices in
        let session = try Session(scene, scene.otherSpool("session-\(number)"), judging: role)
        try session.play(&choices)
    }
}

private func randomCase(
    _ role: Role, _ name: String, mustReach point: String, judges: [ClauseID], runs: Int,
    _ play: @escaping @Sendable (Scene, _ number: Int, inout Choices) throws -> Void
) -> Case {
    Case(name, judges: judges, role: role, secondsMax: 180) { scene throws(Interruption) in
        var interruption: Interruption?
        var number = 0
        let property = Property("session", points: [point: runs], shrinkingMax: shrinkingMax) { choices in
            if interruption != nil { throw Unsuitable() }
            number += 1
            do {
                try play(scene, number, &choices)
            } catch let falsified as Falsified {
                throw falsified
            } catch {
                interruption = Interruption(from: error)
                scene.note("the session's tape: \(choices.tape.text)")
                throw Unsuitable()
            }
        }
        var result = property.check(runs: runs, seed: scene.random.next())
        // What comes to nothing shows nothing: then there is more of it.
        for _ in 0..<2 where result.failures.isEmpty && !result.complaints.isEmpty {
            result = property.check(runs: runs, seed: scene.random.next())
        }
        if let interruption { throw interruption }
        for failure in result.failures {
            // What the others do wrong is no fault of the judged.
            guard let clause = judges.first(where: { $0.rawValue.utf8.elementsEqual(failure.clause.utf8) })
            else {
                throw .suite("the reference breaks \(failure.clause): \(failure.text)")
            }
            scene.note("the session's tape: \(failure.tape.text)")
            scene.check(
                clause, false, expected: "what the specification says of the session", seen: failure.text)
        }
        if result.failures.isEmpty, let complaint = result.complaints.first { throw .suite(complaint) }
    }
}

extension Choices {
    /// What stands in a spool under a name that is nobody's: a file of any kind that needs no privilege.
    mutating func plantedKind() -> PlantedKind {
        switch upTo(4) {
        case 0: .file(once(in: 2) ? bytes(mean: 20) : Array("{\"all\":1}".utf8))
        case 1: .fifo
        case 2: .directory
        case 3: .symbolicLink(to: one(of: ["/etc/passwd", ".", "nowhere", "4711.req", "/"]))
        default: .socket
        }
    }

    /// An entry's name that says nothing to a recorder; `nil` where the one that was drawn may say something.
    ///
    /// Names of ours, and those that NAME-5 is about, have cases of their own.
    mutating func strangersName() -> FileName? {
        let bytes = fileName()
        return SpoolName(fileName: bytes) == nil && bytes.last != 0x0A ? FileName(bytes: bytes) : nil
    }

    /// An event with nothing that the protocol leaves open: text of all of Unicode, numbers and nesting of EVENT-2.
    mutating func sessionEvent(path: String) -> Event {
        let method = method()
        let user = once(in: 6) ? nil : userid()
        var members = JSONObject()
        for (place, kind) in list(mean: 1, max: 6, { $0.upTo(4) }).enumerated() {
            let value: JSONValue =
                switch kind {
                case 0: .string(text())
                case 1: .number(JSONNumber(upTo(1 << 53) * (once(in: 2) ? -1 : 1)))
                case 2: .bool(once(in: 2))
                case 3: .array([.string(text()), .null, [:]])
                default: .string(String(repeating: "\u{1}", count: upTo(20_000)))
                }
            members["\(place)\(text(mean: 1))"] = value
        }
        return Event(
            method: method, path: path, params: .object(members), userid: user, proxied: once(in: 10))
    }
}
