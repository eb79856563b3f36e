internal import SpoolSpec

/// Decides whose turn it is, and what is done to a call.
protocol Chooser {
    /// - Parameters:
    ///   - index: the number of the decision.
    ///   - count: how many choices there are; 0 is the simplest.
    ///   - candidates: whose turn it would be, one for each choice; none where a treatment is asked for.
    /// - Returns: a number below `count`.
    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int
}

/// Somebody who can take a step.
struct Candidate {
    let performer: Int
    /// Which of its threads that stand before calls; 0 is the one whose turn it is if nobody chooses.
    var thread = 0
    /// What its next call touches; `nil` where that is not known yet.
    let next: Footprint?
}

extension Tape: Chooser {
    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int {
        let choice = self[index]
        return choice < count ? choice : 0
    }
}

/// Each turn to anybody who can go on, all as likely.
struct RandomChooser: Chooser {
    private var random: SeededGenerator

    init(_ seed: UInt64) { random = SeededGenerator(seed: seed, name: "random") }

    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int {
        candidates.isEmpty ? 0 : Int.random(in: 0..<count, using: &random)
    }
}

/// Probabilistic concurrency testing (Burckhardt and others, 2010): each process gets a random priority, and the
/// highest that can go on does; at `depth - 1` random steps the one that has the turn falls to a priority below all
/// those, which was drawn with the step. A bug that needs `depth` orderings is hit with a chance of at least
/// 1 / (n · k^(depth - 1)), where n processes take k steps.
struct PriorityChooser: Chooser {
    private var priorities: [Int]
    /// Steps at which the one that has the turn falls; the later in the list, the deeper.
    private let changes: [Int]
    private var step = 0

    init(processes: Int, steps: Int, depth: Int, _ seed: UInt64) {
        var random = SeededGenerator(seed: seed, name: "priorities")
        priorities = (1...max(1, processes)).map { $0 }.shuffled(using: &random)
        changes = (1..<depth).map { _ in Int.random(in: 0..<max(1, steps), using: &random) }
    }

    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int {
        guard !candidates.isEmpty else { return 0 }
        func best(_ priorities: [Int]) -> Int {
            candidates.indices.max {
                priorities[candidates[$0].performer] < priorities[candidates[$1].performer]
            } ?? 0
        }
        let choice = best(priorities)
        defer { step += 1 }
        guard let depth = changes.lastIndex(of: step) else { return choice }
        priorities[candidates[choice].performer] = -1 - depth
        return best(priorities)
    }
}

extension SearchStrategy {
    /// The chance that so many runs by random priorities all miss a bug that is there, by the bound of its authors.
    ///
    /// - Parameters:
    ///   - processes: how many take turns.
    ///   - steps: how many turns there are in the longest run.
    ///   - depth: how many orderings of two calls the bug needs.
    ///   - runs: how many were drawn with these numbers known.
    package static func chanceOfMiss(processes: Int, steps: Int, depth: Int, runs: Int) -> Double {
        var places = Double(max(1, processes))
        for _ in 1..<max(1, depth) { places *= Double(max(1, steps)) }
        let kept = 1 - 1 / places
        var chance = 1.0
        var factor = kept
        var left = runs
        while left > 0 {
            if left & 1 == 1 { chance *= factor }
            factor *= factor
            left >>= 1
        }
        return chance
    }
}

/// Partial-order sampling (Yuan, Yang and Gu, 2018): each call that is about to be made gets a random priority, the
/// highest is made, and those that would race with it draw anew. Orders that differ only in calls that do not
/// touch are not drawn more often for it.
struct PartialOrderChooser: Chooser {
    private var random: SeededGenerator
    private var priorities: [UInt64?]
    private var last: Candidate?

    init(processes: Int, _ seed: UInt64) {
        random = SeededGenerator(seed: seed, name: "partial orders")
        priorities = Array(repeating: nil, count: processes)
    }

    mutating func choose(_ index: Int, _ count: Int, among candidates: [Candidate]) -> Int {
        guard !candidates.isEmpty else { return 0 }
        if let last {
            priorities[last.performer] = nil
            for candidate in candidates where candidate.performer != last.performer {
                if let made = last.next, let next = candidate.next, made.conflicts(with: next) {
                    priorities[candidate.performer] = nil
                }
            }
        }
        for candidate in candidates where priorities[candidate.performer] == nil {
            priorities[candidate.performer] = random.next()
        }
        let choice = candidates.indices.max {
            priorities[candidates[$0].performer] ?? 0 < priorities[candidates[$1].performer] ?? 0
        }
        last = choice.map { candidates[$0] }
        return choice ?? 0
    }
}
