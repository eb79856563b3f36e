/// A schedule is a tape: at each place where something is to be decided, a small number of which 0 is the simplest
/// (go on with the same process; do nothing to its call). What systematic search counts upwards, sampling draws,
/// replay reads and the shrinker makes smaller is the same thing.
extension Tape {
    /// The decision at a place; 0 beyond the end, so every tape is a whole schedule.
    subscript(index: Int) -> Int { index < choices.count ? choices[index] : 0 }

    /// The same schedule in as few choices as can say it.
    package var withoutLastZeros: Tape {
        let end = choices.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
        return Tape(Array(choices[..<end]))
    }

    /// The tape up to a place, and another decision there; after it, zeros.
    func branching(at index: Int, to choice: Int) -> Tape {
        var start = Array(choices.prefix(index))
        start += Array(repeating: 0, count: index - start.count)
        return Tape(start + [choice])
    }

    /// The same with another decision at a place.
    func replacing(_ index: Int, by choice: Int) -> Tape {
        guard choices.indices.contains(index) else { return self }
        var choices = choices
        choices[index] = choice
        return Tape(choices).withoutLastZeros
    }

    /// How many decisions are not the simplest ones.
    var weight: Int { choices.count { $0 != 0 } }
}
