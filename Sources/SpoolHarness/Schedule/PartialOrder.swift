/// What has been done in a schedule so far, as a number that is the same however calls that do not touch were
/// ordered.
///
/// Of each call a hash goes in that says what it was and what it came behind. Sums of these are kept by who made a
/// call and by what it touched, so that a long schedule costs no more a call than a short one.
struct PartialOrder {
    private var all = 0
    private var byPerformer: [Int: Int] = [:]
    private var byThing: [String: [Footprint.Touch: Int]] = [:]

    /// What everything came to that was before.
    var sum: Int { all }

    /// What came to those calls that are before the next one of a performer, whichever way others were ordered: its
    /// own, and those that touch what it touches.
    ///
    /// - Parameter footprint: what the next call touches; `nil` where nobody knows, and all are before it.
    func before(_ footprint: Footprint?, by performer: Int) -> Int {
        guard let footprint else { return all }
        var sum = byPerformer[performer] ?? 0
        for touched in footprint.touches {
            for (other, hashes) in byThing[touched.thing] ?? [:] where touched.touch.conflicts(with: other) {
                sum = sum &+ hashes
            }
        }
        return sum
    }

    /// Takes note of a call.
    mutating func add(_ footprint: Footprint?, by performer: Int, hash: Int) {
        all = all &+ hash
        byPerformer[performer] = (byPerformer[performer] ?? 0) &+ hash
        for touched in footprint?.touches ?? [] {
            byThing[touched.thing, default: [:]][touched.touch, default: 0] &+= hash
        }
    }
}
