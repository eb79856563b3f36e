internal import SpoolSpec
internal import SpoolSystem

/// Writes one page that a maintainer can publish: the outcome, the clauses by profile, everything that went wrong
/// with what shows it again, and what each clause asks.
package struct HTMLReporter: Reporter {
    private let replay: ReplayCommand
    private var run: RunRecord

    /// A report with those commands for whoever wants to see something again.
    package init(recorder: JudgedRecorder, replay: ReplayCommand) {
        self.replay = replay
        run = RunRecord(recorder: recorder)
    }

    package mutating func text(for event: SuiteEvent) -> String {
        guard run.take(event) else { return "" }
        return HTMLPage.document(title: "spool-check: \(run.title)", body: body)
    }

    private var body: [String] {
        let verdicts = run.verdicts
        var lines = ["<header>"] + introduction + ["</header>", "<main>"]
        if !verdicts.isEmpty {
            lines += section("At a glance", HTMLMatrix.counts(verdicts) + HTMLMatrix.clauses(verdicts))
        }
        let wrong: [Verdict] = [.fail, .warn, .unknown]
        let broken = verdicts.filter { wrong.contains($0.verdict) }
        if !broken.isEmpty {
            let musts = broken.filter { $0.verdict == .fail }
            let others = broken.filter { $0.verdict != .fail }
            let articles = (musts + others).flatMap { HTMLFinding.article($0, replay: replay) }
            lines += section("What does not hold, or could not be told", articles)
        }
        let rest = verdicts.filter { !wrong.contains($0.verdict) }
        if !rest.isEmpty { lines += section("The other clauses", rest.flatMap(article)) }
        return lines + ["</main>"]
    }

    private var introduction: [String] {
        var lines = ["<h1>\(Markup.escaped(run.title))</h1>"]
        lines.append(
            #"<p class="dim">judged by spool-check against the spool protocol, clause by clause</p>"#)
        if !run.recorder.command.isEmpty {
            let command = PrintableText.shown(AdapterCommand(run.recorder.command).description)
            lines.append(#"<p class="dim">adapter: <code>\#(Markup.escaped(command))</code></p>"#)
        }
        let kind =
            switch run.outcome {
            case .passed: "pass"
            case .failed: "fail"
            case .undecided, .nothingJudged, .brokenOff: "unknown"
            }
        lines.append(#"<p class="outcome \#(kind)">\#(Markup.escaped(run.outcome.sentence))</p>"#)
        if let breakage = run.breakage {
            lines.append(
                "<p>The run was broken off: \(Markup.escaped(VerdictDetails.shown(breakage.reason)))</p>")
        }
        for note in run.notes {
            lines.append(#"<p class="dim">Note: \#(Markup.escaped(VerdictDetails.shown(note)))</p>"#)
        }
        return lines
    }

    private func section(_ title: String, _ content: [String]) -> [String] {
        ["<section>", "<h2>\(title)</h2>"] + content + ["</section>"]
    }

    /// A clause that passed or was skipped.
    private func article(_ verdict: ClauseVerdict) -> [String] {
        var lines = HTMLFinding.heading(verdict)
        lines.append("<p>\(Markup.prose(verdict.clause.text))</p>")
        if let evidence = verdict.evidence {
            let label = verdict.verdict == .pass ? "Searched" : "Not judged"
            lines.append(
                #"<p class="dim">\#(label): \#(Markup.escaped(VerdictDetails.shown(evidence)))</p>"#)
        }
        return [HTMLPage.article(verdict.clause.id)] + lines + ["</article>"]
    }
}
