/// A run as a table that a person can read: a column a process, a row a call, and what it came to.
public struct RunTable: CustomStringConvertible {
    private struct Row {
        let process: Int
        let text: String
    }

    private let names: [String]
    private var rows: [Row] = []
    private let ending: String

    /// Walks a run once more and writes down what happens.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - scenario: the world in which it was found.
    ///   - breach: what it ends with.
    public init(_ run: [ModelAction], in scenario: ModelScenario, breaking breach: Breach?) {
        names = scenario.processes.map(\.name)
        ending = breach.map { "✗ \($0)" } ?? "nothing is broken"
        let table = TurnTable(scenario)
        var bounds = scenario.bounds
        bounds.preemptions = nil
        var world = World(table, bounds)
        for action in run {
            let index = Int(action.process)
            let process = table.process(world.processes[index])
            let before = table.kernel(at: world.shared)
            _ = world.perform(action, table)
            let after = table.kernel(at: world.shared)
            if let opening = process.opening, let text = CallText.of(opening) {
                rows.append(Row(process: index, text: text))
            }
            let happened = CallText.of(action, process.pending, before, after)
            rows.append(Row(process: index, text: happened))
        }
    }

    /// The table, and below it what is broken.
    public var description: String {
        var widths = names.map(\.count)
        for row in rows { widths[row.process] = max(widths[row.process], row.text.count) }
        var lines = [line(names, widths)]
        lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "─┼─"))
        for row in rows {
            var cells = names.map { _ in "" }
            cells[row.process] = row.text
            lines.append(line(cells, widths))
        }
        lines.append(ending)
        return lines.joined(separator: "\n")
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var padded: [String] = []
        for (cell, width) in zip(cells, widths) {
            padded.append(cell + String(repeating: " ", count: max(0, width - cell.count)))
        }
        var text = padded.joined(separator: " │ ")
        while text.last == " " { text.removeLast() }
        return text
    }
}
