package import SpoolSpec

/// One schedule as a reader sees it: which process made which call when, and where a clause was broken.
package struct Interleaving: Hashable, Sendable {
    /// One call of one process.
    package struct Step: Hashable, Sendable {
        /// Whose turn it was: an index into ``Interleaving/processes``.
        package let process: Int
        /// The call and the files that it is about; words, where the judge itself acts.
        package let call: String
        /// What the kernel answered, where that tells something: an error's name, a number of bytes.
        package let result: String?
        /// What the judge did to the call, in words; `nil` where it was left alone.
        package let treatment: String?
        /// Whether another process was stopped in the middle of something for it.
        package let isPreemption: Bool

        /// One call.
        package init(
            process: Int, call: String, result: String? = nil, treatment: String? = nil,
            isPreemption: Bool = false
        ) {
            self.process = process
            self.call = call
            self.result = result
            self.treatment = treatment
            self.isPreemption = isPreemption
        }

        /// The call with its result, and what was done to it.
        var text: String {
            call + (result.map { ": \($0)" } ?? "") + (treatment.map { " (\($0))" } ?? "")
        }
    }

    /// What the schedule shows.
    package let title: String
    /// The names of the processes that take part.
    package let processes: [String]
    /// The calls in the order in which they were made.
    package let steps: [Step]
    /// The number of the step, counted from 0, after which a clause was seen broken; `nil` where none was.
    package let decisiveStep: Int?

    /// - Parameters:
    ///   - title: what it shows.
    ///   - decisiveStep: the step after which a clause was seen broken, counted from 0.
    /// - Precondition: every step's process is one of the processes.
    package init(title: String, processes: [String], steps: [Step], decisiveStep: Int?) {
        precondition(steps.allSatisfy { processes.indices.contains($0.process) })
        self.title = title
        self.processes = processes
        self.steps = steps
        self.decisiveStep = decisiveStep
    }

    /// The same under another title.
    func titled(_ title: String) -> Interleaving {
        Interleaving(title: title, processes: processes, steps: steps, decisiveStep: decisiveStep)
    }

    /// A table for a terminal: a column a process, a row a call; `>` where somebody interfered, `!` where it broke.
    var lines: [String] {
        let widths = processes.indices.map { column in
            steps.filter { $0.process == column }.map(\.text.count)
                .reduce(processes[column].count, max)
        }
        func row(_ mark: String, _ cells: [String]) -> String {
            var line = mark
            for (cell, width) in zip(cells, widths) {
                line += "  " + cell + String(repeating: " ", count: max(0, width - cell.count))
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        var lines = [title, row("     ", processes)]
        for (index, step) in steps.enumerated() {
            let mark =
                index == decisiveStep ? "!" : step.isPreemption || step.treatment != nil ? ">" : " "
            if step.isPreemption && index > 0 { lines.append("") }
            let number = String(index + 1)
            let gap = String(repeating: " ", count: max(1, 4 - number.count))
            lines.append(
                row(mark + gap + number, processes.indices.map { $0 == step.process ? step.text : "" }))
        }
        return lines
    }
}

extension Interleaving {
    /// As JSON, for the way from the stage to the suite, and for programs.
    package var json: JSONValue {
        [
            "title": .string(title), "processes": .array(processes.map { .string($0) }),
            "steps": .array(steps.map(\.json)),
            "decisiveStep": decisiveStep.map { .number(JSONNumber($0)) } ?? .null,
        ]
    }

    /// Reads what ``json`` is; `nil` where it is something else.
    package init?(json: JSONValue) {
        guard let title = json["title"]?.text, let names = json["processes"]?.array,
            let values = json["steps"]?.array
        else { return nil }
        let processes = names.compactMap(\.text)
        let steps = values.compactMap(Step.init(json:))
        guard processes.count == names.count, steps.count == values.count,
            steps.allSatisfy({ processes.indices.contains($0.process) })
        else { return nil }
        self.init(
            title: title, processes: processes, steps: steps,
            decisiveStep: json["decisiveStep"]?.integer.map { Int($0) })
    }
}

extension Interleaving.Step {
    fileprivate var json: JSONValue {
        [
            "process": .number(JSONNumber(process)), "call": .string(call),
            "result": result.map { .string($0) } ?? .null,
            "treatment": treatment.map { .string($0) } ?? .null, "isPreemption": .bool(isPreemption),
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let process = json["process"]?.integer, let call = json["call"]?.text else { return nil }
        self.init(
            process: Int(process), call: call, result: json["result"]?.text,
            treatment: json["treatment"]?.text, isPreemption: json["isPreemption"]?.bool ?? false)
    }
}
