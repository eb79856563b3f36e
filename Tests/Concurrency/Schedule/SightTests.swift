import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// A search in which the calls are not seen breaks nothing, and must not pass for that.
@Suite struct `A search that does not see` {
    private var bounds: SearchBounds {
        var bounds = SearchBounds()
        bounds.seconds = 1
        return bounds
    }

    @Test(arguments: ["start-scan", "two-reapers"])
    func `the calls of a recorder behind a wrapper is no pass`(scenario: String) async throws {
        // What is followed is the shell, which makes no call on the spool.
        let recorder = try AdapterCommand.reference().arguments.map { "'\($0)'" }.joined(separator: " ")
        let command = AdapterCommand(["/bin/sh", "-c", "\(recorder); exit $?"])
        let run = try await ScheduleRun.of(scenario, bounds, command: command)
        if let reason = run.reasonForSkip { try Test.cancel("\(reason)") }
        let ending = try #require(run.result.ending, "it passed: \(run.told)")
        #expect(ending.blame == .environment)
        #expect(ending.text.contains("seen"), "\(ending.text)")
        #expect(ending.text.contains("wrapper"), "\(ending.text)")
    }

    @Test func `anything on this machine says so, and judges nothing`() async throws {
        var unseen = UnseenWays()
        unseen.tracing = "this is a test"
        let run = try await ScheduleRun.of(
            "start-scan", bounds, command: .reference(), unseen: unseen)
        let reason = try #require(run.reasonForSkip)
        #expect(reason == "system calls cannot be followed here: this is a test")
    }
}
