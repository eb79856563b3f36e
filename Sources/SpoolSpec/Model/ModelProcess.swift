/// A process at one moment: shared by all the worlds in which it stands like this.
final class ModelProcess: Sendable, Hashable {
    enum Phase: Hashable, Sendable {
        case running
        case dying
        case gone
    }

    /// Its number among the processes of its world.
    let index: Int
    let phase: Phase
    /// `nil` once it is dead, so that all the dead are alike.
    let program: (any ModelProgram)?
    /// The call that it makes next; `nil` before it has begun, and once it is dead.
    let pending: SpoolCall?
    /// What the call is the first of.
    let opening: Note?

    init(_ index: Int, _ program: any ModelProgram, pending: SpoolCall?, opening: Note?) {
        self.index = index
        phase = .running
        self.program = program
        self.pending = pending
        self.opening = opening
    }

    init(_ index: Int, dead phase: Phase) {
        self.index = index
        self.phase = phase
        program = nil
        pending = nil
        opening = nil
    }

    var isWaiting: Bool {
        if case .wait = pending { true } else { false }
    }

    static func == (one: ModelProcess, other: ModelProcess) -> Bool {
        one.index == other.index && one.phase == other.phase && one.pending == other.pending
            && one.opening == other.opening
            && one.program.map { AnyHashable($0) } == other.program.map { AnyHashable($0) }
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(index)
        hasher.combine(phase)
        program?.hash(into: &hasher)
        hasher.combine(pending)
    }
}
