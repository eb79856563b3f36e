/// A schedule as a table for a person: a column a process, a row a call.
struct ScheduleTable {
    let performers: [String]
    let performance: Performance

    /// The lines, without line feeds.
    var lines: [String] {
        let cells = performance.steps.map { step in
            step.text + (step.treatment == .none ? "" : " (\(step.treatment))")
        }
        let widths = performers.indices.map { column in
            max(
                performers[column].count,
                performance.steps.indices.filter { performance.steps[$0].performer == column }
                    .map { cells[$0].count }.max() ?? 0)
        }
        func row(_ mark: String, _ number: String, _ column: Int?, _ texts: [String]) -> String {
            var line = "\(mark) \(String(repeating: " ", count: max(0, 3 - number.count)))\(number)"
            for index in performers.indices {
                let text = column == nil ? texts[index] : column == index ? texts[0] : ""
                line += "  " + text + String(repeating: " ", count: max(0, widths[index] - text.count))
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        var lines = [row(" ", "", nil, performers)]
        var last = -1
        for (index, step) in performance.steps.enumerated() {
            let isDecisive = index == performance.violatedAt
            let mark = isDecisive ? "!" : step.isPreemption || step.treatment != .none ? ">" : " "
            if last >= 0, step.isPreemption, lines.count > 1 { lines.append("") }
            lines.append(row(mark, String(index + 1), step.performer, [cells[index]]))
            last = step.performer
        }
        if let violation = performance.violation {
            lines += ["! \(violation.clause): expected \(violation.expected); saw \(violation.seen)"]
        }
        return lines
    }
}
