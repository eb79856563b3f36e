import SpoolHarness
import SpoolSystem
import Testing

/// A search is killed, at whatever moment: tracers and tracees, the processes that schedules have stopped or were
/// about to kill, and the stage's file system.
@Suite struct `A search that is killed` {
    /// - Parameter seconds: how long after the first of its processes are there.
    @Test(arguments: [0, 0.4, 1.2])
    func `leaves no process and no mount`(seconds: Double) async throws {
        let trial = try await ScheduleRun.of("stop-start", SearchBounds(seconds: 0.1))
        if let reason = trial.reasonForSkip { try Test.cancel(Comment(rawValue: reason)) }
        let mark = ProcessMark()
        let before = try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll()
        var tool = try PipedProcess(
            [
                try Siblings.path(of: "spool-check"), "--scenario", "two-reapers-start", "--scenario",
                "stop-start", "--budget", "60", "--quiet",
            ], mark.options)
        tool.input = nil
        // Itself, a stage, and a recorder: without them nothing would be shown.
        let deadline = MonotonicClock.now + 20_000_000_000
        while try mark.processes().count < 3 {
            try #require(MonotonicClock.now < deadline, "nothing was begun")
            MonotonicClock.sleep(nanoseconds: 5_000_000)
        }
        MonotonicClock.sleep(nanoseconds: Int64(seconds * 1_000_000_000))
        try tool.process.send(.kill)
        #expect(try tool.process.wait(until: MonotonicClock.now + 10_000_000_000) == .signalled(.kill))
        #expect(try mark.processesLeft(after: 1) == [])
        #expect(try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll() == before)
    }
}
