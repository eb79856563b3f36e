/// Makes a tape that goes wrong shorter and smaller, as long as it goes wrong in the same way.
///
/// It knows nothing of what the choices mean. Each pass tries one kind of simplification everywhere; the passes are
/// repeated until none finds anything more, so what is left cannot be made simpler by any of them.
package struct Shrinker {
    /// What a run that goes wrong in the wanted way leaves: the choices that it really took.
    package typealias Trial = (Tape) -> (tape: Tape, spans: [Choices.Span])?

    /// The simplest tape up to now.
    package private(set) var tape: Tape
    /// How many runs it took.
    package private(set) var runs = 0

    private var spans: [Choices.Span]
    private let runsMax: Int
    private let trial: Trial
    private var tried: Set<Tape> = []

    /// - Parameters:
    ///   - tape: one that goes wrong.
    ///   - spans: what belongs together in it.
    ///   - runsMax: how many runs may be spent.
    ///   - trial: runs a tape; `nil` unless it goes wrong in the same way.
    package init(_ tape: Tape, spans: [Choices.Span], runsMax: Int = 2_000, trial: @escaping Trial) {
        self.tape = tape
        self.spans = spans
        self.runsMax = runsMax
        self.trial = trial
    }

    /// Simplifies to a fixed point, or until the runs are spent.
    package mutating func shrink() {
        var before: Tape
        repeat {
            before = tape
            deleteSpans()
            deleteRuns()
            zeroSpans()
            lower()
            moveDown()
            sort()
        } while tape != before && runs < runsMax
    }

    /// Runs a candidate and keeps it where it goes wrong in the same way and is simpler.
    private mutating func accept(_ choices: [Int]) -> Bool {
        let candidate = Tape(choices)
        guard runs < runsMax, candidate.isSimpler(than: tape), tried.insert(candidate).inserted else {
            return false
        }
        runs += 1
        guard let found = trial(candidate), found.tape.isSimpler(than: tape) else { return false }
        tape = found.tape
        spans = found.spans
        return true
    }

    private mutating func deleteSpans() {
        // The outermost first, and from the end: what depends on earlier choices comes after them.
        var index = spans.count - 1
        while index >= 0 {
            if index < spans.count, spans[index].upperBound <= tape.choices.count {
                var choices = tape.choices
                choices.removeSubrange(spans[index])
                if accept(choices) { index = Swift.min(index, spans.count) }
            }
            index -= 1
        }
    }

    private mutating func deleteRuns() {
        for length in [32, 16, 8, 4, 3, 2, 1] {
            var start = tape.choices.count - length
            while start >= 0 {
                if start + length <= tape.choices.count {
                    var choices = tape.choices
                    choices.removeSubrange(start..<start + length)
                    if !accept(choices) { deleteAndCountDown(start, length) }
                }
                start -= 1
            }
        }
    }

    /// A length that was drawn before its items must go down by one when an item goes.
    private mutating func deleteAndCountDown(_ start: Int, _ length: Int) {
        guard length <= 4, start > 0, start + length <= tape.choices.count else { return }
        for earlier in Swift.max(0, start - 4)..<start where tape.choices[earlier] > 0 {
            var choices = tape.choices
            choices[earlier] -= 1
            choices.removeSubrange(start..<start + length)
            if accept(choices) { return }
        }
    }

    private mutating func zeroSpans() {
        var index = spans.count - 1
        while index >= 0 {
            if index < spans.count, spans[index].upperBound <= tape.choices.count,
                tape.choices[spans[index]].contains(where: { $0 != 0 })
            {
                var choices = tape.choices
                choices.replaceSubrange(spans[index], with: repeatElement(0, count: spans[index].count))
                _ = accept(choices)
            }
            index -= 1
        }
    }

    /// Each choice as low as it can be: 0 if that will do, else by binary search.
    private mutating func lower() {
        var index = 0
        while index < tape.choices.count {
            let value = tape.choices[index]
            if value > 0, !replace(index, with: 0) {
                var tooLow = 0
                while index < tape.choices.count, tape.choices[index] - tooLow > 1 {
                    let middle = tooLow + (tape.choices[index] - tooLow) / 2
                    if !replace(index, with: middle) { tooLow = middle }
                    if runs >= runsMax { return }
                }
                // Not everything that is lower than what will do does so: odd and even, say.
                if index < tape.choices.count, tape.choices[index] > 1 {
                    _ = replace(index, with: tape.choices[index] - 2)
                }
            }
            index += 1
        }
    }

    private mutating func replace(_ index: Int, with value: Int) -> Bool {
        guard index < tape.choices.count, value >= 0 else { return false }
        var choices = tape.choices
        choices[index] = value
        return accept(choices)
    }

    /// Of two neighbours that may share a sum, the first gives to the second.
    private mutating func moveDown() {
        var index = 0
        while index + 1 < tape.choices.count {
            if tape.choices[index] > 0 {
                var choices = tape.choices
                choices[index + 1] += choices[index]
                choices[index] = 0
                _ = accept(choices)
            }
            index += 1
        }
    }

    private mutating func sort() {
        for width in [8, 4, 2] {
            var start = 0
            while start + width <= tape.choices.count {
                var choices = tape.choices
                choices[start..<start + width].sort()
                _ = accept(choices)
                start += 1
            }
        }
        // Two spans of one length change places where the second is the simpler one.
        for pair in zip(spans, spans.dropFirst())
        where pair.0.upperBound == pair.1.lowerBound && pair.1.upperBound <= tape.choices.count {
            let first = Array(tape.choices[pair.0])
            let second = Array(tape.choices[pair.1])
            _ = accept(
                Array(tape.choices[..<pair.0.lowerBound]) + second + first
                    + Array(tape.choices[pair.1.upperBound...]))
        }
    }
}
