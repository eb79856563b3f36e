import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// One at a time: each fills the machine as it is.
@Suite(.serialized) struct StressTests {
    @Test func `the reference stands all troubles at once`() async throws {
        var plan = try StressRun.plan(seconds: 8)
        plan.nemeses = Set(Nemesis.allCases)
        let run = try await StressRun.of(plan)
        #expect(run.exitStatus == 0, "\(run.told)")
        #expect(run.result.counters.linesVerified > 0)
        #expect(run.result.counters.kills > 0)
    }

    @Test func `a start on another client's live id is refused and harms nothing`() async throws {
        var plan = try StressRun.plan(seconds: 8)
        plan.nemeses = [.pidReuse]
        let run = try await StressRun.of(plan)
        #expect(run.exitStatus == 0, "\(run.told)")
        if let reason = run.missing.first { try Test.cancel(Comment(rawValue: reason)) }
        #expect(run.result.counters.rivals > 0)
        #expect(run.result.tally.entries["LOCK-6"]?.chances ?? 0 > 0)
    }

    @Test func `the number of events ends the load, and the first that workers see begin to count`()
        async throws
    {
        var plan = try StressRun.plan(seconds: 120)
        plan.events = 5000
        let run = try await StressRun.of(plan)
        #expect(run.exitStatus == 0, "\(run.told)")
        #expect(run.result.counters.replies >= 5000)
        #expect(run.result.counters.linesVerified > 0)
        #expect(run.result.seconds < 120)
    }

    @Test func `lines of three megabytes are verified to their last byte`() async throws {
        var plan = try StressRun.plan(seconds: 5)
        plan.eventBytes = 2_500_000...3_000_000
        let run = try await StressRun.of(plan)
        #expect(run.exitStatus == 0, "\(run.told)")
        #expect(run.result.counters.linesVerified > 0)
    }

    @Test func `a run in which nobody answers is given up, and proves nothing`() async throws {
        var plan = StressPlan(command: AdapterCommand(["sleep", "1000"]))
        plan.workers = 2
        plan.clients = 1
        plan.seconds = 100
        plan.silenceSeconds = 3
        let run = try await StressRun.of(plan)
        #expect(run.exitStatus == 2)
        #expect(run.result.troubles.contains { $0.hasPrefix("no progress") }, "\(run.result.troubles)")
        #expect(run.findings.isEmpty, "\(run.told)")
    }
}
