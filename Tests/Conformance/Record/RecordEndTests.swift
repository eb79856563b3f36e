import ReferenceRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Recorders that start and end beside workers that never rest: whatever ends them, nothing stays in the spool.
///
/// `SPOOL_RECORD_ENDS` is the number of starts; without it there are a few of each kind.
@Suite struct `Ends of recorders under load` {
    /// What ends a recorder.
    enum End: String, CaseIterable {
        case interrupt, terminate, hangUp, twiceAtOnce, twiceLater, timeout, closedPipe, killedReader, killed

        /// Words of a program that starts the recorder.
        var wrapper: [String] {
            switch self {
            case .timeout: ["timeout", "2"]
            // The reader is killed later; the shell waits for the recorder.
            case .killedReader: ["sh", "-c", #"{ "$@"; echo ended >&2; } | { exec sleep 2; }"#, "sh"]
            default: []
            }
        }
    }

    private static let countAll: Int = {
        Environment.inherited["SPOOL_RECORD_ENDS"].flatMap { Int($0) } ?? 2 * End.allCases.count
    }()
    /// How many record at a time.
    private static let crowd = 9

    @Test(.timeLimit(.minutes(20)))
    func `nothing stays but after SIGKILL, and that is removed by clean and by the next worker`() async throws
    {
        let spool = try RecordRun.makeSpool()
        defer { try? FileSystem.removeDirectory(spool.directory) }
        var started = 0
        while started < Self.countAll {
            let ends = (0..<min(Self.crowd, Self.countAll - started)).map {
                End.allCases[(started + $0) % End.allCases.count]
            }
            started += ends.count
            let ids = try play(ends, in: spool)
            let left = try Self.names(spool)
            let killed = Set(ids.enumerated().filter { ends[$0.offset] == .killed }.map { "\($0.element)" })
            #expect(
                left.allSatisfy { killed.contains(String($0.prefix { $0 != "." })) },
                "after \(started) starts: \(left), ended by \(zip(ids, ends).map { "\($0) \($1)" })")
            if started / Self.crowd % 2 == 0 {
                let clean = try await ToolRun.of("spool-recorder", ["clean", "--directory", spool.directory])
                #expect(clean.exit == .exited(0), "\(clean.output)\(clean.error)")
            } else {
                // Where a published worker removed the request and another one wrote on, events are left alone: those a
                // worker removes that has seen them so for five seconds (REAP-5), by its own clock.
                var worker = Worker(at: spool)
                let now = MonotonicClock.now
                for seconds in [0, 6] {
                    worker.record(
                        Event(method: "GET", path: "/"), at: now + Int64(seconds) * 1_000_000_000)
                }
            }
            #expect(try Self.names(spool) == [])
        }
    }

    private static func names(_ location: SpoolLocation) throws -> [String] {
        try Descriptor.open(location.directory, [.readOnly, .directory]).allEntries()
            .map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }

    /// Starts recorders, ends each in its own way while workers write, and waits until all have ended.
    ///
    /// - Returns: their process ids.
    private func play(_ ends: [End], in spool: SpoolLocation) throws -> [Int32] {
        var runs = try ends.map { try RecordRun(["--wait", "off"], in: spool, wrapper: $0.wrapper) }
        var workers = (0..<3).map { _ in PublishedWorker(spool.directory) }
        let began = MonotonicClock.now
        var isAsked = [Int](repeating: 0, count: runs.count)
        var isEnded = [Bool](repeating: false, count: runs.count)
        var number = 0
        // The last look of a worker is a second before its last line.
        var quietAt: Int64?
        while quietAt.map({ MonotonicClock.now < $0 }) ?? true, MonotonicClock.now < began + 60_000_000_000 {
            for index in workers.indices {
                number += 1
                workers[index].record(
                    Event(
                        method: "POST", path: "/nodes/\(number)", params: ["password": "s3cr3t"],
                        userid: "a@pam"))
            }
            let age = MonotonicClock.now - began
            for (index, end) in ends.enumerated() where !isEnded[index] {
                if end != .closedPipe || isAsked[index] == 0 { drain(runs[index]) }
                ask(runs[index], end, age, &isAsked[index])
                isEnded[index] = try runs[index].recorder.process.wait(until: 0) != nil
            }
            if quietAt == nil, isEnded.allSatisfy({ $0 }) {
                quietAt = MonotonicClock.now + 1_200_000_000
            }
            MonotonicClock.sleep(nanoseconds: 2_000_000)
        }
        #expect(isEnded.allSatisfy { $0 }, "\(zip(ends, isEnded).map { "\($0) \($1)" })")
        let ids = runs.map { $0.recorder.process.processID }
        runs.removeAll()
        return ids
    }

    private func drain(_ run: RecordRun) {
        _ = try? run.recorder.output.read(1 << 16)
        _ = try? run.recorder.error.read(1 << 16)
    }

    /// Does what ends a recorder once it is old enough.
    private func ask(_ run: RecordRun, _ end: End, _ age: Int64, _ asked: inout Int) {
        let isTime = age > 700_000_000 + Int64(asked) * 650_000_000
        guard isTime, asked < (end == .twiceLater ? 2 : 1) else { return }
        asked += 1
        switch end {
        case .interrupt, .twiceLater: try? run.recorder.process.sendToGroup(.interrupt)
        case .terminate: try? run.recorder.process.sendToGroup(.terminate)
        case .hangUp: try? run.recorder.process.sendToGroup(.hangUp)
        case .twiceAtOnce:
            try? run.recorder.process.sendToGroup(.interrupt)
            try? run.recorder.process.sendToGroup(.interrupt)
        case .closedPipe: run.closeOutput()
        case .killed: try? run.recorder.process.sendToGroup(.kill)
        // Its wrapper ends it.
        case .timeout, .killedReader: break
        }
    }
}
