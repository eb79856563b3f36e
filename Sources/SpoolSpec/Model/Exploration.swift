/// What a walk has found.
public struct Survey: Hashable, Sendable {
    /// Different states that were reached.
    public var states = 0
    /// Steps between them.
    public var transitions = 0
    /// Different states in which nothing can happen any more.
    public var ends = 0
    /// Steps of the longest run.
    public var deepest = 0
    /// Whether every state was reached: there was neither a breach nor the bound of states.
    public var isWhole = true
    /// The first breach.
    public var breach: Breach?
    /// The run that leads to it.
    public var run: [ModelAction] = []
}

/// Walks through every state of a scenario, depth first, each state once.
///
/// A state is known again by 64 bits of its hash: of ten million states two are taken for one with a chance of
/// 3 in a million, and then a part of the walk is missed; never is a breach told that is none.
public struct Exploration {
    /// A state on the way: what can happen in it stands in `actions`.
    private struct Frame {
        let world: World
        let actions: Range<Int>
        var next: Int
    }

    private let table: TurnTable
    private let isJudged: @Sendable (Breach) -> Bool
    private let isReduced: Bool
    private let statesMax: Int
    private var seen = FingerprintSet()
    private var path: [Frame] = []
    /// Of all states on the way, one behind the other.
    private var actions: [ModelAction] = []
    private var survey = Survey()

    /// - Parameters:
    ///   - scenario: the world.
    ///   - isJudged: which breaches end the walk; others are passed over.
    ///   - isReduced: whether of calls that nobody else can notice only one order is walked.
    ///   - statesMax: after so many states the walk ends unfinished.
    public init(
        _ scenario: ModelScenario, judging isJudged: @escaping @Sendable (Breach) -> Bool = { _ in true },
        isReduced: Bool = true,
        statesMax: Int = .max
    ) {
        table = TurnTable(scenario)
        self.isReduced = isReduced
        self.isJudged = isJudged
        self.statesMax = statesMax
    }

    /// Walks until all is seen, a clause is broken, or there are too many states.
    public mutating func walk() -> Survey {
        enter(World(table, table.scenario.bounds))
        while let top = path.indices.last {
            let place = path[top].next
            guard place < path[top].actions.upperBound else {
                actions.removeSubrange(path[top].actions)
                path.removeLast()
                continue
            }
            path[top].next += 1
            let action = actions[place]
            var world = path[top].world
            let breach = world.perform(action, table)
            if isReduced, breach == nil { world.goOnUnnoticed(Int(action.process), table) }
            survey.transitions += 1
            if let breach, isJudged(breach) { return finish(breach) }
            if let breach = enter(world), isJudged(breach) { return finish(breach) }
            if survey.states >= statesMax {
                survey.isWhole = false
                return survey
            }
        }
        return survey
    }

    @discardableResult
    private mutating func enter(_ world: World) -> Breach? {
        guard seen.insert(world.fingerprint) else { return nil }
        survey.states += 1
        let first = actions.count
        world.addActions(to: &actions, table)
        if actions.count == first {
            survey.ends += 1
            return table.judgeEnd(world.shared)
        }
        path.append(Frame(world: world, actions: first..<actions.count, next: first))
        survey.deepest = max(survey.deepest, path.count)
        return nil
    }

    private mutating func finish(_ breach: Breach) -> Survey {
        survey.isWhole = false
        survey.breach = breach
        survey.run = wholeRun()
        return survey
    }

    /// The run that the path stands for, with the calls that were made unnoticed.
    private func wholeRun() -> [ModelAction] {
        var run: [ModelAction] = []
        var world = World(table, table.scenario.bounds)
        for frame in path where frame.next > frame.actions.lowerBound {
            let action = actions[frame.next - 1]
            run.append(action)
            _ = world.perform(action, table)
            guard isReduced else { continue }
            for _ in 0..<world.goOnUnnoticed(Int(action.process), table) {
                run.append(ModelAction(process: action.process, kind: .step))
            }
        }
        return run
    }
}
