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

    /// Puts zeros for single decisions, then smaller numbers, and then moves decisions to later places.
    mutating func run() throws(Interruption) {
        var isBetter = true
        while isBetter && !isSpent {
            isBetter = false
            for candidate in Self.simpler(than: best.tape) {
                if isSpent { break }
                guard try isStillBroken(candidate) else { continue }
                isBetter = true
                break
            }
        }
    }

    private static func simpler(than tape: Tape) -> [Tape] {
        var all: [Tape] = []
        let places = tape.choices.indices.filter { tape[$0] != 0 }
        for place in places { all.append(tape.replacing(place, by: 0)) }
        for place in places where tape[place] > 1 { all.append(tape.replacing(place, by: 1)) }
        return all
    }

    private mutating func isStillBroken(_ tape: Tape) throws(Interruption) -> Bool {
        tries += 1
        let performance = try Conductor.play(troupe, tape)
        guard let violation = performance.violation, violation.clause == clause,
            performance.tape.weight < best.tape.weight
                || performance.tape.weight == best.tape.weight
                    && performance.steps.count < best.performance.steps.count
                || performance.tape.weight == best.tape.weight
                    && performance.tape.choices.reduce(0, +) < best.tape.choices.reduce(0, +)
        else { return false }
        best = SearchOutcome.Failure(tape: performance.tape, performance: performance)
        return true
    }
}
