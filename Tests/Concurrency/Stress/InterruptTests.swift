import SpoolHarness
import SpoolSystem
import Testing

extension StressTests {
    /// `spool-stress` as a person starts it, and what is left of it.
    private struct ToolRun {
        let exit: ProcessExit?
        let output: String
        /// Processes of the run: the tool, its stage, every adapter.
        let left: [String]
        let mounts: (before: [UInt8], after: [UInt8])

        /// - Parameter interrupts: seconds after the load has begun at which the tool gets `SIGINT`, as by Ctrl-C.
        init(interrupts: [Double], _ arguments: [String] = []) throws {
            let mark = ProcessMark()
            let before = try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll()
            var tool = try PipedProcess(
                [
                    try Siblings.path(of: "spool-stress"), "--duration", "100", "--workers", "4", "--clients",
                    "3",
                ] + arguments, mark.options)
            tool.input = nil
            var bytes: [UInt8] = []
            var due = interrupts[...]
            var beganAt: Int64?
            let deadline = MonotonicClock.now + 60_000_000_000
            while MonotonicClock.now < deadline {
                let at = beganAt.flatMap { began in due.first.map { began + Int64($0 * 1_000_000_000) } }
                if try tool.output.waitReadable(until: min(at ?? deadline, deadline)) {
                    let some = try tool.output.read(1 << 16)
                    if some.isEmpty { break }
                    bytes += some
                    // The first line that tells of progress.
                    if beganAt == nil, String(decoding: bytes, as: UTF8.self).contains("events/s") {
                        beganAt = MonotonicClock.now
                    }
                } else if at != nil {
                    due.removeFirst()
                    try tool.process.sendToGroup(.interrupt)
                }
            }
            exit = try tool.process.wait(until: deadline)
            output = String(decoding: bytes, as: UTF8.self)
            left = try mark.processesLeft(after: 5)
            mounts = (before, try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll())
        }
    }

    @Test func `Ctrl-C ends a run in order, with the verdict so far`() throws {
        let run = try ToolRun(interrupts: [2])
        #expect(run.exit == .exited(0), "\(run.output)")
        #expect(run.output.contains("No violation in "), "\(run.output)")
        #expect(run.left.isEmpty)
        #expect(run.mounts.before == run.mounts.after)
    }

    @Test func `a second Ctrl-C ends it at once`() throws {
        let run = try ToolRun(interrupts: [1, 1.2])
        #expect(run.exit == .signalled(.interrupt), "\(run.output)")
        #expect(!run.output.contains("No violation in "))
        #expect(run.left.isEmpty)
        #expect(run.mounts.before == run.mounts.after)
    }
}
