import SpoolHarness
import SpoolSystem
import Testing

/// What a run of the suite leaves in the process that runs it: nothing.
@Suite struct `A run leaves nothing behind` {
    /// Cases of every kind: plain, traced, with processes that are stopped and killed, sessions, schedules. All of
    /// them take minutes: `SPOOL_LEAKS=all`.
    private var prefixes: [String] {
        Environment.inherited["SPOOL_LEAKS"] == "all"
            ? [] : ["START-", "STOP-", "FOLLOW-", "APPEND-1", "APPEND-3"]
    }

    @Test func `no descriptor, no child, no thread`() async throws {
        let run = try await ToolRun.of("StageProbe", ["leaks"] + prefixes, seconds: 900)
        try #require(run.exit == .exited(0), "\(run.error)")
        var told: [String: [Int]] = [:]
        for line in run.output.split(separator: "\n") {
            let words = line.split(separator: " ")
            told[String(words[0])] = words.dropFirst().compactMap { Int($0) }
        }
        print("leaks: \(told)")
        #expect(try #require(told["cases"]?.first) > 20)
        #expect(told["failures"] == [0])
        for thing in ["descriptors", "children", "threads"] {
            let counts = try #require(told[thing])
            #expect(counts.count == 2 && counts.first == counts.last, "\(thing): \(counts)")
        }
    }
}
