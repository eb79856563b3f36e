import SpoolHarness
import SpoolSpec
import Testing

/// The report that programs read: its shape is a promise.
@Suite struct JSONReporterTests {
    private func report(_ events: [SuiteEvent]) -> String {
        var reporter = JSONReporter(
            recorder: JudgedRecorder(name: nil, version: nil, language: nil, command: ["./a b"]),
            replay: ReplayCommand(tool: "spool-check", command: ["./a b"]))
        return events.map { reporter.text(for: $0) }.joined()
    }

    private func clause(_ id: ClauseID) throws -> Clause { try #require(ClauseLedger[id]) }

    @Test func `the members stand in the promised order, every clause of the ledger among them`() throws {
        let finding = Finding(caseName: "c", expected: "\"a\"", seen: "b\n")
        let recorder = JudgedRecorder(name: "n", version: "v", language: "l", command: ["./a b"])
        let text = report([
            .began(recorder, asked: [try clause("NAME-1"), try clause("NAME-5")], cases: 2),
            .decided(.broken(try clause("NAME-5"), cases: 2, findings: [finding])),
            .decided(.passed(try clause("NAME-1"), cases: 1)), .ended,
        ])
        #expect(
            text.hasPrefix(
                #"""
                {"format":1,"recorder":{"name":"n","version":"v","language":"l","command":["./a b"]},"clauses":[\#
                {"id":"NAME-1","profile":"wire","level":"must","roles":["worker","client"],"verdict":"pass",\#
                "blame":null,"cases":1,"evidence":null,"replay":null},
                """#))
        #expect(
            text.contains(
                #"""
                {"id":"NAME-5","profile":"hostile","level":"must","roles":["worker"],"verdict":"fail",\#
                "blame":"implementation","cases":2,"evidence":"c: expected \"a\"; saw b\n",\#
                "replay":"spool-check --case c -- './a b'"},
                """#))
        #expect(text.hasSuffix(#""summary":{"pass":1,"fail":1,"warn":0,"skip":69,"unknown":0}}"# + "\n"))
        let parsed = try JSONValue.parse(text)
        #expect(
            parsed["clauses"]?.array?.compactMap { $0["id"]?.text } == ClauseLedger.all.map(\.id.rawValue))
    }

    @Test func `a run that was broken off leaves what was asked for unknown`() throws {
        let text = report([.brokenOff(reason: "the adapter does not answer", blame: .adapter), .ended])
        let parsed = try JSONValue.parse(text)
        #expect(parsed["recorder"]?["name"] == .null)
        #expect(parsed["summary"]?["unknown"]?.integer == Int64(ClauseLedger.all.count))
        #expect(parsed["clauses"]?.array?.first?["blame"] == "adapter")
        let partly = report([
            .began(
                JudgedRecorder(name: "n", version: "v", language: "l", command: []),
                asked: [try clause("NAME-1")], cases: 1), .ended,
        ])
        #expect(try JSONValue.parse(partly)["summary"]?["unknown"]?.integer == 1)
    }
}
