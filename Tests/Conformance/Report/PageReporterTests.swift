import SpoolHarness
import SpoolSpec
import Testing

/// The reports that people read in a browser: HTML, and Markdown for a job's summary.
@Suite struct PageReporterTests {
    private let html = HTMLReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
    private let markdown = MarkdownReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)

    @Test func `the page is well formed, stands alone, and holds nobody's tags`() throws {
        let text = SampleRun.report(html, try SampleRun.events())
        let outline = MarkupOutline(text)
        #expect(outline.faults.isEmpty)
        #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
        let names = Set(outline.elements.map(\.name))
        #expect(names.isDisjoint(with: ["script", "link", "img", "iframe"]))
        #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("url("))
        #expect(outline.count("h1") == 1 && outline.count("main") == 1 && outline.count("title") == 1)
    }

    @Test func `every link leads to a clause, and every clause has its article once`() throws {
        let outline = MarkupOutline(SampleRun.report(html, try SampleRun.events()))
        let ids = outline.values(of: "id")
        #expect(ids.sorted() == ["DIR-3", "DIR-6", "MODE-1", "NAME-1", "NAME-5"])
        #expect(Set(outline.values(of: "href").map { String($0.dropFirst()) }) == Set(ids))
        #expect(outline.values(of: "aria-label").contains("NAME-5: fail"))
    }

    @Test func `tables have captions and headings that name their rows and columns`() throws {
        let outline = MarkupOutline(SampleRun.report(html, try SampleRun.events()))
        #expect(outline.count("table") == 2 && outline.count("caption") == 2)
        let heads = outline.elements.filter { $0.name == "th" }
        #expect(heads.allSatisfy { ["row", "col"].contains($0.attributes["scope"]) })
    }

    @Test func `the page tells what was expected, seen, and how to see it again`() throws {
        let text = SampleRun.report(html, try SampleRun.events())
        #expect(text.contains(#"<p class="outcome fail">1 MUST does not hold.</p>"#))
        #expect(text.contains(#"<dt>expected</dt><dd class="mono">one line</dd>"#))
        #expect(text.contains(#"<dt>blame</dt><dd class="mono">the adapter</dd>"#))
        #expect(text.contains("&lt;/article&gt;&amp;&quot;&lt;script&gt;&#39;\\u{1B}[2J|\\n::error::```"))
        #expect(
            text.contains("spool-check --case &#39;NAME-5/a line feed&#39; -- perl &#39;a b.pl&#39;</code>"))
        let lost = SampleRun.report(html, SampleRun.lost)
        #expect(
            lost.contains("The run was broken off: no &lt;answer&gt;") && MarkupOutline(lost).faults.isEmpty)
    }

    @Test func `a pass by searching is not told as one that was not judged`() throws {
        let clause = try SampleRun.clause("LOCK-5")
        let text = SampleRun.report(
            html, [.decided(.passed(clause, cases: 1, evidence: "all 7 schedules")), .ended])
        #expect(text.contains(">Searched: all 7 schedules<") && !text.contains("Not judged"))
    }

    @Test func `Markdown's fences hold what strangers write`() throws {
        let text = SampleRun.report(markdown, try SampleRun.events())
        #expect(
            text.hasPrefix(
                #"""
                ## spool-check: sample\<1\> 1.2 \(perl\)

                **1 MUST does not hold.**

                no other users here

                | profile | pass | fail | warn | skip | unknown |
                | --- | ---: | ---: | ---: | ---: | ---: |
                | wire | 1 | 0 | 0 | 0 | 1 |
                | sound | 0 | 0 | 0 | 1 | 0 |
                | hostile | 0 | 1 | 1 | 0 | 0 |

                ### NAME-5: fail (hostile)

                A name is matched
                """#))
        #expect(text.contains("\n````text\ncase:     NAME-5/a line feed\n"))
        #expect(
            text.contains("\n- DIR-3: no case shows it yet; it waits for controlled interleaving \\(X\\)\n"))
    }
}
