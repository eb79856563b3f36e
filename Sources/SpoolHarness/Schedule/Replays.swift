internal import SpoolSystem

/// How often a schedule that breaks a clause went the same way when it was played again.
struct Replays {
    let same: Int
    let count: Int

    var areAllTheSame: Bool { same == count }

    /// As many are made even if they take longer, where as many are asked for.
    private static let countMin = 10
    /// How many times longer. Where each waits for something in vain two are enough.
    private static let patience = 10.0

    /// Plays it again.
    ///
    /// - Parameters:
    ///   - countMax: how often.
    ///   - seconds: after so long no more are made.
    init(
        of failure: SearchOutcome.Failure, by troupe: Troupe, countMax: Int, seconds: Double
    ) throws(Interruption) {
        let began = MonotonicClock.now
        func isWithin(_ seconds: Double) -> Bool { MonotonicClock.now - began < Int64(seconds * 1e9) }
        var same = 0
        var count = 0
        while count < countMax,
            isWithin(seconds) || count < (isWithin(seconds * Self.patience) ? Self.countMin : 2)
        {
            count += 1
            if try Conductor.play(troupe, failure.tape).digest == failure.performance.digest { same += 1 }
        }
        self.same = same
        self.count = count
    }
}

/// A schedule that differs from one that breaks a clause in two neighbouring turns, and breaks none: what lies
/// between the two is what it is about.
struct Neighbour {
    /// The turn that changed places with the one after it.
    let place: Int
    let performance: Performance

    private static let triesMax = 60
    private static let nanosecondsMax: Int64 = 2_000_000_000

    /// Looks for one, from the end of the schedule; `nil` where there is none.
    init?(of failure: Performance, by troupe: Troupe) throws(Interruption) {
        let plan = Plan(failure)
        let end = MonotonicClock.now + Self.nanosecondsMax
        for place in plan.places.prefix(Self.triesMax) where MonotonicClock.now < end {
            let performance = try Conductor.play(troupe, plan.swapping(place))
            guard performance.violation == nil else { continue }
            self.place = place
            self.performance = performance
            return
        }
        return nil
    }
}
