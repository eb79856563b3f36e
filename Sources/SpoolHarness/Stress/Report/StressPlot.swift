internal import SpoolSpec

/// A line in a plot.
struct PlotLine {
    /// What the legend calls it.
    let name: String
    /// One value for each point in time; `nil` where there is none.
    let values: [Double?]
}

/// Pictures of a run over time, as SVG that takes its colours from the page and reads well at the width of a phone.
struct StressPlot {
    /// Where each point begins and ends, in seconds.
    let spans: [(from: Double, until: Double)]

    private static let width = 720.0
    private static let left = 92.0
    private static let right = 34.0
    private static let top = 14.0
    private static let bottom = 40.0

    private var end: Double { max(spans.last?.until ?? 1, 1) }
    private func across(_ seconds: Double) -> Double {
        Self.left + (Self.width - Self.left - Self.right) * seconds / end
    }

    /// Lines over time.
    ///
    /// - Parameters:
    ///   - lines: three at most.
    ///   - scale: how values become heights.
    ///   - summary: what somebody who does not see it is told.
    ///   - unit: a value as a label.
    func lines(
        _ lines: [PlotLine], scale: PlotScale, summary: String, unit: (Double) -> String
    ) -> [String] {
        let height = 260.0
        let floor = height - Self.bottom
        func up(_ value: Double) -> Double { floor - (floor - Self.top) * scale.share(value) }
        var svg = opening(height, summary)
        for tick in scale.ticks {
            let y = Self.number(up(tick))
            svg.append(
                #"<line class="grid" x1="\#(Self.number(Self.left))" x2="\#(Self.number(Self.width - Self.right))" y1="\#(y)" y2="\#(y)"/>"#
            )
            svg.append(
                #"<text x="\#(Self.number(Self.left - 8))" y="\#(y)" dy="0.35em" text-anchor="end">\#(Markup.escaped(unit(tick)))</text>"#
            )
        }
        svg += timeAxis(floor)
        for (index, line) in lines.enumerated() {
            var path = ""
            var isDrawing = false
            for (span, value) in zip(spans, line.values) {
                guard let value else {
                    isDrawing = false
                    continue
                }
                let x = Self.number(across((span.from + span.until) / 2))
                path += "\(isDrawing ? "L" : "M")\(x) \(Self.number(up(value)))"
                isDrawing = true
            }
            svg.append(#"<path class="line s\#(index + 1)" d="\#(path)"/>"#)
        }
        return Self.legend(lines.map(\.name)) + svg + ["</svg>"]
    }

    /// Rows of bars: how often things happened.
    ///
    /// - Parameter rows: names and counts, one for each point in time; `isBad` ones are drawn as violations are.
    func rows(_ rows: [(name: String, counts: [Int], isBad: Bool)], summary: String) -> [String] {
        let rowHeight = 58.0
        let barHeight = 22.0
        let height = Self.top + rowHeight * Double(rows.count) + Self.bottom
        var svg = opening(height, summary)
        for (index, row) in rows.enumerated() {
            let base = Self.top + rowHeight * Double(index + 1) - 4
            let total = row.counts.reduce(0, +)
            svg.append(
                #"<text x="\#(Self.number(Self.left))" y="\#(Self.number(base - barHeight - 6))">\#(Markup.escaped(row.name)): \#(total)</text>"#
            )
            svg.append(
                #"<line class="grid" x1="\#(Self.number(Self.left))" x2="\#(Self.number(Self.width - Self.right))" y1="\#(Self.number(base))" y2="\#(Self.number(base))"/>"#
            )
            let most = Double(max(row.counts.max() ?? 1, 1))
            for (span, count) in zip(spans, row.counts) where count > 0 {
                let x = across(span.from)
                let width = max(across(span.until) - x - 0.5, 1)
                let tall = max(barHeight * Double(count) / most, 3)
                svg.append(
                    #"<rect class="\#(row.isBad ? "bad" : "bar")" x="\#(Self.number(x))" y="\#(Self.number(base - tall))" "#
                        + #"width="\#(Self.number(width))" height="\#(Self.number(tall))"/>"#)
            }
        }
        return svg + timeAxis(height - Self.bottom) + ["</svg>"]
    }

    private func opening(_ height: Double, _ summary: String) -> [String] {
        [
            #"<svg class="plot" viewBox="0 0 \#(Self.number(Self.width)) \#(Self.number(height))" role="img" "#
                + #"aria-label="\#(Markup.escaped(summary))">"#
        ]
    }

    private func timeAxis(_ floor: Double) -> [String] {
        let ticks = PlotScale.linear(upTo: end).ticks
        return ticks.map { tick in
            let x = Self.number(across(tick))
            return
                #"<line class="grid" x1="\#(x)" x2="\#(x)" y1="\#(Self.number(Self.top))" y2="\#(Self.number(floor))"/>"#
                + #"<text x="\#(x)" y="\#(Self.number(floor + 22))" text-anchor="middle">\#(Int(tick)) s</text>"#
        }
    }

    private static func legend(_ names: [String]) -> [String] {
        let items = names.enumerated().map { index, name in
            #"<li><svg viewBox="0 0 36 8" width="36" height="8" aria-hidden="true"><path class="line s\#(index + 1)" d="M0 4L36 4"/></svg> "#
                + "\(Markup.escaped(name))</li>"
        }
        return [#"<ul class="legend">"#] + items + ["</ul>"]
    }

    /// With one digit behind the point, and without any where it is 0.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// What the page's style needs besides its own.
    static let style = """
        figure { margin: 0 0 2rem; } figcaption { font-weight: 600; margin-bottom: .3rem; }
        .plot { display: block; width: 100%; height: auto; }
        .plot text { fill: var(--dim); font: 13px system-ui, sans-serif; }
        .plot .grid { stroke: var(--line); stroke-width: 1; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .s1 { stroke: var(--link); } .s2 { stroke: var(--warn); stroke-dasharray: 7 3; }
        .s3 { stroke: var(--unknown); stroke-dasharray: 2 3; }
        .plot .bar { fill: var(--link); } .plot .bad { fill: var(--fail); }
        .legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0; padding: 0; list-style: none;
          font-size: .875rem; }
        .facts { table-layout: fixed; } .facts th { width: 11rem; } .facts td { overflow-wrap: anywhere; }
          td.number, th.number { white-space: nowrap; }
        details { margin-top: .4rem; } summary { cursor: pointer; color: var(--link); font-size: .875rem; }
        @media (max-width: 34rem) { .plot text { font-size: 22px; } .facts th { width: 7rem; } }
        """
}
