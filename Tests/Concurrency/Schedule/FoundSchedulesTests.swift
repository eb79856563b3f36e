import SpoolHarness
import SpoolSpec
import Testing

/// Schedules that searching found once, each against the recorder that fails in it. They are played again call by
/// call: what was found once is found again, and a judge that no longer sees it is found out.
@Suite struct `Schedules that were found` {
    struct Found: Sendable, CustomTestStringConvertible {
        let fault: String
        let clause: ClauseID
        let token: String

        var testDescription: String { "\(fault) in \(token)" }
    }

    static let all: [Found] = []

    private static func play(_ found: Found, fault: String?) async throws -> ScheduleRun {
        let token = try ReplayToken(found.token, scenarios: Scenario.all.map(\.name))
        let run = try await ScheduleRun.of(
            token.scenario, SearchBounds(replay: token.tape), fault: fault)
        if let reason = run.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        return run
    }

    @Test(arguments: all)
    func `a faulty recorder breaks the same clause in each replay`(found: Found) async throws {
        let run = try await Self.play(found, fault: found.fault)
        let violation = run.result.violations.first
        #expect(violation?.clause == found.clause, Comment(rawValue: run.told))
        #expect(violation?.replay == found.token, Comment(rawValue: run.told))
        #expect(violation?.seen.hasSuffix("in 100 of 100 replays") ?? false, Comment(rawValue: run.told))
    }

    @Test(arguments: all)
    func `the reference breaks nothing in it`(found: Found) async throws {
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
        let run = try await ScheduleRun.of(
            "start-stranger", SearchBounds(seconds: 5, preemptions: 1, crashes: 0, faults: 0))
        if let reason = run.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        #expect(run.result.isPass, Comment(rawValue: run.told))
        let reach = try #require(run.result.reach)
        #expect(reach.contains("with at most 1 preemption, 0 crashes and 0 faults"), Comment(rawValue: reach))
        #expect(reach.contains("sampled by priorities"), Comment(rawValue: reach))
    }
}
