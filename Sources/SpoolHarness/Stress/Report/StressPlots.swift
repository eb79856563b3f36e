/// The pictures of a run, each with the same in figures for whoever cannot see it.
struct StressPlots {
    private let series: StressSeries
    private let plot: StressPlot

    init(_ series: StressSeries) {
        self.series = series
        plot = StressPlot(spans: series.points.map { ($0.from, $0.until) })
    }

    var figures: [String] { rates + latencies + troubles }

    private var rates: [String] {
        let events = series.points.map { $0.rate(\.replies) }
        let lines = series.points.map { $0.rate(\.linesVerified) }
        let most = max(events.max() ?? 0, lines.max() ?? 0)
        return figure(
            "Events and lines a second",
            plot.lines(
                [
                    PlotLine(name: "events answered", values: events),
                    PlotLine(name: "lines verified", values: lines),
                ], scale: .linear(upTo: most),
                summary: "Events answered a second, from \(Self.count(events.min() ?? 0)) to "
                    + "\(Self.count(events.max() ?? 0)); lines verified a second, from \(Self.count(lines.min() ?? 0)) to "
                    + "\(Self.count(lines.max() ?? 0)).", unit: Self.count),
            heads: ["events a second", "lines a second"]
        ) { point in [Self.count(point.rate(\.replies)), Self.count(point.rate(\.linesVerified))] }
    }

    private var latencies: [String] {
        func values(_ part: Double) -> [Double?] {
            series.points.map { $0.latency.total > 0 ? Double(max($0.latency.quantile(part), 1)) : nil }
        }
        let lines = [
            PlotLine(name: "median (p50)", values: values(0.5)), PlotLine(name: "p99", values: values(0.99)),
            PlotLine(name: "longest", values: values(1)),
        ]
        let all = lines.flatMap(\.values).compactMap { $0 }
        return figure(
            "Time from sending an event to its answer",
            plot.lines(
                lines, scale: .logarithmic(all.min() ?? 1, all.max() ?? 10),
                summary:
                    "Latency on a logarithmic scale, from \(Self.time(all.min() ?? 0)) to \(Self.time(all.max() ?? 0)).",
                unit: Self.tick),
            heads: ["median", "p99", "longest"]
        ) { point in [0.5, 0.99, 1].map { Self.time(Double(point.latency.quantile($0))) } }
    }

    private var troubles: [String] {
        let kinds: [(name: String, path: KeyPath<StressCounters, Int>)] = [
            ("killed", \.kills), ("stopped", \.stopsOfWorkers), ("ids reused", \.reuses),
            ("second starts", \.secondStarts), ("clocks set", \.clocksSet), ("file system full", \.fills),
            ("restarted", \.restarts), ("torn lines", \.tornLines),
        ]
        let points = series.points
        var rows = kinds.map { kind in
            (name: kind.name, counts: points.map { $0.count(kind.path) }, isBad: false)
        }
        rows = rows.filter { row in row.counts.contains { $0 > 0 } }
        rows.append((name: "violations", counts: points.map(\.violations), isBad: true))
        let totals = rows.map { "\($0.name) \($0.counts.reduce(0, +))" }.joined(separator: ", ")
        return figure(
            "Troubles and violations", plot.rows(rows, summary: "How often over time: \(totals)."),
            heads: rows.map(\.name)
        ) { point in
            kinds.filter { kind in rows.contains { $0.name == kind.name } }.map {
                String(point.count($0.path))
            }
                + [String(point.violations)]
        }
    }

    /// A picture, and a table of at most twenty rows.
    private func figure(
        _ title: String, _ picture: [String], heads: [String], _ cells: (StressSeries.Point) -> [String]
    ) -> [String] {
        let head = (["seconds"] + heads).map { #"<th scope="col" class="number">\#($0)</th>"# }.joined()
        let rows = series.points(atMost: 20).map { point in
            #"<tr><th scope="row" class="number">\#(Int(point.from)) to \#(Int(point.until))</th>"#
                + cells(point).map { #"<td class="number">\#($0)</td>"# }.joined() + "</tr>"
        }
        return ["<figure>", "<figcaption>\(title)</figcaption>"] + picture + [
            "<details>", "<summary>the same in figures</summary>", #"<div class="wide" tabindex="0">"#,
            "<table>",
            "<caption>\(title)</caption>", "<thead>", "<tr>\(head)</tr>", "</thead>", "<tbody>",
        ] + rows + ["</tbody>", "</table>", "</div>", "</details>", "</figure>"]
    }

    private static func count(_ value: Double) -> String {
        value < 10_000 ? String(Int(value)) : "\(Int(value / 1000)) k"
    }

    /// A power of ten of nanoseconds, as short as it can be said.
    private static func tick(_ nanoseconds: Double) -> String {
        if nanoseconds >= 1_000_000_000 { return "\(Int(nanoseconds / 1_000_000_000)) s" }
        return nanoseconds < 1000 ? "\(Int(nanoseconds)) ns" : time(nanoseconds)
    }

    private static func time(_ nanoseconds: Double) -> String {
        StressText.duration(Int64(nanoseconds))
    }
}
