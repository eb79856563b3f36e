import SpoolHarness
import SpoolSystem
import Testing

/// `--against`: two recorders in the same sessions. One test after the other: each keeps all processors busy, and where
/// everything takes many times as long, as under the thread sanitizer, two at once come to no end in their time.
@Suite(.serialized) struct `Two recorders` {
    private func compare(
        _ other: [String], _ command: [String], seconds: Int, seed: Int = 0
    ) async throws -> ToolRun {
        try await ToolRun.of(
            "spool-check",
            ["--against", other.joined(separator: " "), "--budget", "\(seconds)", "--seed", "\(seed)", "--"]
                + command)
    }

    private var reference: [String] {
        get throws { [try Siblings.path(of: "spool-recorder"), "adapter"] }
    }

    @Test func `a recorder is like itself`() async throws {
        let run = try await compare(try reference, try reference, seconds: 2)
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        #expect(run.output.hasPrefix("They are alike in ") && run.output.hasSuffix(" lines of events.\n"))
    }

    /// Faults that no single step shows without what came before it, and plain ones.
    @Test(arguments: ["FILTER-2/no-tokens", "NAME-3/numbers", "REAP-1/leaves-the-events", "EVENT-2/no-null"])
    func `one that does otherwise is told from it, by the shortest session`(fault: String) async throws {
        let run = try await compare(
            try reference, [try Siblings.path(of: "FaultyRecorder"), fault], seconds: 40)
        #expect(run.exit == .exited(1), "\(fault): \(run.output)\(run.error)")
        #expect(run.output.contains("after: ") && run.output.contains("They differ; "))
    }

    @Test func `one that does not run is no difference`() async throws {
        let run = try await compare(try reference, ["false"], seconds: 1)
        #expect(run.exit == .exited(2) && run.output.isEmpty)
    }
}
