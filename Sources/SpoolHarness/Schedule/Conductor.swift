internal import SpoolSpec
internal import SpoolSystem

/// Plays one schedule: holds every process at every call on the arena, and decides whose turn it is.
struct Conductor<Choice: Chooser> {
    let troupe: Troupe
    private var chooser: Choice
    let witness: Witness
    var performance = Performance()
    private(set) var current: Int?
    /// How many calls it was decided about in this step.
    private var treated = 0
    var names: FileNames
    var order = PartialOrder()
    var past = 0
    private let id: String

    /// Most steps of one schedule.
    static var stepsMax: Int { 600 }

    private init(_ troupe: Troupe, _ chooser: Choice) throws(Interruption) {
        self.troupe = troupe
        self.chooser = chooser
        names = FileNames(directory: troupe.scene.spool.path)
        id = troupe.id
        witness = try Witness(troupe.scene, troupe.scenario, troupe.performers, id: id)
    }

    /// Plays it, and what has to follow.
    static func play(_ troupe: Troupe, _ chooser: Choice) throws(Interruption) -> Performance {
        try troupe.prepare()
        var conductor = try Conductor(troupe, chooser)
        try conductor.run()
        return conductor.performance
    }

    private mutating func run() throws(Interruption) {
        let began = MonotonicClock.now
        var isOver = false
        while !isOver, witness.violation == nil, performance.steps.count < Self.stepsMax {
            if let next = turn() {
                try step(
                    troupe.performers[next.performer], thread: next.thread, isPreemption: next.isPreemption)
            } else {
                isOver = try !letTimePass()
            }
        }
        let isAtLimit = performance.steps.count >= Self.stepsMax
        performance.nanoseconds = MonotonicClock.now - began
        // Somebody is in the middle of an act: the schedule has come to no end of which anything could be said.
        performance.isCut =
            witness.violation == nil
            && troupe.performers.contains { $0.isStanding || isAtLimit && $0.isWaiting }
        if performance.isCut, try findsLoop() { performance.isCut = false }
        if witness.violation == nil, !performance.isCut {
            try witness.judgeLines()
            try finish()
            try witness.judgeLeftovers()
        }
        performance.violation = witness.violation
        if witness.violation != nil { performance.violatedAt = performance.steps.count - 1 }
    }

    /// Everybody stops; then scans clean what is left.
    private func finish() throws(Interruption) {
        guard witness.violation == nil else { return }
        try witness.letGo()
        var refused: [Performer] = []
        for performer in troupe.performers {
            guard let process = performer.process, process.isRunning else { continue }
            performer.traced?.before = { _ in .none }
            guard performer.mayRecord else { continue }
            if try !troupe.perform([.stop], by: performer).allSatisfy(\.isSuccess) {
                refused.append(performer)
            }
        }
        for case .living(let id) in troupe.scenario.preparations {
            try troupe.scene.spool.remove(.request(id))
        }
        for case .living(let id) in troupe.scenario.preparations {
            try troupe.scene.spool.remove(.events(id))
        }
        guard try !troupe.scene.spool.names().isEmpty else { return }
        // Who cannot stop after a call has failed lets go of its recording by its end: what it leaves is a dead one's
        // then, and for workers to clean.
        for performer in refused where witness.isDisturbed {
            try performer.process?.kill()
            performer.state = .dead
        }
        if try troupe.sweep() { return }
        // Without a way to let time pass nothing can be said of what is left.
        for name in try troupe.scene.spool.names() { try troupe.scene.spool.remove(name) }
    }

    // MARK: Decisions

    private mutating func decide(
        _ kind: Decision.Kind, _ costs: [Cost], _ candidates: [Candidate] = []
    ) -> Int {
        var choice = chooser.choose(performance.decisions.count, costs.count, among: candidates)
        if !costs.indices.contains(choice) { choice = 0 }
        var hasher = Hasher()
        hasher.combine(past)
        hasher.combine(current)
        hasher.combine(performance.decisions.count == 0)
        // Several calls can be treated in one step.
        hasher.combine(kind == .treatment ? treated : 0)
        if kind == .treatment { treated += 1 }
        performance.decisions.append(
            Decision(
                kind: kind, costs: costs, chosen: choice,
                turn: candidates.indices.contains(choice) ? candidates[choice] : nil,
                past: hasher.finalize()))
        return choice
    }

    /// Whose turn it is; `nil` where nobody can go on.
    private mutating func turn() -> (performer: Int, thread: Int, isPreemption: Bool)? {
        var enabled = troupe.performers.filter(\.isEnabled).map(\.index)
        // Where all the others are done, whoever sleeps has slept long enough.
        if enabled.isEmpty {
            let asleep = troupe.performers.filter(\.isAsleep)
            for performer in asleep { performer.wakesInVain += 1 }
            enabled = asleep.map(\.index)
        }
        guard !enabled.isEmpty else { return nil }
        var isInside = false
        if let current, let place = enabled.firstIndex(of: current) {
            enabled.remove(at: place)
            enabled.insert(current, at: 0)
            isInside = troupe.performers[current].isStanding
        }
        var turns = enabled.map { Candidate(performer: $0, next: troupe.performers[$0].next) }
        var costs = enabled.indices.map { Cost(preemptions: isInside && $0 > 0 ? 1 : 0) }
        // Where several threads of a process stand before calls, another than the oldest may be the next.
        for index in enabled where troupe.performers[index].isStanding {
            for (place, call) in (troupe.performers[index].traced?.heldBeside ?? []).enumerated() {
                turns.append(
                    Candidate(performer: index, thread: place + 1, next: names.footprint(call)))
                costs.append(Cost(preemptions: 1))
            }
        }
        let choice = decide(.turn, costs, turns)
        return (turns[choice].performer, turns[choice].thread, costs[choice].preemptions > 0)
    }

    // MARK: Steps

    private mutating func step(
        _ performer: Performer, thread: Int, isPreemption: Bool
    ) throws(Interruption) {
        current = performer.index
        treated = 0
        let number = performance.steps.count
        if case .resting = performer.state {
            let act = performer.part.script[performer.nextAct]
            performer.nextAct += 1
            let event = troupe.event(for: act)
            performer.event = event?.path
            performer.act = (act, number)
            witness.began(act, by: performer, step: number)
            // What others have done so far was before it, whatever it touches.
            past = combined(past, performer.index, act.name.hashValue, behind: order.sum)
            guard performer.process != nil else { return try claim(performer, act, isPreemption) }
            try performer.send(act, event: event)
            try goOn(performer, .nothing)
            guard case .standing = performer.state else {
                return try endStep(performer, nil, .none, isPreemption)
            }
        }
        let traced = performer.traced
        let isAsleep = traced?.held == nil && performer.isAsleep
        guard let traced, var call = traced.held ?? performer.sleep else {
            // The thread that stood before the call has ended.
            try goOn(performer, .nothing)
            return try endStep(performer, nil, .none, isPreemption)
        }
        if thread > 0, thread <= traced.heldBeside.count { call = traced.heldBeside[thread - 1] }
        let treatment = treat(call, of: performer, names.footprint(call))
        performer.mayRetry = false
        learnNames(traced)
        traced.forget()
        try goOn(performer, isAsleep ? .wake : .release(thread: thread, treatment.tampering))
        try endStep(performer, call, treatment, isPreemption)
    }

    /// Decides what is done to a call.
    mutating func treat(
        _ call: ObservedCall, of performer: Performer, _ footprint: Footprint
    ) -> Treatment {
        var treatment = Treatment.none
        if let affliction = performer.affliction {
            // One fault at a time, as long as it lasts.
            if affliction.concerns(call) { treatment = affliction }
        } else {
            let all = Treatment.all(for: call, footprint)
            if all.count > 1 { treatment = all[decide(.treatment, all.map(\.cost))] }
            if case .fail(_, .fromNowOn) = treatment { performer.affliction = treatment }
        }
        if treatment != .none {
            performer.wasTreated = true
            witness.disturbed(
                performer, Disturbance(treatment: treatment, call: call, words: names.text(of: call)))
        }
        return treatment
    }

    mutating func endStep(
        _ performer: Performer, _ call: ObservedCall?, _ treatment: Treatment, _ isPreemption: Bool
    ) throws(Interruption) {
        let step = performance.steps.count
        let made = performer.traced?.calls.first ?? call
        performer.traced?.forget()
        let print = keep(performer, made ?? call, treatment, isPreemption)
        // Who only found its lock still held has changed nothing for anybody.
        let isBlockedAgain = performer.isWaiting && !performer.isAsleep && made?.result == nil
        if !isBlockedAgain {
            for other in troupe.performers where other !== performer {
                other.mayRetry = true
                other.wakesInVain = 0
            }
        }
        if case .shorten = treatment, let made, made.tampering == nil { witness.spared(performer) }
        // What only looks leaves everything as it was seen last.
        if let made, print?.isChange ?? false { try witness.look(after: made, by: performer, step: step) }
        if performer.hasPolled { try witness.look(after: nil, by: performer, step: step) }
        performer.hasPolled = false
        switch performer.state {
        case .finished:
            guard let process = performer.process, let act = performer.act else { return }
            let reply = try process.receive()
            performer.answered(act.0, reply)
            try witness.ended(act.0, by: performer, reply, step: step)
            performer.act = nil
            performer.state = performer.nextAct < performer.part.script.count ? .resting : .finished
        case .dead: witness.died(performer)
        case .resting, .standing, .waiting: break
        }
    }

    private mutating func claim(
        _ performer: Performer, _ act: Scenario.Act, _ isPreemption: Bool
    ) throws(Interruption) {
        let step = performance.steps.count
        let got = try witness.claim(id, by: performer, step: step)
        troupe.scene.switchboard.forgetPaths()
        performer.state = .finished
        keep(
            performer, nil, .none, isPreemption,
            words: got ? "takes \(id) as a client of another PID namespace" : "finds \(id) taken")
        for other in troupe.performers where other !== performer { other.mayRetry = true }
        try witness.look(after: nil, by: performer, step: step)
        performer.act = nil
    }
}
