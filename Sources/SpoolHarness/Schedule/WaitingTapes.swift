internal import SpoolSystem

/// Schedules that are still to be played, by what they cost.
///
/// There are four kinds: with and without a crash, with and without a fault. Each kind gets as much time as the
/// others, and that with neither three times as much until all with one preemption are played, whatever one of its
/// schedules takes: a process that was killed has to be started anew, which can take a hundred times as long as a
/// schedule without. That with both has to wait until every schedule with one of them alone was played. Within a kind
/// the cheapest come first, so what is found first is simple. Samples are a kind too.
struct WaitingTapes {
    private struct Kind: Hashable {
        let hasCrash: Bool, hasFault: Bool

        init(_ cost: Cost) {
            hasCrash = cost.crashes > 0
            hasFault = cost.faults > 0
        }

        var hasBoth: Bool { hasCrash && hasFault }
    }

    private var tapes: [Cost: [Tape]] = [:]
    private var nanoseconds: [Kind: Int64] = [:]
    private var nanosecondsSampled: Int64 = 0

    /// Whether it is the turn of samples.
    var isTimeForSample: Bool {
        guard let cost = nextCost else { return true }
        return nanosecondsSampled < nanoseconds[Kind(cost), default: 0]
    }

    mutating func add(_ tape: Tape, _ cost: Cost) { tapes[cost, default: []].append(tape) }

    /// The next one; `nil` where none is left.
    mutating func next() -> (tape: Tape, cost: Cost)? {
        guard let cost = nextCost, let tape = tapes[cost]?.popLast() else { return nil }
        if tapes[cost]?.isEmpty ?? true { tapes[cost] = nil }
        return (tape, cost)
    }

    /// Takes note how long a schedule of that cost took.
    mutating func spent(_ duration: Int64, on cost: Cost) {
        let isFavoured = cost.crashes + cost.faults == 0 && cost.preemptions <= 1
        nanoseconds[Kind(cost), default: 0] += isFavoured ? duration / 3 : duration
        // Who comes late begins where the others are, and need not catch up.
        let most = nanoseconds.values.max() ?? 0
        for kind in Set(playable.map(Kind.init)) where nanoseconds[kind] == nil { nanoseconds[kind] = most }
    }

    /// Takes note how long a sample took.
    mutating func spentOnSample(_ duration: Int64) { nanosecondsSampled += duration }

    /// The costs of those whose turn may come.
    private var playable: [Cost] {
        let areSimplerLeft = tapes.keys.contains { $0.total <= 1 }
        return tapes.keys.filter { !(areSimplerLeft && Kind($0).hasBoth) }
    }

    private var nextCost: Cost? { playable.min(by: isEarlier) }

    private func isEarlier(_ first: Cost, _ second: Cost) -> Bool {
        let times = (nanoseconds[Kind(first), default: 0], nanoseconds[Kind(second), default: 0])
        if times.0 != times.1 { return times.0 < times.1 }
        return (first.total, first.faults, first.crashes) < (second.total, second.faults, second.crashes)
    }

    /// The largest bounds within which nothing is left, none of them within another.
    func completed(within bounds: Cost) -> [Cost] {
        var all: [Cost] = []
        for preemptions in 0...bounds.preemptions {
            for crashes in 0...bounds.crashes {
                for faults in 0...bounds.faults {
                    let limit = Cost(preemptions: preemptions, crashes: crashes, faults: faults)
                    if !tapes.keys.contains(where: { $0.fits(limit) }) { all.append(limit) }
                }
            }
        }
        return all.filter { one in !all.contains { $0 != one && one.fits($0) } }
    }
}
