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
    private struct Frame {
        let world: World
        let actions: [ModelAction]
        var next = 0
    }

    private let scenario: ModelScenario
    private let isJudged: @Sendable (Breach) -> Bool
    private let isReduced: Bool
    private let statesMax: Int
    private var seen: Set<Int> = []
    private var path: [Frame] = []
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
        self.scenario = scenario
        self.isReduced = isReduced
        self.isJudged = isJudged
        self.statesMax = statesMax
    }

    /// Walks until all is seen, a clause is broken, or there are too many states.
    public mutating func walk() -> Survey {
        enter(World(scenario))
        while var frame = path.popLast() {
            guard frame.next < frame.actions.count else { continue }
            let action = frame.actions[frame.next]
            frame.next += 1
            path.append(frame)
            var world = frame.world
            let breach = world.perform(action, in: scenario)
            if isReduced, breach == nil { world.goOnUnnoticed(Int(action.process), in: scenario) }
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
        guard seen.insert(world.fingerprint).inserted else { return nil }
        survey.states += 1
        let actions = world.actions(in: scenario)
        if actions.isEmpty {
            survey.ends += 1
            return world.judgeEnd(in: scenario)
        }
        path.append(Frame(world: world, actions: actions))
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
        var world = World(scenario)
        for frame in path where frame.next > 0 {
            let action = frame.actions[frame.next - 1]
            run.append(action)
            _ = world.perform(action, in: scenario)
            guard isReduced else { continue }
            for _ in 0..<world.goOnUnnoticed(Int(action.process), in: scenario) {
                run.append(ModelAction(process: action.process, kind: .step))
            }
        }
        return run
    }
}

extension World {
    /// All is over: fresh workers look through the spool, one after the other, and nothing may be left.
    func judgeEnd(in scenario: ModelScenario) -> Breach? {
        var kernel = kernel
        for (index, cleaner) in scenario.cleaners.enumerated() {
            var program = cleaner
            let process = processes.count + index
            var reply: SpoolReply?
            cleaning: while true {
                switch program.next(after: reply) {
                case .call(let call, _):
                    reply = kernel.perform(call, by: process)
                case .tell: reply = nil
                case .done: break cleaning
                }
            }
            while kernel.continueDeath(of: process) {}
        }
        return history.judgeEnd(kernel)
    }
}
