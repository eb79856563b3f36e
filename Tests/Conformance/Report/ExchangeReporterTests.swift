import SpoolHarness
import SpoolSpec
import Testing

/// The reports that other programs read: JUnit's XML, TAP, GitHub's annotations.
@Suite struct ExchangeReporterTests {
    private let junit = JUnitReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
    private let tap = TAPReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
    private let github = GitHubReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)

    @Test func `JUnit's XML is well formed, and counts what it holds`() throws {
        let text = SampleRun.report(junit, try SampleRun.events())
        let outline = MarkupOutline(text)
        #expect(outline.faults.isEmpty)
        #expect(
            text.hasPrefix(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuites name="spool-check" tests="5" failures="1" errors="1" skipped="1">
                  <testsuite name="wire" tests="2" failures="0" errors="1" skipped="0">
                    <properties>
                      <property name="recorder" value="sample&lt;1&gt; 1.2 (perl)"/>
                    </properties>
                    <testcase classname="wire.NAME" name="NAME-1"/>
                    <testcase classname="wire.MODE" name="MODE-1">
                      <error type="environment" message="no memory">
                """))
        #expect(outline.count("testcase") == 5 && outline.count("failure") == 1)
        #expect(outline.count("skipped") == 1 && outline.count("system-out") == 1)
        #expect(outline.elements.first { $0.name == "failure" }?.attributes["type"] == "adapter")
        #expect(
            outline.text.contains(
                "again:    spool-check --case &#39;NAME-5/a line feed&#39; -- perl &#39;a b.pl&#39;"))
    }

    @Test func `JUnit hears of an adapter that never answered`() {
        let outline = MarkupOutline(SampleRun.report(junit, SampleRun.lost))
        #expect(outline.faults.isEmpty && outline.values(of: "errors") == ["1", "1"])
        #expect(outline.values(of: "message") == ["no &lt;answer&gt;"])
    }

    @Test func `TAP has its plan, a point a clause, and YAML that is JSON`() throws {
        let lines = SampleRun.report(tap, try SampleRun.events())
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.prefix(3) == ["TAP version 14", "1..5", "# recorder: sample<1> 1.2 (perl)"])
        let points = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(
            points == [
                "ok 1 - NAME-1 wire", "not ok 2 - NAME-5 hostile",
                "ok 3 - DIR-3 sound # SKIP no case shows it yet; it waits for controlled interleaving (X)",
                "not ok 4 - DIR-6 hostile # todo a SHOULD, which decides nothing", "not ok 5 - MODE-1 wire",
            ])
        #expect(lines.count { $0 == "  ---" } == 3 && lines.count { $0 == "  ..." } == 3)
        for line in lines where line.hasPrefix("  ") && !line.hasPrefix("  ---") && !line.hasPrefix("  ...") {
            let value = line.split(separator: ":", maxSplits: 1).last.map { $0.dropFirst() } ?? ""
            #expect(throws: Never.self) { try JSONValue.parse(String(value)) }
        }
        #expect(SampleRun.report(tap, SampleRun.lost).hasSuffix("\nBail out! no <answer>\n"))
    }

    @Test func `GitHub's annotations are a line each, and nobody's text begins another`() throws {
        let lines = SampleRun.report(github, try SampleRun.events())
            .split(separator: "\n", omittingEmptySubsequences: true)
        #expect(
            lines.map { String($0.prefix { $0 != " " }) }
                == ["::notice", "::error", "::warning", "::warning", "::notice"])
        #expect(lines[1].hasPrefix("::error title=NAME-5 fail (hostile)::A name is matched"))
        #expect(lines[1].contains("%0Aexpected: one line%0Aseen:     </article>"))
        #expect(lines[4] == "::notice title=spool-check%3A sample<1> 1.2 (perl)::1 MUST does not hold.")
    }
}
