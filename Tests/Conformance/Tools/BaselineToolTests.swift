import SpoolHarness
import SpoolSystem
import Testing

/// `--baseline` and `--suite` as a person meets them: what is known costs nothing, what is new or stale does.
@Suite struct `Known failures on the command line` {
    private func judge(_ baseline: String, clauses: [String] = ["NAME-3", "NAME-1"]) async throws -> ToolRun {
        let path = "/tmp/baseline-\(MonotonicClock.now)"
        try Descriptor.open(path, [.writeOnly, .create, .exclusive], mode: 0o600).writeAll(
            Array(baseline.utf8))
        let arguments =
            ["--baseline", path, "--role", "worker"] + clauses.flatMap { ["--clause", $0] }
            + ["--", try Siblings.path(of: "FaultyRecorder"), "NAME-3/numbers"]
        let run = try await ToolRun.of("spool-check", arguments)
        try FileSystem.unlink(path)
        return run
    }

    @Test func `a failure that is listed is expected`() async throws {
        let run = try await judge("NAME-3 fail # since ever\n")
        #expect(run.exit == .exited(0))
        #expect(run.error.hasPrefix("1 of the failures was expected by '"))
    }

    @Test func `one that is not listed is not`() async throws {
        let run = try await judge("# nothing is known\n")
        #expect(run.exit == .exited(1) && run.error.hasPrefix("0 of the failures were expected"))
    }

    @Test func `an entry that holds now is stale, and fails the run`() async throws {
        let run = try await judge("NAME-3 fail\nNAME-6 fail\n", clauses: ["NAME-3", "NAME-6"])
        #expect(run.exit == .exited(1))
        #expect(run.error.hasPrefix("Error: NAME-6 is listed in '"))
    }

    @Test func `a list that cannot be read is a mistake of the caller's`() async throws {
        let run = try await judge("NAME-3 failed\n")
        #expect(run.exit == .exited(64) && run.error.contains("line 1: it must be a clause and then fail"))
    }

    @Test func `a version of the suite is one that there was`() async throws {
        let none = try await ToolRun.of("spool-check", ["--suite", "0.9"])
        #expect(none.exit == .exited(64) && none.error.contains("1.0"))
        let list = try await ToolRun.of("spool-check", ["--suite", "1.0", "--list"])
        #expect(list.output.split(separator: "\n").count { $0.hasPrefix("  ") } == 70)
    }
}
