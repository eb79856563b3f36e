import SpoolHarness
import SpoolSpec
import Testing

/// Schedules that searching found once, each against the recorder that fails in it. They are played again call by
/// call: what was found once is found again, and a judge that no longer sees it is found out.
///
/// A token counts the calls of the recorder: where the reference makes others, search anew, by
/// `spool-check --scenario NAME --clause CLAUSE -- FaultyRecorder FAULT`, and keep what that prints.
@Suite struct `Schedules that were found` {
    struct Found: Sendable, CustomTestStringConvertible {
        let fault: String
        let clause: ClauseID
        let token: String

        init(_ fault: String, _ clause: ClauseID, _ token: String) {
            self.fault = fault
            self.clause = clause
            self.token = token
        }

        var testDescription: String { "\(fault) in \(token)" }
    }

    /// For each clause that searching can show one schedule at least, in the ledger's order. For APPEND-3 there is none: the
    /// faulty recorders go on with a line that was written short, so that it takes two faults to tear it.
    static let all: [Found] = [
        Found("DIR-3/only-one-makes-it", "DIR-3", "umasks:0.1"),
        Found("DIR-4/open-for-a-moment", "DIR-4", "umasks:0"),
        Found("MODE-3/request-open-for-a-moment", "MODE-3", "start-scan:0"),
        Found("LOCK-4/any-error-is-held", "LOCK-4", "two-reapers:0x8.4"),
        Found("LOCK-5/locks-what-it-has-named", "LOCK-5", "stop-start:0x17.1"),
        Found("LOCK-6/takes-over", "LOCK-6", "start-stranger:1"),
        Found("LOCK-7/probes-exclusively", "LOCK-7", "two-reapers:1.0x11.1.0x8.1"),
        Found("START-1/nothing-yet", "START-1", "start-appends:0"),
        Found("START-2/keeps-old-events", "START-2", "sweep-start:1"),
        Found("START-3/gives-up", "START-3", "sweep-start:0x11.1"),
        Found("START-4/says-success", "START-4", "start-scan:1.0x18.8"),
        Found("START-5/leaves-the-empty", "START-5", "start-scan:1.0x18.1"),
        Found("STOP-2/unlocks-first", "STOP-2", "stop-successor:2.0x21.1"),
        Found("STOP-3/renames-first", "STOP-3", "append-reuse:1.0x5.1"),
        Found("APPEND-2/late-clean-up", "APPEND-2", "start-appends:0x14.1.0x18.1"),
        // Two threads of one worker stand still at once: each call has its own turn.
        Found("APPEND-1/by-two-threads", "APPEND-2", "two-appends:0x43.1"),
        // The younger of the two goes first.
        Found("APPEND-1/by-two-threads", "APPEND-2", "start-appends:0x38.1"),
        Found("APPEND-4/loses-the-line", "APPEND-4", "two-appends:0x40.7"),
        // The worker's own end is what breaks the clause, and it is started anew for each replay.
        Found("APPEND-3/dies-of-it", "HOOK-1", "two-appends:0x40.8"),
        Found("HOOK-1/not-permitted", "HOOK-1", "start-scan:1.4"),
        Found("REAP-3/compares-before-the-lock", "REAP-3", "stop-successor:2.0x7.1"),
        Found("REAP-4/renames-first", "REAP-4", "two-reapers:0x17.1"),
        Found("REAP-5/never-sweeps", "REAP-5", "sweep-start:0x9.1"),
        Found("REAP-5/sweeps-unclaimed", "REAP-3", "sweep-start-append:0x7.1.0x15.1"),
        Found("REUSE-1/identity-before-open", "REUSE-1", "stop-successor:2.0x12.1"),
        Found("REUSE-2/gives-way-to-the-dead", "REUSE-2", "reap-start:0"),
    ]

    /// Enough to see that a schedule goes the same way each time; a hundred would take the tests half a minute.
    private static let replaysMax = 10

    private static func play(_ found: Found, fault: String?) async throws -> ScheduleRun {
        let token = try ReplayToken(found.token, scenarios: Scenario.all.map(\.name))
        let run = try await ScheduleRun.of(
            token.scenario, SearchBounds(replay: token.tape, replaysMax: replaysMax), fault: fault)
        if let reason = run.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        return run
    }

    @Test(arguments: all)
    func `a faulty recorder breaks the same clause in each replay`(found: Found) async throws {
        let run = try await Self.play(found, fault: found.fault)
        let violation = run.result.violations.first
        #expect(violation?.clause == found.clause, Comment(rawValue: run.told))
        #expect(violation?.replay == found.token, Comment(rawValue: run.told))
        let replays = "in \(Self.replaysMax) of \(Self.replaysMax) replays"
        #expect(violation?.seen.hasSuffix(replays) ?? false, Comment(rawValue: run.told))
    }

    @Test(arguments: all)
    func `the reference breaks nothing in it`(found: Found) async throws {
        let run = try await Self.play(found, fault: nil)
        #expect(run.result.isPass, Comment(rawValue: run.told))
    }

    /// A worker dies with its claim on an orphan's id, and then a start of that id fails on a full file system.
    @Test func `what a dead worker left is not charged to a start that fails`() async throws {
        let found = Found("", "START-4", "sweep-start:0x8.2.0x9.4")
        let run = try await Self.play(found, fault: nil)
        #expect(run.result.isPass, Comment(rawValue: run.told))
    }
}

/// The search itself.
@Suite struct `Search of schedules` {
    /// A bug of depth 3 among two processes and ten steps is hit once in 2 · 10² runs at least.
    @Test func `the chance of a miss is what PCT promises`() {
        func chance(_ runs: Int) -> Double {
            SearchStrategy.chanceOfMiss(processes: 2, steps: 10, depth: 3, runs: runs)
        }
        #expect(chance(0) == 1)
        #expect(abs(chance(1) - 0.995) < 1e-12)
        #expect(abs(chance(2) - 0.990_025) < 1e-12)
        #expect(abs(chance(1000) - 0.006_654) < 1e-6)
        #expect(SearchStrategy.chanceOfMiss(processes: 1, steps: 1, depth: 1, runs: 1) == 0)
    }

    @Test(arguments: SearchStrategy.allCases)
    func `each way finds a request that is removed by name`(strategy: SearchStrategy) async throws {
        let run = try await ScheduleRun.of(
            "two-reapers-start",
            SearchBounds(strategy: strategy, seconds: 20, crashes: 0, faults: 0, clauses: ["REAP-3"]),
            fault: "REAP-3/by-name")
        if let reason = run.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        #expect(run.broken.contains("REAP-3"), Comment(rawValue: run.told))
    }

    @Test func `all schedules within small bounds are played, and more are said to be sampled`() async throws
    {
        var run = try await ScheduleRun.of(
            "start-stranger", SearchBounds(seconds: 5, preemptions: 1, crashes: 0, faults: 0))
        // Beside other tests five seconds may be few schedules.
        if run.result.extent?.complete != ["1/0/0"] {
            run = try await ScheduleRun.of(
                "start-stranger", SearchBounds(seconds: 60, preemptions: 1, crashes: 0, faults: 0))
        }
        if let reason = run.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        #expect(run.result.isPass, Comment(rawValue: run.told))
        let extent = try #require(run.result.extent)
        #expect(extent.complete == ["1/0/0"] && extent.sampled > 0, Comment(rawValue: extent.sentence))
        #expect(extent.words.contains("with at most 1 preemption, 0 crashes and 0 faults"))
        #expect(extent.words.contains("sampled by priorities"))
    }
}
