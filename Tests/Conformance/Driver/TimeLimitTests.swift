import SpoolSystem
import Testing

@testable import SpoolHarness

@Suite struct TimeLimitTests {
    /// Waits for the end of a time limit with a process of that script.
    ///
    /// - Returns: by how much it was prolonged, in nanoseconds.
    private func prolonged(_ script: String) throws -> Int64 {
        var piped = try PipedProcess(["sh", "-c", script])
        piped.input = nil
        defer { try? piped.process.sendToGroup(.kill) }
        var limit = TimeLimit(nanoseconds: 1_000_000_000)
        let first = limit.deadline
        while !limit.isOver(for: [piped.process.processID]) {
            MonotonicClock.sleep(nanoseconds: max(limit.nextLook - MonotonicClock.now, 1_000_000))
        }
        return limit.deadline - first
    }

    @Test func `who gets no processor has more time`() throws {
        let schedstat = try? Descriptor.open("/proc/self/schedstat", .readOnly)
        guard schedstat != nil else { try Test.cancel("this kernel does not count how long processes wait") }
        // Three that compute, on one processor.
        let loop = "while :; do :; done"
        let waited = try prolonged("taskset -p -c 0 $$ > /dev/null; (\(loop)) & (\(loop)) & \(loop)")
        #expect(waited > 300_000_000)
    }

    @Test func `who only sleeps has no more`() throws {
        #expect(try prolonged("exec sleep 60") < 100_000_000)
    }
}
