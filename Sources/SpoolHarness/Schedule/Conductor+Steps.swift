internal import SpoolSpec
internal import SpoolSystem

/// What happened: each step as a digest by which runs are compared, and as what it depends on.
extension Conductor {
    /// Follows unnamed files to the names that they get.
    mutating func learnNames(_ traced: TracedProcess) {
        for call in traced.calls { names.learn(from: call) }
    }

    /// Keeps a step.
    ///
    /// - Parameter words: what it was, where it was no call.
    /// - Returns: what its call touched; `nil` where it was none.
    @discardableResult mutating func keep(
        _ performer: Performer, _ call: ObservedCall?, _ treatment: Treatment, _ isPreemption: Bool,
        words: String? = nil
    ) -> Footprint? {
        if let traced = performer.traced { learnNames(traced) }
        if let call { names.learn(from: call) }
        let print = call.map(names.footprint)
        let hidden = performer.asides
        performer.asides = []
        var hasher = Hasher()
        hasher.combine(performer.index)
        // Of a text the first word only: an id may stand behind it, which a client that was started anew changes.
        hasher.combine(call?.name ?? words?.split(separator: " ").first.map(String.init))
        for thing in print?.things ?? [] { hasher.combine(normalized(thing)) }
        hasher.combine(call.flatMap(outcome))
        hasher.combine(treatment)
        hasher.combine(hidden)
        let digest = hasher.finalize()
        performance.steps.append(
            PerformedStep(
                performer: performer.index, act: performer.act?.0.name ?? "", call: call, words: words,
                names: names, asides: hidden, digest: digest, treatment: treatment,
                isPreemption: isPreemption))
        let behind = order.before(print, by: performer.index)
        let hash = combined(digest, performer.index, 0, behind: behind)
        order.add(print, by: performer.index, hash: hash)
        past = past &+ hash
        return print
    }

    func combined(_ first: Int, _ second: Int, _ third: Int, behind: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(first)
        hasher.combine(second)
        hasher.combine(third)
        hasher.combine(behind)
        return hasher.finalize()
    }

    /// Lets a process that asks again and again, while nobody else can do anything, go on without a stop in the judge's
    /// hands, until it gives up: each round is like the one before, of which every call was a place to stop at.
    ///
    /// Where it does not give up it is held again, and the schedule is broken off for its length.
    func letPoll(_ performer: Performer, _ traced: TracedProcess) {
        performer.hasPolled = true
        performer.wakesInVain = 0
        performer.asides.append("the same again and again, while nobody else can do anything")
        var calls = 0
        let affliction = performer.affliction
        traced.before = { [unowned traced] call in
            calls += 1
            // Whoever counts its tries has given up by now. Whoever looks at a clock does so when its time is over.
            if calls > Self.hastyCallsMax { traced.sleepsForReal = true }
            if call.waits || calls > Self.pollingCallsMax { return .hold }
            // What fails from now on fails here too.
            if let affliction, affliction.concerns(call) { return affliction.tampering }
            return .none
        }
    }

    /// A schedule has become too long: lets the worker whose turn it was last go on alone, for a hook that makes calls
    /// for ever waits for nobody.
    ///
    /// - Returns: whether it does.
    mutating func findsLoop() throws(Interruption) -> Bool {
        guard let current else { return false }
        let performer = troupe.performers[current]
        guard performer.isStanding, case .record? = performer.act?.0, let traced = performer.traced else {
            return false
        }
        letPoll(performer, traced)
        try goOn(performer, .release(thread: 0, .none))
        let goesOn = performer.isStanding
        // Whatever it says now belongs to no step.
        performer.state = .dead
        guard goesOn else { return witness.violation != nil }
        witness.violate(
            "HOOK-1", "the hook to return, whatever a call answers",
            "\(performer.name) has made \(Self.pollingCallsMax) calls more while all others stood still, and goes on"
        )
        return true
    }

    /// Most calls of a process that polls.
    private static var pollingCallsMax: Int { 2000 }
    /// How many of these are made without real sleeps between them.
    private static var hastyCallsMax: Int { 200 }

    /// What a call came to: numbers of descriptors and lengths of listings are left out.
    private func outcome(_ call: ObservedCall) -> Int64? {
        guard let result = call.result else { return nil }
        if result < 0 { return result }
        return call.writes || call.name.hasPrefix("read") || call.name.hasPrefix("pread") ? result : 0
    }

    private func normalized(_ name: String) -> String {
        for performer in troupe.performers where performer.isClient && performer.process != nil {
            let own = performer.recorderID
            guard name.utf8.starts(with: own.utf8) else { continue }
            let rest = name.utf8.dropFirst(own.utf8.count)
            if rest.first == UInt8(ascii: ".") { return "\(performer.index)\(Substring(rest))" }
        }
        return name
    }
}
