/// Finds the shortest run that breaks a clause: of those with the fewest preemptions one with the fewest steps.
public struct ShortestRun {
    /// A run and what it breaks.
    public struct Finding: Sendable {
        /// What is broken.
        public let breach: Breach
        /// The steps that lead to it; empty steps follow for a breach at the end.
        public let run: [ModelAction]
        /// How many times a process that could go on was left for another.
        public let preemptions: Int
        /// States that were looked at on the way.
        public let states: Int
    }

    private struct Place {
        let action: ModelAction
        let before: Int
    }

    private let table: TurnTable
    private let isWanted: @Sendable (Breach) -> Bool
    private let statesMax: Int
    private var states = 0

    /// - Parameters:
    ///   - scenario: the world; its own bound of preemptions is the highest that is tried.
    ///   - isWanted: which breaches are looked for; others are passed over.
    ///   - statesMax: after so many states the search is given up.
    public init(
        _ scenario: ModelScenario, breaking isWanted: @escaping @Sendable (Breach) -> Bool,
        statesMax: Int = .max
    ) {
        table = TurnTable(scenario)
        self.isWanted = isWanted
        self.statesMax = statesMax
    }

    /// Searches breadth first with no preemption, then with one, and so on.
    ///
    /// - Parameter preemptionsMax: the highest number of preemptions that is tried.
    /// - Returns: the shortest run, if there is one within the bounds.
    public mutating func find(preemptionsMax: Int = 4) -> Finding? {
        for preemptions in 0...(table.scenario.bounds.preemptions ?? preemptionsMax) {
            if let finding = search(preemptions) { return finding }
            if states >= statesMax { return nil }
        }
        return nil
    }

    private mutating func search(_ preemptions: Int) -> Finding? {
        var bounds = table.scenario.bounds
        bounds.preemptions = preemptions
        var seen = FingerprintSet()
        var places: [Place] = []
        let first = World(table, bounds)
        _ = seen.insert(first.fingerprint)
        var frontier = [(world: first, place: -1)]
        while !frontier.isEmpty, states < statesMax {
            var following: [(world: World, place: Int)] = []
            for (world, place) in frontier {
                var actions: [ModelAction] = []
                world.addActions(to: &actions, table)
                if actions.isEmpty, let breach = wanted(table.judgeEnd(world.shared)) {
                    return finding(breach, places, place, preemptions)
                }
                for action in actions {
                    var next = world
                    let breach = wanted(next.perform(action, table))
                    guard breach != nil || seen.insert(next.fingerprint) else { continue }
                    states += 1
                    places.append(Place(action: action, before: place))
                    if let breach { return finding(breach, places, places.count - 1, preemptions) }
                    following.append((next, places.count - 1))
                }
            }
            frontier = following
        }
        return nil
    }

    private func wanted(_ breach: Breach?) -> Breach? {
        guard let breach, isWanted(breach) else { return nil }
        return breach
    }

    private func finding(
        _ breach: Breach, _ places: [Place], _ last: Int, _ preemptions: Int
    ) -> Finding {
        var run: [ModelAction] = []
        var place = last
        while place >= 0 {
            run.append(places[place].action)
            place = places[place].before
        }
        return Finding(
            breach: breach, run: run.reversed(), preemptions: preemptions, states: states)
    }
}
