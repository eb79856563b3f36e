internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// What only the system calls themselves show: APPEND-1, SCAN-2, DIR-4 and MODE-3 at every moment.
    static let traceCases: [Case] =
        [
            Case("APPEND-1/one write a line", judges: ["APPEND-1"], role: .worker) { scene in
                try scene.makeSpool()
                _ = try scene.spool.plantRequest("12")
                let worker = try scene.worker()
                let traced = try scene.follow(worker.process, as: worker.processID)
                for size in [0, 100, 4000, 5000, 70_000, 1_200_000] {
                    let event = scene.event(params: [
                        "filling": .string(String(repeating: "ä", count: size / 2))
                    ])
                    let before = try scene.spool.read(.events("12")) ?? []
                    traced.forget()
                    try worker.record(event)
                    let after = try scene.spool.read(.events("12")) ?? []
                    try judgeWrites(scene, traced, appended: Array(after.dropFirst(before.count)))
                }
            },

            Case("SCAN-2/one listing a second", judges: ["SCAN-2"], role: .worker) { scene in
                try scene.makeSpool()
                _ = try scene.spool.plantRequest("12", Filter(userid: "nobody@pam", all: true))
                try countListings(scene) { $0.lists && $0.position == 0 && $0.path == scene.spool.path }
            },

            Case("SCAN-2/one listing a second of an empty spool", judges: ["SCAN-2"], role: .worker) {
                scene in
                try scene.makeSpool()
                try countListings(scene) { $0.lists && $0.position == 0 && $0.path == scene.spool.path }
            },

            Case("SCAN-2/one look a second for a missing directory", judges: ["SCAN-2"], role: .worker) {
                scene in
                try countListings(scene) { $0.opens && $0.failed && $0.path == scene.spool.path }
            },
        ]
        + [UInt32(0), 0o022, 0o077].map { umask in
            Case(
                "DIR-4/the directory at every moment, umask \(octal(umask))", judges: ["DIR-4", "MODE-3"],
                role: .client
            ) { scene in
                let client = try scene.client(ProcessOptions(umask: umask))
                let traced = try scene.follow(client.process, as: client.processID)
                watchModes(scene, traced, judgesDirectory: true)
                let id = try client.start()
                try scene.spool.appendEvents(id.text, text: "{}\n")
                try client.stop()
                try requireSeen(scene, traced)
            }
        }
        + [UInt32(0), 0o077].map { umask in
            Case(
                "MODE-3/an events file at every moment, umask \(octal(umask))", judges: ["MODE-3"],
                role: .worker
            ) { scene in
                try scene.makeSpool()
                _ = try scene.spool.plantRequest("12")
                let worker = try scene.worker(ProcessOptions(umask: umask))
                let traced = try scene.follow(worker.process, as: worker.processID)
                watchModes(scene, traced, judgesDirectory: false)
                for _ in 0..<3 { try worker.record(scene.event()) }
                try requireSeen(scene, traced)
            }
        }

    private static func octal(_ umask: UInt32) -> String { "0" + String(umask, radix: 8) }

    /// Exactly one call wrote the line, whole, at the end of the file.
    private static func judgeWrites(
        _ scene: Scene, _ traced: TracedProcess, appended: [UInt8]
    ) throws(Interruption) {
        let writes = traced.calls.filter { $0.writes && !$0.failed && $0.fileName == "12.events" }
        if case .mapping("12.events")? = traced.wayRound {
            return scene.check(
                "APPEND-1", false, expected: "a line to be written by one write(2) or writev(2)",
                seen: "\(traced.label) has mapped 12.events to write it")
        }
        try traced.requireSeen("how a line is written")
        let written = writes.reduce(0) { $0 + Int($1.result ?? 0) }
        guard written == appended.count else {
            throw .environment(
                "12.events grew by \(appended.count) bytes, of which \(written) by calls that a tracer sees")
        }
        scene.check(
            "APPEND-1", writes.count == 1 && ["write", "writev", "pwritev2"].contains(writes[0].name),
            expected: "a line of \(appended.count) bytes to be written by one write(2) or writev(2)",
            seen: writes.map(\.description).joined(separator: "; "))
        scene.check(
            "APPEND-1", appended.last == 0x0A, expected: "the line feed to be written with the line",
            seen: "the written bytes end with \(Excerpt.of(appended.suffix(20), limit: 40))")
        let append: Int32 = 0o2000
        let appendFlag: UInt64 = 0x10  // RWF_APPEND of pwritev2(2)
        for write in writes {
            let appends =
                (write.flags ?? 0) & append != 0
                || write.name == "pwritev2" && write.arguments[5] & appendFlag != 0
            scene.check(
                "APPEND-1", appends,
                expected: "12.events to be written through a descriptor opened with O_APPEND",
                seen: "\(write), on a descriptor with the flags 0\(String(write.flags ?? 0, radix: 8))")
        }
    }

    /// Many events within a second cost one listing, and each second that goes by one more.
    private static func countListings(
        _ scene: Scene, _ isListing: (ObservedCall) -> Bool
    ) throws(Interruption) {
        let worker = try scene.worker()
        let traced = try scene.follow(worker.process, as: worker.processID)
        for second in 1...3 {
            traced.forget()
            let began = MonotonicClock.now
            for _ in 0..<20 { try worker.record(scene.event()) }
            let seconds = Double(MonotonicClock.now - began) / 1e9
            // On a machine that is too slow for twenty events in half a second, another scan may be due.
            guard seconds < 0.5 else {
                throw .skipped("twenty events took \(seconds) s, too long to count scans in")
            }
            let count = traced.calls.count(where: isListing)
            scene.check(
                "SCAN-2", count <= 1,
                expected: "at most one listing of the spool for 20 events within a second",
                seen: "\(count) in second \(second): \(traced.listing())")
            try traced.requireSeen("how often the spool is listed")
            if second == 1 && count == 0 {
                try traced.requireCalls()
                throw .skipped("\(traced.label) lists the spool by no call that a tracer sees")
            }
            try worker.advance(seconds: 1)
        }
    }

    /// Looks at every file's mode after every call.
    private static func watchModes(_ scene: Scene, _ traced: TracedProcess, judgesDirectory: Bool) {
        traced.after = { call in
            if judgesDirectory, let directory = try? scene.spool.ownStatus(), directory.kind == .directory {
                scene.check(
                    "DIR-4", directory.mode & 0o007 == 0,
                    expected: "others to have no access to the spool directory at any moment",
                    seen: "mode 0\(String(directory.mode, radix: 8)) after \(call)")
            }
            for name in (try? scene.spool.names()) ?? [] {
                guard let status = try? scene.spool.status(name), status.kind == .regular else { continue }
                let allowed: UInt32 = name.description.hasSuffix(".req") ? 0o640 : 0o660
                scene.check(
                    "MODE-3", status.mode & ~allowed == 0,
                    expected:
                        "\(name) to be open to no more than 0\(String(allowed, radix: 8)) at any moment",
                    seen: "mode 0\(String(status.mode, radix: 8)) after \(call)")
            }
        }
    }

    private static func requireSeen(_ scene: Scene, _ traced: TracedProcess) throws(Interruption) {
        try traced.requireSeen("the modes of files at every moment")
        guard traced.calls.contains(where: \.opens) else {
            throw .environment("\(traced.label) made a file, but no call that opens one was seen")
        }
    }
}
