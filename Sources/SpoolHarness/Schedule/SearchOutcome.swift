internal import SpoolSpec

/// What came of a search.
struct SearchOutcome {
    /// A schedule that broke a clause, the cheapest that was seen.
    struct Failure {
        var tape: Tape
        var performance: Performance
        /// How many schedules it took until one broke that clause, that one too.
        var schedules = 0
        /// How many seconds.
        var seconds = 0.0
        /// By which way it was found.
        var strategy = SearchStrategy.bounded
    }

    /// How many schedules were played in order.
    var searched = 0
    /// Bounds within which all were played.
    var completed: [Cost] = []
    /// How many of all were broken off for their length.
    var cut = 0
    /// How often a process stopped, in all of them.
    var stops = 0
    /// Turns in the longest of them.
    var stepsMax = 0
    /// Most processes that acted.
    var processes = 0
    /// How many were drawn at random, by each way.
    var sampled: [SearchStrategy: Int] = [:]
    /// How many of those drawn by priorities were drawn when the longest schedule was known: they alone count.
    var sampledAtFullLength = 0
    var seconds = 0.0
    /// How many of these went into turns; the rest into what is done between two schedules, without stops.
    var secondsOfTurns = 0.0
    /// A schedule for each clause that was broken.
    var failures: [Failure] = []

    /// How many schedules in all.
    var schedules: Int { searched + sampled.values.reduce(0, +) }
}
