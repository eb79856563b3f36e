import SpoolSpec
import Testing

@testable import SpoolHarness

/// The text that a person reads, letter by letter.
@Suite struct TextReporterTests {
    private let recorder = JudgedRecorder(
        name: "sample", version: "1.2", language: "perl", command: ["perl", "a b.pl"])

    private func report(_ events: [SuiteEvent], style: TextStyle = TextStyle()) -> String {
        var reporter = TextReporter(
            style: style,
            replay: ReplayCommand(tool: "spool-check", options: ["--seed", "7"], command: recorder.command))
        return events.map { reporter.text(for: $0) }.joined()
    }

    private func clause(_ id: ClauseID) throws -> Clause { try #require(ClauseLedger[id]) }

    @Test func `a run in a pipe is plain lines`() throws {
        let finding = Finding(
            caseName: "NAME-5/a line feed at the end", expected: "one line in 12.events",
            seen: "two lines: \u{1B}[2J\n", notes: ["the spool held 12.req and 12.req\\n"],
            standardError: "first\nsecond\u{7}\n")
        let text = report([
            .began(recorder, asked: [try clause("NAME-1"), try clause("NAME-5")], cases: 3),
            .caseBegan(name: "x"), .caseEnded(name: "x"),
            .decided(.passed(try clause("NAME-1"), cases: 1)),
            .decided(.broken(try clause("NAME-5"), cases: 2, findings: [finding])),
            .decided(.waiting(try clause("DIR-3"))),
            .ended,
        ])
        #expect(
            text == #"""
                Judging sample 1.2 (perl): 2 clauses, 3 cases

                pass    NAME-1     wire     1 case
                FAIL    NAME-5     hostile  2 cases
                        A name is matched to its last byte. An entry whose name is `12.req`
                        followed by a line feed is no request file: it is left alone as NAME-4
                        says, and a recorder `12` beside it gets each event once.

                        NAME-5/a line feed at the end
                        expected: one line in 12.events
                        seen:     two lines: \u{1B}[2J\n
                        note:     the spool held 12.req and 12.req\n
                        the adapter's standard error:
                          | first
                          | second\u{7}

                        again:    spool-check --case 'NAME-5/a line feed at the end' --seed 7 -- perl 'a b.pl'

                skip    DIR-3      sound    no case shows it yet; it waits for controlled interleaving (X)

                              pass     fail     warn     skip  unknown
                wire             1        0        0        0        0
                sound            0        0        0        1        0
                hostile          0        1        0        0        0
                all              1        1        0        1        0

                fail: NAME-5
                1 MUST does not hold.
                1 passed, 1 failed, 1 skipped, 1 case, 0 s

                """#)
    }

    @Test func `a terminal sees what is under way, within its width`() throws {
        let style = TextStyle(showsProgress: true, hasColour: true, columns: 40)
        let text = report(
            [
                .began(recorder, asked: [try clause("NAME-1")], cases: 1),
                .caseBegan(name: "NAME-1/" + String(repeating: "long ", count: 20)),
                .caseEnded(name: "NAME-1/" + String(repeating: "long ", count: 20)),
                .decided(.passed(try clause("NAME-1"), cases: 1)), .ended,
            ], style: style)
        #expect(text.contains("\r\u{1B}[K\u{1B}[2m0/1 clauses, 0/1 cases  NAME-1/long lon\u{1B}[0m"))
        // A pass is named at the end.
        #expect(text.contains("pass, wire: NAME-1\n") && !text.contains("wire     1 case"))
    }

    @Test func `a warning is not a failure, and what could not be judged is told`() throws {
        let finding = Finding(caseName: "c", expected: "a", seen: "b", blame: .adapter)
        let warned = ClauseVerdict.broken(try clause("DIR-6"), cases: 1, findings: [finding, finding])
        #expect(warned.verdict == .warn && warned.blame == .adapter)
        #expect(warned.evidence == "c: expected a; saw b (and 1 more)")
        let unknown = ClauseVerdict.unknown(
            try clause("NAME-2"), because: "no memory", blame: .environment)
        let text = report([
            .decided(warned), .decided(unknown), .brokenOff(reason: "Ctrl-C", blame: nil), .ended,
        ])
        #expect(text.contains("blame:    the adapter\n"))
        #expect(text.contains("unknown NAME-2     wire     no memory\n"))
        #expect(
            text.hasSuffix(
                """
                The run was broken off: Ctrl-C.
                Nothing failed until the run was broken off.
                1 warned, 1 unknown, 0 cases, 0 s

                """))
    }

    @Test func `how far was searched is told once`() throws {
        let extent = SearchExtent(
            scenario: "stop-scan", schedules: 16, complete: ["0/0/0", "1/0/0"], sampled: 4, cut: 0,
            seconds: 1.26, words: "all with at most …", pace: "9 µs a stop")
        func verdict(_ id: ClauseID) throws -> ClauseVerdict {
            var verdict = ClauseVerdict.passed(try clause(id), cases: 1)
            verdict.extents = [extent]
            return verdict
        }
        let events: [SuiteEvent] = [
            .decided(try verdict("STOP-1")), .decided(try verdict("STOP-2")), .ended,
        ]
        let text = report(events)
        #expect(text.contains("stop-scan                  16        4      1.3  0/0/0, 1/0/0\n"))
        #expect(text.split(separator: "stop-scan").count == 2 && !text.contains("a stop"))
        #expect(report(events, style: TextStyle(isVerbose: true)).contains("    9 µs a stop\n"))
    }

    @Test func `cases whose findings are not written out are named`() throws {
        let findings = ["a", "b", "c", "d", "d", "e"].map {
            Finding(caseName: "NAME-5/\($0)", expected: "x", seen: "y")
        }
        let events = [
            SuiteEvent.decided(.broken(try clause("NAME-5"), cases: 5, findings: findings)), .ended,
        ]
        #expect(report(events).contains("and 3 more, in NAME-5/d, NAME-5/e; --verbose shows them"))
        #expect(report(events, style: TextStyle(isVerbose: true)).contains("NAME-5/e\n"))
    }

    @Test func `the outcome decides the exit status`() throws {
        let must = try clause("NAME-1")
        let should = try clause("DIR-6")
        let finding = Finding(caseName: "c", expected: "a", seen: "b")
        let passed = ClauseVerdict.passed(must, cases: 1)
        let skipped = ClauseVerdict.waiting(must)
        let warned = ClauseVerdict.broken(should, cases: 1, findings: [finding])
        let failed = ClauseVerdict.broken(must, cases: 1, findings: [finding])
        let unknown = ClauseVerdict.unknown(must, because: "r", blame: .suite)
        #expect(SuiteOutcome([passed, skipped, warned]) == .passed(skipped: 1, warned: 1))
        #expect(SuiteOutcome([passed, failed, unknown], brokenOff: true).exitStatus == 1)
        #expect(SuiteOutcome([warned]).exitStatus == 0)
        #expect(SuiteOutcome([skipped]) == .nothingJudged)
        #expect(SuiteOutcome([]).exitStatus == 2)
        #expect(SuiteOutcome([passed, unknown]) == .undecided(1))
        #expect(SuiteOutcome([passed], brokenOff: true) == .brokenOff)
    }
}
