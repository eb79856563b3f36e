internal import SpoolSpec
internal import SpoolSystem

/// Writes one page that needs nothing else, when the run is over: the outcome, rates, latencies and troubles over
/// time as plots, the clauses, and the violations with their evidence.
package struct StressPageReport: StressReporter {
    private let plan: StressPlan
    private let repetition: String
    private var series = StressSeries()
    private var hearing = StressHearing()

    package init(_ plan: StressPlan, repetition: String) {
        self.plan = plan
        self.repetition = repetition
    }

    package mutating func text(for message: StressMessage) -> String {
        if case .progress(let progress) = message { series.add(progress) }
        guard let result = hearing.hear(message) else { return "" }
        let recorders =
            result.recorders.isEmpty ? "a recorder" : result.recorders.joined(separator: " and ")
        let title = "\(recorders) under stress"
        return HTMLPage.document(
            title: "spool-stress: \(title)", body: body(result, title), style: StressPlot.style)
    }

    private func body(_ result: StressResult, _ title: String) -> [String] {
        let verdict = StressVerdict(result, plan)
        var lines = ["<header>", "<h1>\(Markup.escaped(title))</h1>"]
        lines.append(
            #"<p class="dim">\#(plan.workers) workers, \#(plan.reapers) reapers and \#(plan.clients) clients on one spool, "#
                + "every line accounted for by spool-stress</p>")
        let kind =
            switch verdict.exitStatus {
            case 0: "pass"
            case 1: "fail"
            default: "unknown"
            }
        lines.append(#"<p class="outcome \#(kind)">\#(Self.shown(verdict.sentence))</p>"#)
        lines += ["</header>", "<main>"]
        lines += section("The run", facts(result))
        if !series.points.isEmpty { lines += section("Over time", StressPlots(series).figures) }
        lines += section("Clauses", clauses(verdict))
        if !hearing.findings.isEmpty { lines += section("Violations", violations(result)) }
        return lines + ["</main>"]
    }

    private func facts(_ result: StressResult) -> [String] {
        var rows = [
            ("command", plan.command.description), ("mixed with", plan.mix?.description ?? ""),
            ("nemeses", hearing.nemeses.isEmpty ? "none" : hearing.nemeses.joined(separator: ", ")),
        ]
        rows += hearing.missing.map { ("not possible here", $0) }
        rows += hearing.notes.map { ("note", $0) }
        rows += StressFigures(result).rows
        rows += result.troubles.map { ("trouble", $0) }
        rows += [("seed", String(plan.seed)), ("the same mix again", repetition)]
        let cells = rows.filter { !$0.1.isEmpty }.map { name, text in
            #"<tr><th scope="row">\#(name)</th><td>\#(Self.shown(text))</td></tr>"#
        }
        return [#"<table class="facts">"#, "<caption>The load and what became of it</caption>", "<tbody>"]
            + cells + [
                "</tbody>", "</table>",
                #"<p class="dim">The seed fixes the events and the troubles, not how the processes interleave.</p>"#,
            ]
    }

    private func clauses(_ verdict: StressVerdict) -> [String] {
        let heads =
            #"<tr><th scope="col">clause</th><th scope="col">verdict</th>"#
            + #"<th scope="col" class="number">chances</th><th scope="col" class="number">violations</th></tr>"#
        let rows = verdict.clauses.map { clause in
            #"<tr><th scope="row">\#(clause.id)</th><td>\#(HTMLPage.badge(clause.verdict))</td>"#
                + #"<td class="number">\#(clause.entry.chances)</td><td class="number">\#(clause.entry.violations)</td></tr>"#
        }
        return [
            #"<table class="counts">"#,
            "<caption>How often each clause could have been found broken, and was</caption>",
            "<thead>", heads, "</thead>", "<tbody>",
        ] + rows + ["</tbody>", "</table>"]
    }

    private func violations(_ result: StressResult) -> [String] {
        var told: [StressFault: Int] = [:]
        var lines: [String] = []
        for finding in hearing.findings {
            told[finding.fault, default: 0] += 1
            guard told[finding.fault, default: 0] <= StressTextReport.shownMax else { continue }
            let evidence = finding.evidence.prefix(60).map { PrintableText.shortened($0, to: 900) }
            lines += [
                #"<article class="finding" aria-label="\#(finding.clause) \#(finding.fault.rawValue)">"#,
                "<h3>\(finding.clause) \(finding.fault.rawValue) <small>at "
                    + "\(StressText.seconds(Int64(finding.seconds * 1000))), by "
                    + "\(Self.shown(finding.suspects.joined(separator: " or ")))</small></h3>",
                "<p>\(Self.shown(finding.text))</p>", "<details>", "<summary>evidence</summary>",
                "<pre>\(Self.shown(evidence.joined(separator: "\n")))</pre>", "</details>", "</article>",
            ]
        }
        let counts = result.tally.faults.sorted { $0.key.rawValue < $1.key.rawValue }
        lines.append(
            "<p>Found in all: \(counts.map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")).</p>"
        )
        if let directory = plan.evidenceDirectory {
            lines.append(#"<p class="dim">Kept in <code>\#(Self.shown(directory))</code>.</p>"#)
        }
        return lines
    }

    private func section(_ title: String, _ content: [String]) -> [String] {
        ["<section>", "<h2>\(title)</h2>"] + content + ["</section>"]
    }

    private static func shown(_ text: String) -> String {
        Markup.escaped(PrintableText.shown(text, keepingLines: true))
    }
}
