internal import SpoolSpec
internal import SpoolSystem

/// Makes a tape that breaks a clause simpler as long as it still breaks the same one.
struct ScheduleShrinker {
    private let troupe: Troupe
    private let clause: ClauseID
    private(set) var best: SearchOutcome.Failure
    private(set) var tries = 0

    /// Most schedules that are tried, and most time.
    private static let triesMax = 200
    private static let nanosecondsMax: Int64 = 3_000_000_000
    private let began = MonotonicClock.now

    private var isSpent: Bool {
        tries >= Self.triesMax || MonotonicClock.now - began > Self.nanosecondsMax
    }

    init(_ troupe: Troupe, _ failure: SearchOutcome.Failure) {
        self.troupe = troupe
        best = failure
        clause = failure.performance.violation?.clause ?? ""
    }

    /// Puts zeros for single decisions, then smaller numbers, and lets neighbouring runs of turns change places.
    ///
    /// A zero alone hands everything behind it to the other process: a preemption and the way back from it can only
    /// be taken out together, which an exchange does.
    mutating func run() throws(Interruption) {
        while !isSpent {
            if try improve(Self.simpler(than: best.tape)) { continue }
            guard try improve(Plan(best.performance).exchanges) else { return }
        }
    }

    /// Takes the first that is simpler and still breaks the clause.
    ///
    /// - Returns: whether there was one.
    private mutating func improve(_ candidates: [some Chooser]) throws(Interruption) -> Bool {
        for candidate in candidates where !isSpent {
            if try isStillBroken(candidate) { return true }
        }
        return false
    }

    private static func simpler(than tape: Tape) -> [Tape] {
        var all: [Tape] = []
        let places = tape.choices.indices.filter { tape[$0] != 0 }
        for place in places { all.append(tape.replacing(place, by: 0)) }
        for place in places where tape[place] > 1 { all.append(tape.replacing(place, by: 1)) }
        return all
    }

    private mutating func isStillBroken(_ chooser: some Chooser) throws(Interruption) -> Bool {
        tries += 1
        let performance = try Conductor.play(troupe, chooser)
        guard performance.violation?.clause == clause,
            Self.size(of: performance) < Self.size(of: best.performance)
        else { return false }
        best = SearchOutcome.Failure(tape: performance.tape, performance: performance)
        return true
    }

    /// By what of two schedules is the simpler: first what was done to processes, then how long it takes to tell.
    private static func size(of performance: Performance) -> (Int, Int, Int, Int) {
        let tape = performance.tape
        return (performance.cost.total, tape.weight, performance.steps.count, tape.choices.reduce(0, +))
    }
}
