import SpoolHarness
import SpoolSpec
import Testing

extension StressTests {
    /// A fault under stress, the name that it must be found by, and the clause.
    struct Seeded: Sendable, CustomTestStringConvertible {
        let recorder: String
        let fault: StressFault
        let clause: ClauseID
        /// What else may follow from it: an event in pieces may stand nowhere whole, and one that comes two places
        /// late looks like one that had come before. All of it is of the same clause.
        var also: Set<StressFault> = []
        /// So many events it takes to find it with near certainty; a machine that handles fewer cannot be asked.
        var events = 10_000

        var testDescription: String { recorder }
    }

    @Test(arguments: [
        Seeded(
            recorder: "APPEND-2/in-two-calls-at-times", fault: .mixed, clause: "APPEND-2",
            also: [.torn, .lost, .notSeen]),
        Seeded(recorder: "APPEND-2/drops-one-in-200", fault: .lost, clause: "APPEND-2", also: [.notSeen]),
        Seeded(
            recorder: "APPEND-2/drops-one-in-100000", fault: .lost, clause: "APPEND-2", also: [.notSeen],
            events: 500_000),
        Seeded(recorder: "APPEND-2/doubles-one-in-200", fault: .doubled, clause: "APPEND-2"),
        Seeded(
            recorder: "APPEND-2/swaps-two-in-200", fault: .outOfOrder, clause: "APPEND-2",
            also: [.lost, .notSeen, .doubled]),
        Seeded(
            recorder: "REAP-2/takes-a-live-one-in-30", fault: .liveReaped, clause: "REAP-2",
            also: [.stopFailed, .startFailed, .orphan, .leftByStop]),
        Seeded(recorder: "HOOK-2/leaks-one-in-100", fault: .descriptors, clause: "HOOK-2"),
        Seeded(recorder: "HOOK-1/sleeps-for-ever", fault: .hookHangs, clause: "HOOK-1"),
        Seeded(recorder: "HOOK-1/spins-for-ever", fault: .hookSlow, clause: "HOOK-1"),
        Seeded(recorder: "START-1/asks-for-less-at-times", fault: .wrongRequest, clause: "START-1"),
    ])
    func `a fault that strikes seldom is found by its own name`(_ seeded: Seeded) async throws {
        // A leak is judged at the end; all else ends the load as soon as it is found.
        let isJudgedLast = seeded.fault == .descriptors
        var plan = try StressRun.plan(seeded.recorder, seconds: isJudgedLast ? 6 : 240)
        // Every line counts where one in very many is lost.
        if seeded.fault == .lost { plan.filters = 1 }
        let run = try await StressRun.of(plan, until: seeded.fault)
        let events = run.result.counters.replies
        if run.result.tally.faults[seeded.fault] == nil, events < seeded.events {
            try Test.cancel("\(events) events were handled here, and it takes \(seeded.events)")
        }
        #expect(run.exitStatus == 1, "\(run.told)")
        #expect(run.result.tally.faults[seeded.fault] ?? 0 > 0, "\(run.told)")
        #expect(run.result.tally.entries[seeded.clause]?.violations ?? 0 > 0, "\(run.told)")
        let others = Set(run.result.tally.faults.keys).subtracting([seeded.fault]).subtracting(seeded.also)
        #expect(others.isEmpty, "\(run.told)")
    }
}
