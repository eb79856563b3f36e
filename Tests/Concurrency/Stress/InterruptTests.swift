import SpoolHarness
import SpoolSystem
import Testing

extension StressTests {
    /// `spool-stress` as a person starts it, and what is left of it.
    private struct ToolRun {
        let exit: ProcessExit?
        let output: String
        /// Processes that still have the run's token in their environment: the tool, its stage, every adapter.
        let left: [String]
        let mounts: (before: [UInt8], after: [UInt8])

        /// - Parameter interrupts: seconds after the load has begun at which the tool gets `SIGINT`, as by Ctrl-C.
        init(interrupts: [Double], _ arguments: [String] = []) throws {
            let token = "STRESS_TOKEN=\(MonotonicClock.now)"
            var options = SpawnOptions()
            options.environment["STRESS_TOKEN"] = String(token.dropFirst("STRESS_TOKEN=".count))
            let before = try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll()
            var tool = try PipedProcess(
                [
                    try Siblings.path(of: "spool-stress"), "--duration", "100", "--workers", "4", "--clients",
                    "3",
                ] + arguments, options)
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
            left = try Self.settled(token)
            mounts = (before, try Descriptor.open("/proc/self/mountinfo", .readOnly).readAll())
        }

        /// The kernel takes a moment to end a PID namespace whose keeper was killed.
        private static func settled(_ token: String) throws -> [String] {
            let deadline = MonotonicClock.now + 5_000_000_000
            while true {
                let found = try processes(token)
                if found.isEmpty || MonotonicClock.now > deadline { return found }
                MonotonicClock.sleep(nanoseconds: 20_000_000)
            }
        }

        private static func processes(_ token: String) throws -> [String] {
            let entries = try Descriptor.open("/proc", [.readOnly, .directory]).allEntries()
            return entries.compactMap { entry in
                let name = String(decoding: entry.name, as: UTF8.self)
                guard Int32(name) != nil,
                    let bytes = try? Descriptor.open("/proc/\(name)/environ", .readOnly).readAll(
                        limit: 1 << 20)
                else { return nil }
                let variables = bytes.split(separator: 0)
                return variables.contains { $0.elementsEqual(token.utf8) } ? name : nil
            }
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
