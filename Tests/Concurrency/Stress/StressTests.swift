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
        #expect(run.exitStatus == 0, "\(run.told) \(run.result.troubles)")
        #expect(run.result.counters.linesVerified > 0)
        #expect(run.result.counters.kills > 0)
    }

    /// A fault under stress, the name that it must be found by, and the clause.
    struct Seeded: Sendable, CustomTestStringConvertible {
        let recorder: String
        let fault: StressFault
        let clause: ClauseID
        /// What else may follow from it: an event in pieces may stand nowhere whole, and one that comes two places
        /// late looks like one that had come before. All of it is of the same clause.
        var also: Set<StressFault> = []

        var testDescription: String { recorder }
    }

    @Test(arguments: [
        Seeded(
            recorder: "APPEND-2/in-two-calls-at-times", fault: .mixed, clause: "APPEND-2",
            also: [.torn, .lost, .notSeen]),
        Seeded(recorder: "APPEND-2/drops-one-in-200", fault: .lost, clause: "APPEND-2", also: [.notSeen]),
        Seeded(recorder: "APPEND-2/doubles-one-in-200", fault: .doubled, clause: "APPEND-2"),
        Seeded(
            recorder: "APPEND-2/swaps-two-in-200", fault: .outOfOrder, clause: "APPEND-2",
            also: [.lost, .notSeen, .doubled]),
        Seeded(
            recorder: "REAP-2/takes-a-live-one-in-30", fault: .liveReaped, clause: "REAP-2",
            also: [.stopFailed, .startFailed, .orphan, .leftByStop]),
        Seeded(recorder: "HOOK-2/leaks-one-in-100", fault: .descriptors, clause: "HOOK-2"),
    ])
    func `a fault that strikes seldom is found by its own name`(_ seeded: Seeded) async throws {
        let run = try await StressRun.of(try StressRun.plan(seeded.recorder, seconds: 6))
        #expect(run.exitStatus == 1, "\(run.result.troubles)")
        #expect(run.result.tally.faults[seeded.fault] ?? 0 > 0, "\(run.told)")
        #expect(run.result.tally.entries[seeded.clause]?.violations ?? 0 > 0, "\(run.told)")
        let others = Set(run.result.tally.faults.keys).subtracting([seeded.fault]).subtracting(seeded.also)
        #expect(others.isEmpty, "\(run.told)")
    }
}
