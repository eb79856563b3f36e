/// Where a generator takes its decisions from: drawn at random, or read back from a tape.
///
/// What is decided is written down, so that every run leaves the tape that repeats it. A generator is any function
/// that takes `inout Choices`; it must come to an end where every choice is 0, for that is what follows a tape's
/// end and ``countMax`` choices.
package struct Choices: Sendable {
    /// Choices that belong together, and that the shrinker may drop together.
    package typealias Span = Range<Int>

    /// The most choices that one run takes; 0 is the answer from then on.
    package static let countMax = 100_000

    private enum Source: Sendable {
        case random(SeededGenerator)
        case tape(Tape)
    }

    private var source: Source
    /// What was decided up to now.
    package private(set) var tape = Tape()
    /// What belongs together in it; outer spans come after the inner ones.
    package private(set) var spans: [Span] = []
    /// What the run has reached of what it was made for; see ``reach(_:)``.
    package private(set) var reached: Set<String> = []

    /// Draws at random, the same for the same seed and name.
    package init(seed: UInt64, name: String) { source = .random(SeededGenerator(seed: seed, name: name)) }

    /// Reads a tape back. A choice beyond the bound that is asked for counts as the bound.
    package init(replaying tape: Tape) { source = .tape(tape) }

    /// A number from 0 to `max`, each as likely as any other.
    package mutating func upTo(_ max: Int) -> Int {
        guard max > 0, tape.choices.count < Self.countMax else { return 0 }
        let choice: Int
        switch source {
        case .random(var generator):
            choice = Int.random(in: 0...max, using: &generator)
            source = .random(generator)
        case .tape(let recorded):
            let index = tape.choices.count
            choice = index < recorded.choices.count ? Swift.min(recorded.choices[index], max) : 0
        }
        tape.choices.append(choice)
        return choice
    }

    /// A number of a range, the lowest being the simplest.
    package mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + upTo(range.upperBound - range.lowerBound)
    }

    /// Whether something comes to pass that does so once in so many times; it does not in the simplest case.
    package mutating func once(in times: Int) -> Bool { times <= 1 || upTo(times - 1) == times - 1 }

    /// One of these, the first being the simplest.
    ///
    /// - Parameter values: at least one.
    package mutating func one<Value>(of values: [Value]) -> Value { values[upTo(values.count - 1)] }

    /// A value made of choices that belong together.
    package mutating func span<Value>(_ make: (inout Choices) throws -> Value) rethrows -> Value {
        let start = tape.choices.count
        defer { if tape.choices.count > start { spans.append(start..<tape.choices.count) } }
        return try make(&self)
    }

    /// A list. Whether there is one item more is asked before each, so that the shrinker can drop any of them.
    ///
    /// - Parameters:
    ///   - mean: about how many items there are.
    ///   - max: the most.
    package mutating func list<Value>(
        mean: Int, max: Int, _ item: (inout Choices) throws -> Value
    ) rethrows -> [Value] {
        var items: [Value] = []
        while items.count < max {
            let next: Value? = try span { (choices: inout Choices) throws -> Value? in
                guard choices.upTo(mean) > 0 else { return nil }
                return try item(&choices)
            }
            guard let next else { break }
            items.append(next)
        }
        return items
    }

    /// Says that the run came to what it was made for; a property whose runs hardly ever do is told so.
    package mutating func reach(_ point: String) { reached.insert(point) }
}
