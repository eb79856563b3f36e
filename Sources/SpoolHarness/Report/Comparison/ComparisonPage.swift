internal import SpoolSpec

extension Comparison {
    /// One page for a browser: the sums, every clause as a row with a column a recorder, and what went wrong where.
    package var html: String {
        let title = "spool-check: recorders side by side"
        var body = ["<header>", "<h1>Recorders side by side</h1>"]
        body += [#"<p class="outcome skip">\#(Markup.escaped(sentence))</p>"#, "</header>", "<main>"]
        body += ["<section>", "<h2>Recorders</h2>"] + sums + ["</section>"]
        for profile in Profile.allCases {
            let own = rows.filter { $0.clause.profile == profile }
            if own.isEmpty { continue }
            body += ["<section>", "<h2>\(profile.rawValue): \(profile.summary)</h2>"]
            body += table(own, of: profile) + ["</section>"]
        }
        let told = rows.filter { row in row.entries.contains { Self.isWrong($0) } }
        if !told.isEmpty {
            body += ["<section>", "<h2>What does not hold, and where</h2>"]
            body += told.flatMap(article) + ["</section>"]
        }
        return HTMLPage.document(title: title, body: body + ["</main>"])
    }

    private static func isWrong(_ entry: ComparedReport.Entry?) -> Bool {
        entry.map { $0.verdict != .pass && $0.verdict != .skip } ?? false
    }

    private var sums: [String] {
        let heads = Verdict.allCases.map { #"<th scope="col" class="number">\#($0.rawValue)</th>"# }.joined()
        let lines = zip(names, reports).map { name, report in
            let cells = Verdict.allCases.map { #"<td class="number">\#(report.count($0))</td>"# }.joined()
            return #"<tr><th scope="row">\#(Markup.escaped(name))</th>\#(cells)</tr>"#
        }
        return wide(
            "verdicts by recorder",
            ["<caption>Verdicts by recorder</caption>", "<thead>"]
                + [#"<tr><th scope="col">recorder</th>\#(heads)</tr>"#, "</thead>", "<tbody>"] + lines)
    }

    private func table(_ rows: [Row], of profile: Profile) -> [String] {
        let heads = names.map { #"<th scope="col">\#(Markup.escaped($0))</th>"# }.joined()
        let lines = rows.map { row in
            let cells = row.entries.map { entry in
                entry.map { "<td>\(HTMLPage.badge($0.verdict))</td>" } ?? #"<td class="dim">not judged</td>"#
            }
            let id = row.clause.id.rawValue
            let isTold = row.entries.contains { Self.isWrong($0) }
            let name = isTold ? ##"<a href="#\##(id)">\##(id)</a>"## : id
            // In a word too: nobody hears a shade.
            let head = row.differs ? #"\#(name) <span class="dim">differs</span>"# : name
            return #"<tr\#(row.differs ? #" class="differs""# : "")><th scope="row">\#(head)</th>"#
                + cells.joined() + "</tr>"
        }
        return wide(
            "clauses of the profile \(profile.rawValue)",
            [
                "<caption>Clauses of the profile; shaded and marked where they came out differently</caption>",
                "<thead>",
            ]
                + [#"<tr><th scope="col">clause</th>\#(heads)</tr>"#, "</thead>", "<tbody>"] + lines)
    }

    /// A table that may be wider than the window: it scrolls by itself, by keyboard too.
    private func wide(_ label: String, _ rows: [String]) -> [String] {
        [#"<div class="wide" role="region" tabindex="0" aria-label="\#(label)">"#]
            + [#"<table class="compared">"#] + rows + ["</tbody>", "</table>", "</div>"]
    }

    private func article(_ row: Row) -> [String] {
        let clause = row.clause
        let facts = "\(clause.profile.rawValue), \(clause.level.rawValue.uppercased())"
        var lines = [HTMLPage.article(clause.id), "<h3>\(clause.id) <small>\(facts)</small></h3>"]
        lines += ["<p>\(Markup.prose(clause.text))</p>", "<dl>"]
        var charts: [String] = []
        for (number, (name, entry)) in zip(names, row.entries).enumerated() {
            guard let entry else { continue }
            charts += HTMLFinding.schedules(
                entry.schedules.prefix(VerdictDetails.findingsMax).map { $0.titled("\(name): \($0.title)") },
                of: clause.id, "\(number + 1)")
            var told = HTMLPage.badge(entry.verdict)
            // Of a pass it is how far was searched, which says nothing of a difference.
            if let evidence = entry.evidence, entry.verdict != .pass {
                told += #" <span class="mono">\#(Markup.escaped(VerdictDetails.shown(evidence)))</span>"#
            }
            lines.append("<dt>\(Markup.escaped(name))</dt><dd>\(told)</dd>")
        }
        return lines + ["</dl>"] + charts + ["</article>"]
    }
}
