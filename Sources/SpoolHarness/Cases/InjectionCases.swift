internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// What a recorder makes of a system call that fails: APPEND-3, APPEND-4, START-4, HOOK-1.
    static let injectionCases: [Case] = [
        Case("APPEND-4/interrupted before a byte was written", judges: ["APPEND-4"], role: .worker) { scene in
            try scene.makeSpool()
            _ = try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            let first = scene.event()
            try worker.record(first)
            let traced = try scene.follow(worker.process, as: worker.processID)
            var interruptions = 0
            traced.before = { call in
                guard call.writes, call.fileName == "12.events", interruptions < 2 else { return .none }
                interruptions += 1
                return .fail(Errno.interrupted.rawValue)
            }
            let second = scene.event()
            try worker.record(second, mustReturnFor: "APPEND-4")
            try requireTampering(traced, interruptions > 0)
            let third = scene.event()
            try worker.record(third, mustReturnFor: "APPEND-4")
            scene.checkEqual(
                "APPEND-4",
                "the paths in 12.events, where the second line's write(2) was interrupted \(interruptions) times",
                try scene.spool.paths("12"), [first, second, third].map(\.path))
        },

        Case("APPEND-3/a write cut short", judges: ["APPEND-3"], role: .worker) { scene in
            try scene.makeSpool()
            _ = try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            let traced = try scene.follow(worker.process, as: worker.processID)
            var paths: [String] = []
            for length in [1, 2, 17, 100] {
                var wasAsked = false
                traced.before = { call in
                    guard call.writes, call.fileName == "12.events", !wasAsked else { return .none }
                    wasAsked = true
                    return .shorten(to: length)
                }
                traced.forget()
                try worker.record(scene.event(), mustReturnFor: "APPEND-3")
                // Not every call that writes can be cut.
                try requireTampering(traced, traced.calls.contains { $0.tampering != nil })
                let after = scene.event()
                try worker.record(after, mustReturnFor: "APPEND-3")
                paths.append(after.path)
            }
            let found = try scene.spool.paths("12")
            scene.check(
                "APPEND-3", paths.allSatisfy(found.contains),
                expected: "each line after a torn one of the same worker on a line of its own: \(paths)",
                seen: "\(found)")
        },

        Case("APPEND-1/whole lines after a torn one", judges: ["APPEND-1"], role: .worker) { scene in
            try scene.makeSpool()
            _ = try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            try tearWithoutEnd(scene, worker, try scene.follow(worker.process, as: worker.processID))
            for _ in 0..<4 { try worker.record(scene.event()) }
            let lines = try scene.spool.eventsFile("12")?.lines ?? []
            let doubled = lines.indices.dropFirst().filter { index in
                lines[index].isEmpty && (try? JSONObject.parse(lines[index - 1], limits: .reply)) != nil
            }
            scene.check(
                "APPEND-1", doubled.isEmpty,
                expected: "a line feed of its own at most behind the torn line, and none behind a whole one",
                seen: "of \(lines.count) lines in 12.events the blank ones \(doubled) stand behind whole ones"
            )
        },

        Case("APPEND-3/a torn line, and a scan before the next", judges: ["APPEND-3"], role: .worker) {
            scene in
            try scene.makeSpool()
            _ = try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            try tearWithoutEnd(scene, worker, try scene.follow(worker.process, as: worker.processID))
            try worker.advance(seconds: 1)
            let after = scene.event()
            try worker.record(after, mustReturnFor: "APPEND-3")
            scene.checkEqual(
                "APPEND-3", "the paths in 12.events, after a torn line and a scan",
                try scene.spool.paths("12"), [after.path])
        },

        Case("HOOK-1/a request that changes at every look", judges: ["HOOK-1"], role: .worker) { scene in
            try scene.makeSpool()
            let request = try scene.spool.plantRequest("12")
            try scene.spool.plantRequest("34")
            let worker = try scene.worker()
            try worker.record(scene.event(), mustReturnFor: "HOOK-1")
            let traced = try scene.follow(worker.process, as: worker.processID)
            // As long each time: what changes is when it was written.
            let contents = Array("{\"all\":1}".utf8)
            var looks = 0
            traced.after = { call in
                guard call.fileName == "12.req" else { return }
                looks += 1
                try? request.rewrite(contents)
            }
            try request.rewrite(contents)
            let event = scene.event()
            try worker.record(event, mustReturnFor: "HOOK-1")
            traced.after = { _ in }
            let found = try scene.spool.paths("34")
            scene.check(
                "HOOK-1", found.contains(event.path),
                expected: "the event in 34.events, whatever 12.req says at each of \(looks) looks",
                seen: "\(found)")
        },

        Case("START-4/the request cannot be written", judges: ["START-4"], role: .client) { scene in
            let tamperings: [(Tampering, String)] = [
                (.fail(Errno.noSpace.rawValue), "fails with ENOSPC"),
                (.fail(Errno.inputOutput.rawValue), "fails with EIO"),
                (.shorten(to: 7), "writes 7 bytes, then fails with ENOSPC"),
                (.fail(Errno.interrupted.rawValue), "is interrupted, then fails with ENOSPC"),
            ]
            for (tampering, words) in tamperings {
                let client = try scene.client()
                let traced = try scene.follow(client.process, as: client.processID)
                var count = 0
                traced.before = { call in
                    guard call.writes, call.path?.hasPrefix(scene.spool.path + "/") ?? false else {
                        return .none
                    }
                    count += 1
                    return count == 1 ? tampering : .fail(Errno.noSpace.rawValue)
                }
                let outcome = try client.tryStart()
                try requireTampering(traced, traced.calls.contains { $0.tampering != nil })
                scene.check(
                    "START-4", outcome.error != nil,
                    expected: "a start whose write of the request \(words) to end with an error",
                    seen: "it reported success")
                let left = try scene.spool.names()
                scene.check(
                    "START-4", left.isEmpty, expected: "such a start to leave no file of its own",
                    seen: "\(left)")
                try client.kill()
                for name in left { try scene.spool.remove(name) }
            }
        },

        Case("HOOK-1/each system call fails once", judges: ["HOOK-1"], role: .worker) { scene in
            try scene.makeSpool()
            for error in [Errno.inputOutput, .tooManyOpen, .noAccess, .noMemory, .noSpace, .noLocks] {
                var index = 0
                var wasReached = true
                while wasReached && index < 60 {
                    wasReached = false
                    let living = try scene.spool.plantRequest("12")
                    try scene.spool.plantRequest("34", isLocked: false).release()
                    let worker = try scene.worker()
                    let traced = try scene.follow(worker.process, as: worker.processID)
                    var seen = 0
                    var failed: ObservedCall?
                    traced.before = { call in
                        guard call.canFail(with: error) else { return .none }
                        seen += 1
                        guard seen == index + 1 else { return .none }
                        wasReached = true
                        failed = call
                        return .fail(error.rawValue)
                    }
                    try worker.record(scene.event(), mustReturnFor: "HOOK-1")
                    traced.before = { _ in .none }
                    try worker.advance(seconds: 1)
                    try worker.record(scene.event(), mustReturnFor: "HOOK-1")
                    try worker.advance(seconds: 1)
                    let last = scene.event()
                    try worker.record(last, mustReturnFor: "HOOK-1")
                    let found = try scene.spool.paths("12")
                    scene.check(
                        "HOOK-1", found.contains(last.path),
                        expected:
                            "a worker whose \(failed?.description ?? "call") failed with \(error.name) to record again two scans later",
                        seen: "\(last.path) is not in 12.events: \(found)")
                    try worker.end()
                    try living.stop()
                    try scene.spool.remove("34.req")
                    index += 1
                }
            }
        },
    ]

    /// A line of which 17 bytes are written, and no more until this returns: not even what would end it.
    private static func tearWithoutEnd(_ scene: Scene, _ worker: Worker, _ traced: TracedProcess) throws {
        var wasAsked = false
        traced.before = { call in
            guard call.writes, call.fileName == "12.events" else { return .none }
            if wasAsked { return .fail(Errno.noSpace.rawValue) }
            wasAsked = true
            return .shorten(to: 17)
        }
        traced.forget()
        try worker.record(scene.event())
        // Not every call that writes can be cut.
        try requireTampering(traced, traced.calls.first(where: \.writes)?.tampering != nil)
        traced.before = { _ in .none }
    }

    /// Where nothing could be tampered with, nothing was shown.
    static func requireTampering(_ traced: TracedProcess, _ happened: Bool) throws(Interruption) {
        guard !happened else { return }
        try traced.requireSeen("what comes of a call that is made to fail")
        try traced.requireCalls()
        throw .skipped(
            "\(traced.label) makes no system call of the kind that was to be changed, only these: \(traced.listing())"
        )
    }
}
