internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// What a recorder makes of a lock that cannot be asked for: LOCK-1, LOCK-4.
    static let lockInjectionCases: [Case] = [
        Case("LOCK-1/a lock that is refused once", judges: ["LOCK-1"], role: .client) { scene in
            // It may ask again or give up, but not go on without.
            for error in [Errno.noLocks, .inputOutput] {
                let client = try scene.client()
                let traced = try scene.follow(client.process, as: client.processID)
                var failed = 0
                traced.before = { call in
                    guard call.name == "flock", failed == 0, call.canFail(with: error) else { return .none }
                    failed += 1
                    return .fail(error.rawValue)
                }
                let outcome = try client.tryStart()
                try requireTampering(traced, failed > 0)
                if let id = outcome.value {
                    let state = try scene.spool.lockState(.request(id))
                    let words = try scene.spool.lockWords(.request(id))
                    scene.check(
                        "LOCK-1", state == .exclusive,
                        expected:
                            "a start whose first flock(2) fails with \(error.name) to fail, or to have the lock in the end",
                        seen: "it succeeded, and \(words)")
                }
                try client.kill()
                for name in try scene.spool.names() { try scene.spool.remove(name) }
            }
        },

        Case("LOCK-4/a probe that fails", judges: ["LOCK-4"], role: .worker) { scene in
            for error in [Errno.noLocks, .inputOutput] {
                if try !scene.spool.exists() { try scene.makeSpool() }
                let living = try scene.spool.plantRequest("12")
                let worker = try scene.worker()
                let traced = try scene.follow(worker.process, as: worker.processID)
                var failed = 0
                traced.before = { call in
                    guard
                        ["flock", "fcntl"].contains(call.name), call.fileName == "12.req",
                        call.canFail(with: error)
                    else { return .none }
                    failed += 1
                    return .fail(error.rawValue)
                }
                try worker.record(scene.event())
                try requireTampering(traced, failed > 0)
                let isNamed = try living.isStillNamed()
                scene.check(
                    "LOCK-4", isNamed,
                    expected: "12.req to stay where its lock could not be probed (\(error.name))",
                    seen: "it was removed")
                let events = try scene.spool.events("12")
                scene.check(
                    "LOCK-4", events.isEmpty,
                    expected:
                        "a recorder whose lock could not be probed (\(error.name)) not to be taken for alive",
                    seen: "\(events.count) events were written for it")
                traced.before = { _ in .none }
                try worker.advance(seconds: 1)
                let event = scene.event()
                try worker.record(event)
                scene.checkEqual(
                    "LOCK-4", "the paths in 12.events once the probe works again",
                    try scene.spool.paths("12"), [event.path])
                try worker.end()
                try living.stop()
            }
        },

        Case("LOCK-4/a probe that fails beside newcomers", judges: ["LOCK-4"], role: .worker) { scene in
            // Whatever the worker makes of the one that it knew, it must not take another's request for its.
            try scene.makeSpool()
            try scene.spool.plantRequest("12", Filter(userid: "alice@pam", all: true))
            let worker = try scene.worker()
            try worker.record(scene.event(userid: "alice@pam"))
            let traced = try scene.follow(worker.process, as: worker.processID)
            for id in 34..<44 { try scene.spool.plantRequest("\(id)", Filter(userid: "bob@pam", all: true)) }
            var failed = 0
            traced.before = { call in
                guard call.name == "flock", call.fileName == "12.req", call.canFail(with: .noLocks)
                else { return .none }
                failed += 1
                return .fail(Errno.noLocks.rawValue)
            }
            try worker.advance(seconds: 1)
            try worker.record(scene.event(userid: "alice@pam"))
            try requireTampering(traced, failed > 0)
            traced.before = { _ in .none }
            for user in ["alice@pam", "bob@pam"] { try worker.record(scene.event(userid: user)) }
            for (id, user) in [("12", "alice@pam")] + (34..<44).map({ ("\($0)", "bob@pam") }) {
                let strange = try scene.spool.events(id).map(\.userid).filter { $0 != user }
                scene.check(
                    "LOCK-4", strange.isEmpty,
                    expected:
                        "nothing in \(id).events but what \(user) did, after 12.req, which was known, could not "
                        + "be probed (ENOLCK) and ten recorders were new", seen: "events of \(strange)")
            }
        },

        Case("LOCK-4/a dead recorder whose probe fails", judges: ["LOCK-4"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("12", isLocked: false).release()
            let worker = try scene.worker()
            let traced = try scene.follow(worker.process, as: worker.processID)
            var failed = 0
            traced.before = { call in
                guard call.name == "flock", call.fileName == "12.req", call.canFail(with: .noLocks)
                else { return .none }
                failed += 1
                return .fail(Errno.noLocks.rawValue)
            }
            try worker.record(scene.event())
            try requireTampering(traced, failed > 0)
            let events = try scene.spool.events("12")
            scene.check(
                "LOCK-4", events.isEmpty,
                expected: "a recorder whose lock could not be probed (ENOLCK) not to be taken for alive",
                seen: "\(events.count) events were written for it")
            scene.check(
                "LOCK-4", try scene.spool.exists("12.req"),
                expected: "12.req to stay where its lock could not be probed (ENOLCK)", seen: "it was removed"
            )
        },
    ]
}
