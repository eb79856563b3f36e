internal import SpoolSystem

/// What a page says of a schedule: drawn, and once more as a table for whoever cannot see a drawing.
enum HTMLSchedule {
    /// A figure.
    ///
    /// - Parameter id: no other element of the page may have one that begins so.
    static func figure(_ interleaving: Interleaving, id: String) -> [String] {
        let shown = PrintableText.shown(interleaving.title)
        let title = Markup.escaped(shown.prefix(1).uppercased() + shown.dropFirst())
        var lines = [#"<figure class="schedule">"#, "<figcaption>\(title)</figcaption>"]
        lines.append(#"<div class="wide" role="group" tabindex="0" aria-label="\#(title), drawn">"#)
        lines += SequenceChart(interleaving).svg(id: id) + ["</div>"]
        lines += ["<details>", "<summary>The same as a table</summary>"]
        lines.append(#"<div class="wide" role="group" tabindex="0" aria-label="\#(title), as a table">"#)
        return lines + table(interleaving, title) + ["</div>", "</details>", "</figure>"]
    }

    private static func table(_ interleaving: Interleaving, _ title: String) -> [String] {
        let heads = ["step", "process", "call", "result", "what else"]
            .map { #"<th scope="col">\#($0)</th>"# }.joined()
        var lines = [
            #"<table class="steps">"#, "<caption>\(title)</caption>", "<thead>", "<tr>\(heads)</tr>",
            "</thead>", "<tbody>",
        ]
        for (index, step) in interleaving.steps.enumerated() {
            var remarks: [String] = []
            if step.isPreemption && index > 0 {
                remarks.append(
                    "interrupts \(interleaving.processes[interleaving.steps[index - 1].process])")
            }
            if let treatment = step.treatment { remarks.append(treatment) }
            let isDecisive = index == interleaving.decisiveStep
            if isDecisive { remarks.append("breaks here") }
            let cells = [
                interleaving.processes[step.process], step.call, step.result ?? "",
                remarks.joined(separator: "; "),
            ].map { "<td>\(Markup.escaped(PrintableText.shown($0)))</td>" }
            lines.append(
                #"<tr\#(isDecisive ? #" class="decisive""# : "")><th scope="row" class="number">"#
                    + "\(index + 1)</th>\(cells.joined())</tr>")
        }
        return lines + ["</tbody>", "</table>"]
    }
}
