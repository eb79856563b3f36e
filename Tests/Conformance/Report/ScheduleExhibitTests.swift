import SpoolHarness
import SpoolSpec
import Testing

/// A schedule on its way from a case to the reports.
@Suite struct `A schedule in a report` {
    private let schedule = Interleaving(
        title: "how LOCK-5 breaks", processes: ["worker 1", "idle", "client \(SampleRun.hostile)"],
        steps: [
            .init(process: 2, call: "openat 12.req"),
            .init(process: 0, call: "flock 12.req EX", isPreemption: true),
            .init(process: 0, call: "unlinkat 12.req", result: "ENOENT", treatment: "made to fail: ENOENT"),
            .init(process: 2, call: "flock 12.req EX \(SampleRun.hostile)"),
        ], decisiveStep: 3)

    private func events() throws -> [SuiteEvent] {
        let finding = Finding(
            caseName: "LOCK-5/schedules", expected: "a lock", seen: "none", exhibit: [schedule, schedule])
        let clause = try SampleRun.clause("LOCK-5")
        return [
            .began(SampleRun.recorder, asked: [clause], cases: 1),
            .decided(.broken(clause, cases: 1, findings: [finding])), .ended,
        ]
    }

    @Test func `it is the same after its way as JSON, and what is none is refused`() throws {
        #expect(Interleaving(json: schedule.json) == schedule)
        #expect(
            Interleaving(json: ["title": "t", "processes": [], "steps": [["process": 0, "call": "c"]]]) == nil
        )
        #expect(
            Interleaving(json: ["title": "t", "processes": ["p"], "steps": [["process": -1, "call": "c"]]])
                == nil)
    }

    @Test func `the page draws it, says what is drawn, and has the same as a table`() throws {
        let text = SampleRun.report(
            HTMLReporter(recorder: SampleRun.recorder, replay: SampleRun.replay), try events())
        let outline = MarkupOutline(text)
        #expect(outline.faults.isEmpty)
        #expect(outline.count("svg") == 2 && outline.count("figure") == 2 && outline.count("desc") == 2)
        let ids = outline.values(of: "id")
        #expect(Set(ids).count == ids.count)
        for names in outline.values(of: "aria-labelledby") {
            #expect(names.split(separator: " ").allSatisfy { ids.contains(String($0)) })
        }
        // A box a call, and one of them is where it breaks; the process that did nothing has no column.
        let kinds = outline.elements.filter { $0.name == "rect" }.compactMap { $0.attributes["class"] }
        #expect(kinds == ["call", "call", "stopped", "decisive", "call", "call", "stopped", "decisive"])
        #expect(outline.elements.count { $0.name == "line" && $0.attributes["class"] == "life" } == 4)
        #expect(outline.elements.count { $0.name == "line" && $0.attributes["class"] == "standing" } == 2)
        #expect(text.contains("<td>ENOENT</td><td>made to fail: ENOENT</td></tr>"))
        #expect(text.contains("<td>interrupts client &lt;/article&gt;"))
    }

    @Test func `text has a column a process and marks where it breaks`() throws {
        let style = TextStyle(showsProgress: false, hasColour: false, columns: 80)
        let text = SampleRun.report(TextReporter(style: style, replay: SampleRun.replay), try events())
        #expect(text.contains("\n        how LOCK-5 breaks\n               worker 1 "))
        #expect(text.contains("\n\n        >   2  flock 12.req EX\n"))
        #expect(text.contains("        >   3  unlinkat 12.req: ENOENT (made to fail: ENOENT)\n"))
        #expect(text.contains("\n        !   4 "))
    }

    @Test func `the formats for continuous integration have it too`() throws {
        let junit = JUnitReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
        let markdown = MarkdownReporter(recorder: SampleRun.recorder, replay: SampleRun.replay)
        let xml = SampleRun.report(junit, try events())
        #expect(MarkupOutline(xml).faults.isEmpty)
        for text in [xml, SampleRun.report(markdown, try events())] {
            #expect(text.contains("3  unlinkat 12.req: ENOENT (made to fail: ENOENT)"))
        }
    }

    @Test func `a comparison draws what a report in JSON has kept`() throws {
        let json = JSONReporter(
            recorder: SampleRun.recorder, replay: SampleRun.replay, hasDetails: true)
        let report = try ComparedReport(json: Array(SampleRun.report(json, try events()).utf8))
        let page = Comparison([report, report]).html
        let outline = MarkupOutline(page)
        #expect(outline.faults.isEmpty && outline.count("svg") == 4)
        let ids = outline.values(of: "id")
        #expect(Set(ids).count == ids.count)
    }
}
