import SpoolHarness
import SpoolSpec
import Testing

/// A run with one verdict of each kind, in which strangers try what they can to break the report.
enum SampleRun {
    static let hostile = "</article>&\"<script>'\u{1B}[2J|\n::error::```"
    static let recorder = JudgedRecorder(
        name: "sample<1>", version: "1.2", language: "perl", command: ["perl", "a b.pl"])
    static let replay = ReplayCommand(tool: "spool-check", command: ["perl", "a b.pl"])

    static func clause(_ id: ClauseID) throws -> Clause { try #require(ClauseLedger[id]) }

    static func events() throws -> [SuiteEvent] {
        let finding = Finding(
            caseName: "NAME-5/a line feed", expected: "one line", seen: hostile, blame: .adapter,
            notes: ["a note"], standardError: "first\nsecond <\u{7}>\n")
        let plain = Finding(caseName: "DIR-6/no group", expected: "an error", seen: "success")
        let ids: [ClauseID] = ["NAME-1", "NAME-5", "DIR-3", "DIR-6", "MODE-1"]
        return [
            .began(recorder, asked: try ids.map(clause), cases: 5), .noted("no other users here"),
            .decided(.waiting(try clause("DIR-3"))), .decided(.passed(try clause("NAME-1"), cases: 1)),
            .decided(.broken(try clause("NAME-5"), cases: 2, findings: [finding])),
            .decided(.broken(try clause("DIR-6"), cases: 1, findings: [plain])),
            .decided(.unknown(try clause("MODE-1"), because: "no memory", blame: .environment)), .ended,
        ]
    }

    /// What a reporter makes of events.
    static func report(_ reporter: any Reporter, _ events: [SuiteEvent]) -> String {
        var reporter = reporter
        return events.map { reporter.text(for: $0) }.joined()
    }

    /// A run in which the adapter never answered.
    static let lost: [SuiteEvent] = [.brokenOff(reason: "no <answer>", blame: .adapter), .ended]
}
