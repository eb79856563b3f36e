package import SpoolSpec

/// In which order schedules are tried.
package enum SearchStrategy: String, CaseIterable, Hashable, Sendable {
    /// All within the bounds, those with the fewest preemptions, crashes and faults first; then by sampling.
    case bounded
    /// Each turn by chance.
    case random
    /// Probabilistic concurrency testing: random priorities that change at few places.
    case pct
    /// Partial-order sampling: random priorities for calls, drawn anew where they race.
    case pos
}

/// How far schedules are searched.
package struct SearchBounds: Hashable, Sendable {
    /// In which order.
    package var strategy: SearchStrategy
    /// Seconds for one scenario.
    package var seconds: Double
    /// Most preemptions of a schedule that is searched systematically.
    package var preemptions: Int
    /// Most processes that are killed in one.
    package var crashes: Int
    /// Most calls that are made to fail in one.
    package var faults: Int
    /// The clauses that are asked for: once all of them that can be broken are, the search is over. `nil` for all.
    package var clauses: [ClauseID]?
    /// A tape to be played instead of any search.
    package var replay: Tape?
    /// How often a schedule that breaks a clause is played again.
    package var replaysMax: Int

    package init(
        strategy: SearchStrategy = .bounded, seconds: Double = 2, preemptions: Int = 2, crashes: Int = 1,
        faults: Int = 1, clauses: [ClauseID]? = nil, replay: Tape? = nil, replaysMax: Int = 100
    ) {
        self.strategy = strategy
        self.seconds = seconds
        self.preemptions = preemptions
        self.crashes = crashes
        self.faults = faults
        self.clauses = clauses
        self.replay = replay
        self.replaysMax = replaysMax
    }

    /// Seconds after which a search within these bounds is taken for stuck: it may take as long as they say, and then
    /// make simpler, play again and explain what it has found.
    package var secondsMax: Double { replay == nil ? 2 * seconds + 120 : 600 }

    /// As JSON, for the way from the suite to a stage.
    package var json: JSONValue {
        [
            "strategy": .string(strategy.rawValue),
            "seconds": .seconds(seconds), "preemptions": .number(JSONNumber(preemptions)),
            "crashes": .number(JSONNumber(crashes)), "faults": .number(JSONNumber(faults)),
            "clauses": clauses.map { .array($0.map { .string($0.rawValue) }) } ?? .null,
            "replay": replay.map { .string($0.text) } ?? .null, "replaysMax": .number(JSONNumber(replaysMax)),
        ]
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(json: JSONValue) {
        func count(_ name: String) -> Int? { json[name]?.number?.integer.map { Int($0) } }
        guard let strategy = json["strategy"]?.text.flatMap(SearchStrategy.init),
            let seconds = json["seconds"]?.number?.double, let preemptions = count("preemptions"),
            let crashes = count("crashes"), let faults = count("faults"),
            let replaysMax = count("replaysMax")
        else { return nil }
        var replay: Tape?
        if let text = json["replay"]?.text {
            guard let tape = Tape(text: text) else { return nil }
            replay = tape
        }
        self.init(
            strategy: strategy, seconds: seconds, preemptions: preemptions, crashes: crashes, faults: faults,
            clauses: json["clauses"]?.array?.compactMap(\.text).map { ClauseID($0) }, replay: replay,
            replaysMax: replaysMax)
    }
}
