internal import SpoolSpec

extension Catalogue {
    /// Random sessions, compared with the specification's state after each step: a case a role.
    static let sessionCases: [Case] = [
        sessionCase(
            .worker, "SCAN-1/random sessions of workers",
            judges: ["SCAN-1", "FILTER-2", "REUSE-1", "EVENT-1", "EVENT-2", "REAP-1", "NAME-4"]),
        sessionCase(
            .client, "START-1/random sessions of clients",
            judges: ["START-1", "START-2", "LOCK-1", "STOP-1"]),
        sessionCase(
            .follower, "FOLLOW-1/random sessions of a follower", judges: ["FOLLOW-1", "FOLLOW-3"]),
    ]
}

/// Sessions of one run of a case.
private let sessionCount = 6
/// Sessions that one failure's shrinking may take; each starts processes anew.
private let shrinkingMax = 60

private func sessionCase(_ role: Role, _ name: String, judges: [ClauseID]) -> Case {
    Case(name, judges: judges, role: role, secondsMax: 180) { scene throws(Interruption) in
        var interruption: Interruption?
        var number = 0
        let property = Property("session", shrinkingMax: shrinkingMax) { choices in
            if interruption != nil { throw Unsuitable() }
            number += 1
            do {
                let session = try Session(scene, scene.otherSpool("session-\(number)"), judging: role)
                try session.play(&choices)
            } catch let falsified as Falsified {
                throw falsified
            } catch {
                interruption = Interruption(from: error)
                scene.note("the session's tape: \(choices.tape.text)")
                throw Unsuitable()
            }
        }
        let result = property.check(runs: sessionCount, seed: scene.random.next())
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
    }
}

extension Choices {
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
