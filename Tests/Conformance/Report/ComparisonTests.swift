import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Several reports side by side.
@Suite struct ComparisonTests {
    private func report(_ name: String, _ verdicts: [(id: String, verdict: String)]) throws -> ComparedReport
    {
        let clauses: [JSONValue] = verdicts.map { id, verdict in
            [
                "id": .string(id), "verdict": .string(verdict),
                "evidence": verdict == "fail" ? .string(SampleRun.hostile) : .null,
            ]
        }
        let json: JSONValue = [
            "format": 1, "recorder": ["name": .string(name), "version": "2", "command": []],
            "clauses": .array(clauses),
        ]
        return try ComparedReport(json: json.encoded())
    }

    private func sample() throws -> Comparison {
        Comparison([
            try report("a", [("NAME-1", "pass"), ("NAME-5", "pass"), ("DIR-3", "skip"), ("NONE-1", "pass")]),
            try report("<b>", [("NAME-1", "pass"), ("NAME-5", "fail"), ("DIR-3", "skip")]),
            try report("a", [("NAME-1", "skip"), ("DIR-6", "warn")]),
        ])
    }

    @Test func `the text has a column a recorder and marks what differs`() throws {
        #expect(
            try sample().text == """
                [1] a 2 [1]
                [2] <b> 2
                [3] a 2 [3]

                wire        [1]      [2]      [3]
                NAME-1      pass     pass     skip

                hostile     [1]      [2]      [3]
                NAME-5      pass     fail              <>
                DIR-6                         warn

                3 recorders, 3 clauses judged; 1 came out differently.

                """)
    }

    @Test func `the page is well formed and links to what went wrong`() throws {
        let outline = MarkupOutline(try sample().html)
        #expect(outline.faults.isEmpty)
        #expect(outline.values(of: "id") == ["NAME-5", "DIR-6"])
        #expect(outline.values(of: "href") == ["#NAME-5", "#DIR-6"])
        #expect(outline.count("table") == 3 && outline.count("caption") == 3)
        #expect(outline.text.contains("&lt;b&gt; 2"))
        // Not by a shade alone.
        #expect(try sample().html.contains(##">NAME-5</a> <span class="dim">differs</span></th>"##))
    }

    @Test func `Markdown holds strangers' text in a fence`() throws {
        let text = try sample().markdown
        #expect(text.contains("\n| **NAME-5** | hostile | pass | fail |  |\n"))
        #expect(text.contains("\n\\<b\\> 2:\n\n````text\n</article>"))
    }

    @Test(arguments: [
        ("x", "it is no JSON: "), ("{}", "it is no report of spool-check"),
        (#"{"format":2,"recorder":{},"clauses":[]}"#, "it is no report of format 1"),
        (
            #"{"format":1,"recorder":{},"clauses":[{"id":"NAME-1"}]}"#,
            "a clause of it has no id or no verdict"
        ),
    ])
    func `what is no report is refused with the reason`(json: String, reason: String) {
        let error = #expect(throws: ReportError.self) { try ComparedReport(json: Array(json.utf8)) }
        #expect(error?.description.hasPrefix(reason) == true)
    }

    @Test func `the tool tells which file it cannot compare`() async throws {
        let run = try await ToolRun.of("spool-check", ["--compare", "/nowhere.json", "--format", "html"])
        #expect(run.exit == .exited(64))
        #expect(run.error.hasPrefix("Error: cannot read '/nowhere.json': No such file or directory"))
        let none = try await ToolRun.of("spool-check", ["--compare"])
        #expect(
            none.error.hasPrefix("Error: a report is missing\nUsage: spool-check --compare [OPTIONS] REPORT"))
    }
}
