internal import SpoolSystem

/// A schedule drawn: a line of life a process, time downwards, a box a call, an arrow where the turn changes.
///
/// It is as wide as its columns and is never scaled, so that it can be read on a phone, if need be by scrolling.
struct SequenceChart {
    private let interleaving: Interleaving
    /// The processes that have a step, in the order of their first: these are the columns.
    private let columns: [Int]
    /// Two columns have room on a phone for whole calls, three if these are broken in two.
    private let columnWidth: Int
    private let boxes: [Box]
    private let height: Int

    private struct Box {
        let column: Int
        let y: Int
        let lines: [String]
        var bottom: Int { y + Self.height(of: lines.count) }
        static func height(of lines: Int) -> Int { lines * SequenceChart.lineHeight + 8 }
    }

    private static let gutter = 22
    private static let boxGap = 6
    private static let lineHeight = 14
    /// Width of a character of the chart's font, of 11 px, in thousandths of a pixel.
    private static let characterWidth = 6_650
    private static let headHeight = 24

    init(_ interleaving: Interleaving) {
        self.interleaving = interleaving
        var columns: [Int] = []
        for step in interleaving.steps where !columns.contains(step.process) { columns.append(step.process) }
        columnWidth = columns.count > 2 ? 101 : 150
        let lineLength = (columnWidth - Self.boxGap - 4) * 1_000 / Self.characterWidth
        var y = Self.headHeight + 10
        var boxes: [Box] = []
        for (index, step) in interleaving.steps.enumerated() {
            if index > 0 {
                let changes = step.process != interleaving.steps[index - 1].process
                y += step.isPreemption ? 34 : changes ? 20 : 8
            }
            let box = Box(
                column: columns.firstIndex(of: step.process) ?? 0, y: y,
                lines: Self.lines(
                    of: step, isDecisive: index == interleaving.decisiveStep, length: lineLength))
            boxes.append(box)
            y = box.bottom
        }
        self.columns = columns
        self.boxes = boxes
        height = y + 14
    }

    /// What a box says, in lines that fit.
    private static func lines(of step: Interleaving.Step, isDecisive: Bool, length: Int) -> [String] {
        var parts = [step.call]
        if let result = step.result { parts.append("= \(result)") }
        if let treatment = step.treatment { parts.append("! \(treatment)") }
        if isDecisive { parts.append("✗ breaks here") }
        return parts.flatMap { part in
            PrintableText.wrapped(PrintableText.shown(part), width: length).flatMap { cut($0, length) }
        }
    }

    /// A word that is longer than a line, in pieces.
    private static func cut(_ line: String, _ length: Int) -> [String] {
        var pieces: [String] = []
        var rest = line[...]
        while rest.count > length {
            pieces.append(String(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return pieces + [String(rest)]
    }

    private func middle(_ column: Int) -> Int {
        Self.gutter + column * columnWidth + columnWidth / 2
    }

    /// The drawing, as lines of SVG.
    ///
    /// - Parameter id: no other element of the page may have one that begins so.
    func svg(id: String) -> [String] {
        let width = Self.gutter + columns.count * columnWidth
        let names = columns.map { PrintableText.shown(interleaving.processes[$0]) }
        var lines = [
            #"<svg class="chart" role="img" aria-labelledby="\#(id)-title \#(id)-desc" width="\#(width)" "#
                + #"height="\#(height)" viewBox="0 0 \#(width) \#(height)">"#,
            #"<title id="\#(id)-title">\#(Markup.escaped(PrintableText.shown(interleaving.title)))</title>"#,
            #"<desc id="\#(id)-desc">A sequence chart of \#(boxes.count) calls of "#
                + Markup.escaped(names.joined(separator: ", "))
                + ". The table below it says the same.</desc>",
        ]
        for (column, name) in names.enumerated() {
            let x = middle(column)
            lines.append(text(name, x: x, y: 16, "head"))
            lines.append(line(x, Self.headHeight, x, height - 2, "life"))
        }
        for index in boxes.indices { lines += standing(index) }
        for index in boxes.indices.dropFirst() { lines += turn(to: index) }
        for index in boxes.indices { lines += drawn(index) }
        return lines + ["</svg>"]
    }

    /// The time in which an interrupted process stands still in the middle of something.
    private func standing(_ index: Int) -> [String] {
        guard index > 0, interleaving.steps[index].isPreemption else { return [] }
        let stopped = boxes[index - 1]
        let next = boxes[index...].first { $0.column == stopped.column }
        let x = middle(stopped.column)
        return [line(x, stopped.bottom, x, next?.y ?? height - 2, "standing")]
    }

    /// The arrow from one process's call to another's.
    private func turn(to index: Int) -> [String] {
        let from = boxes[index - 1]
        let to = boxes[index]
        if from.column == to.column { return [] }
        let isPreemption = interleaving.steps[index].isPreemption
        let kind = isPreemption ? "interrupts" : "turn"
        let level = from.bottom + (isPreemption ? 12 : 8)
        let (start, end) = (middle(from.column), middle(to.column))
        var lines = [
            #"<path class="\#(kind)" d="M\#(start) \#(from.bottom)V\#(level)H\#(end)V\#(to.y - 1)"/>"#,
            #"<path class="\#(kind) tip" d="M\#(end - 4) \#(to.y - 7)L\#(end) \#(to.y - 1)L\#(end + 4) \#(to.y - 7)"/>"#,
        ]
        if isPreemption { lines.append(text("interrupts", x: (start + end) / 2, y: level + 14, "label")) }
        return lines
    }

    private func drawn(_ index: Int) -> [String] {
        let box = boxes[index]
        let step = interleaving.steps[index]
        let kind =
            index == interleaving.decisiveStep ? "decisive" : step.treatment == nil ? "call" : "stopped"
        let x = middle(box.column)
        let width = columnWidth - Self.boxGap
        var lines = [
            #"<rect class="\#(kind)" x="\#(x - width / 2)" y="\#(box.y)" width="\#(width)" "#
                + #"height="\#(box.bottom - box.y)" rx="3"/>"#,
            text(String(index + 1), x: Self.gutter - 4, y: box.y + Self.lineHeight, "number"),
        ]
        for (row, content) in box.lines.enumerated() {
            lines.append(text(content, x: x, y: box.y + (row + 1) * Self.lineHeight, "said"))
        }
        return lines
    }

    private func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, _ kind: String) -> String {
        #"<line class="\#(kind)" x1="\#(x1)" y1="\#(y1)" x2="\#(x2)" y2="\#(y2)"/>"#
    }

    private func text(_ content: String, x: Int, y: Int, _ kind: String) -> String {
        #"<text class="\#(kind)" x="\#(x)" y="\#(y)">\#(Markup.escaped(content))</text>"#
    }
}
