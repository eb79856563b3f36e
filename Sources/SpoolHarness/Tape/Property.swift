/// What a property found wrong in one run.
package struct Falsified: Error, Hashable, Sendable {
    /// Which rule does not hold: a clause's id, as a rule. Failures of different rules are different failures.
    package var clause: String
    /// What was expected and what was there.
    package var text: String

    package init(_ clause: String, _ text: String) {
        self.clause = clause
        self.text = text
    }
}

/// Thrown by a property for a run that shows nothing.
package struct Unsuitable: Error, Hashable, Sendable {
    package init() {}
}

/// Something that must hold whatever is drawn.
package struct Property {
    /// One failure, made as simple as it could be.
    package struct Failure: Hashable, Sendable {
        package var clause: String
        package var text: String
        package var tape: Tape
    }

    /// What a check came to.
    package struct Result: Hashable, Sendable {
        /// How many runs there were, those for shrinking not counted.
        package var runs = 0
        /// The first failure of each clause.
        package var failures: [Failure] = []
        /// What is wrong with the property itself: runs that hardly ever reach the point.
        package var complaints: [String] = []
        /// How many runs reached what.
        package var reached: [String: Int] = [:]
    }

    /// Under which its tapes are kept.
    package let name: String
    /// For each point that runs must reach: one in how many must do so at the least.
    package let points: [String: Int]
    /// How many runs one failure's shrinking may take.
    package let shrinkingMax: Int
    private let body: (inout Choices) throws -> Void

    /// States a property.
    ///
    /// - Parameters:
    ///   - name: a file name.
    ///   - points: what runs must reach by ``Choices/reach(_:)``: one in so many, or the check complains.
    ///   - body: throws ``Falsified`` where it does not hold, ``Unsuitable`` where what was drawn shows nothing.
    package init(
        _ name: String, points: [String: Int] = [:], shrinkingMax: Int = 2_000,
        _ body: @escaping (inout Choices) throws -> Void
    ) {
        self.name = name
        self.points = points
        self.shrinkingMax = shrinkingMax
        self.body = body
    }

    /// Runs it on the tapes that are known, and then on as many new ones.
    ///
    /// - Parameters:
    ///   - known: tapes to run first.
    ///   - seed: from which all new ones follow.
    package func check(runs: Int, seed: UInt64, known: [Tape] = []) -> Result {
        var result = Result()
        for tape in known {
            var choices = Choices(replaying: tape)
            note(run(&choices), choices, in: &result)
        }
        var unsuitable = 0
        for number in 0..<runs {
            var choices = Choices(seed: seed, name: "\(name)/\(number)")
            let outcome = run(&choices)
            if case .unsuitable = outcome { unsuitable += 1 }
            for point in choices.reached { result.reached[point, default: 0] += 1 }
            note(outcome, choices, in: &result)
        }
        if runs >= 20 { complain(unsuitable: unsuitable, of: runs, in: &result) }
        return result
    }

    private enum Outcome {
        case holds, unsuitable
        case falsified(Falsified)
    }

    private func run(_ choices: inout Choices) -> Outcome {
        do {
            try body(&choices)
            return .holds
        } catch let falsified as Falsified {
            return .falsified(falsified)
        } catch is Unsuitable {
            return .unsuitable
        } catch {
            return .falsified(Falsified("error", "\(error)"))
        }
    }

    private func note(_ outcome: Outcome, _ choices: Choices, in result: inout Result) {
        result.runs += 1
        guard case .falsified(let falsified) = outcome,
            !result.failures.contains(where: { $0.clause.utf8.elementsEqual(falsified.clause.utf8) })
        else { return }
        var text = falsified.text
        var shrinker = Shrinker(choices.tape, spans: choices.spans, runsMax: shrinkingMax) { tape in
            var choices = Choices(replaying: tape)
            guard case .falsified(let again) = run(&choices),
                again.clause.utf8.elementsEqual(falsified.clause.utf8)
            else { return nil }
            text = again.text
            return (choices.tape, choices.spans)
        }
        shrinker.shrink()
        // What was said last is of the last trial that went wrong, not of the one that was kept.
        var final = Choices(replaying: shrinker.tape)
        if case .falsified(let again) = run(&final) { text = again.text }
        result.failures.append(Failure(clause: falsified.clause, text: text, tape: shrinker.tape))
    }

    private func complain(unsuitable: Int, of runs: Int, in result: inout Result) {
        if unsuitable * 10 > runs * 9 {
            result.complaints.append(
                "\(unsuitable) of \(runs) runs show nothing: what is drawn is hardly ever suitable")
        }
        for (point, times) in points.sorted(by: { $0.key < $1.key }) {
            let count = result.reached[point] ?? 0
            if count * times < runs {
                result.complaints.append(
                    "\(count) of \(runs) runs reach \"\(point)\"; it should be one in \(times)")
            }
        }
    }
}
