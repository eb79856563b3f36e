import SpoolHarness
import SpoolSpec
import Testing

/// The reports of a stress run, from what a stage tells; no run is made.
@Suite struct `Reports of a stress run` {
    private static func message(_ text: String) throws -> StressMessage {
        try #require(StressMessage(try JSONValue.parse(Array(text.utf8), limits: .driver)))
    }

    private static func progress(_ second: Int, replies: Int, violations: Int = 0) throws -> StressMessage {
        try message(
            """
            {"progress":{"milliseconds":\(second * 1000),"counters":{"replies":\(replies),"linesVerified":\(replies * 2),
            "kills":\(second / 2)},"p50":1000,"p99":2000,"longest":3000,"violations":\(violations),"phase":"running",
            "recent":{"count":10,"max":900,"buckets":[[576,8],[960,2]]}}}
            """)
    }

    private static let hostile = #"<script>\"& "#

    /// A run of some seconds with one violation, in a recorder whose name and lines try to leave their place.
    private static func messages(_ seconds: Int) throws -> [StressMessage] {
        let finding =
            #"{"clause":"APPEND-2","fault":"lost","text":"3 \#(hostile) are missing","evidence":["line \#(hostile)"],"#
            + #""recorders":["bad \#(hostile)"],"milliseconds":1500}"#
        let tally =
            #"{"clauses":{"APPEND-2":{"chances":9,"violations":1},"REAP-1":{"chances":0,"violations":0},"#
            + #""SCAN-1":{"chances":4,"violations":0}},"faults":{"lost":1},"suspects":{}}"#
        return [try message(#"{"began":{"nemeses":["kill"],"missing":["full: no tmpfs"]}}"#)]
            + (try (1...seconds).map { try progress($0, replies: $0 * 1000, violations: $0 > 1 ? 1 : 0) })
            + [
                try message(#"{"finding":\#(finding)}"#),
                try message(
                    #"{"ended":{"milliseconds":\#(seconds * 1000),"counters":{"replies":\#(seconds * 1000)},"tally":\#(tally),"#
                        + #""latency":{"count":10,"max":900,"buckets":[[576,8],[960,2]]},"recorders":["bad \#(hostile)"],"#
                        + #""troubles":[],"glued":null,"endurance":null}}"#),
            ]
    }

    private static func written(by reporter: some StressReporter, _ seconds: Int = 5) throws -> String {
        var reporter = reporter
        return try messages(seconds).map { reporter.text(for: $0) }.joined()
    }

    private static let plan = StressPlan(command: AdapterCommand(["./adapter", hostile]))

    @Test func `the page is well formed, stands alone, and keeps strangers' text in its place`() throws {
        let page = try Self.written(by: StressPageReport(Self.plan, repetition: "again \(Self.hostile)"))
        let outline = MarkupOutline(page)
        #expect(outline.faults.isEmpty, "\(outline.faults)")
        #expect(!outline.elements.contains { $0.name == "script" || $0.name == "img" || $0.name == "link" })
        #expect(!page.contains("http"), "nothing is fetched from elsewhere")
    }

    @Test func `each plot tells in words what it shows, and has its figures in a table`() throws {
        let page = try Self.written(by: StressPageReport(Self.plan, repetition: "again"))
        let outline = MarkupOutline(page)
        let plots = outline.elements.filter { $0.name == "svg" && $0.attributes["role"] == "img" }
        #expect(plots.count == 3)
        #expect(plots.allSatisfy { $0.attributes["aria-label"]?.contains { $0.isNumber } ?? false })
        #expect(outline.elements.count { $0.name == "figure" } == 3)
        #expect(outline.elements.count { $0.name == "details" } == 4)
        #expect(page.contains("violations 1"))
        #expect(page.contains("1 violations of APPEND-2."))
    }

    @Test func `the JSON is one object with verdicts, latencies and findings`() throws {
        let text = try Self.written(by: StressJSONReport(Self.plan, repetition: "again"))
        let report = try JSONValue.parse(Array(text.utf8), limits: .driver)
        #expect(report["status"]?.integer == 1)
        #expect(report["latency"]?["p99"]?.integer == 900)
        #expect(report["findings"]?.array?.count == 1)
        let clauses = try #require(report["clauses"]?.array)
        // In the ledger's order: SCAN-1, APPEND-2, REAP-1.
        let verdicts = clauses.filter { ["APPEND-2", "REAP-1", "SCAN-1"].contains($0["id"]?.text) }
        #expect(verdicts.compactMap { $0["verdict"]?.text } == ["pass", "fail", "unknown"])
    }

    @Test func `a series stays small and loses nothing`() throws {
        var series = StressSeries()
        for second in 1...5000 {
            guard case .progress(let progress) = try Self.progress(second, replies: second * 7) else {
                continue
            }
            series.add(progress)
        }
        #expect(series.points.count <= 240)
        #expect(series.points.reduce(0) { $0 + $1.count(\.replies) } == 35_000)
        #expect(series.points.reduce(0) { $0 + $1.latency.total } == 50_000)
        #expect(series.points.last?.until == 5000)
        #expect(zip(series.points, series.points.dropFirst()).allSatisfy { $0.until == $1.from })
        #expect(series.points(atMost: 20).count <= 20)
    }

    @Test func `a histogram survives its way through JSON`() throws {
        var histogram = LatencyHistogram()
        for power in 0..<40 { for part: Int64 in 0..<5 { histogram.add((1 << Int64(power)) + part * part) } }
        #expect(LatencyHistogram(histogram.json) == histogram)
    }
}
