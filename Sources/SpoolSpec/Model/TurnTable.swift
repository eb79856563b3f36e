/// Every state in which the kernel, the oracle or a process was met, each kept once and known by a number; and what
/// came of every turn that was taken.
///
/// A world is then a row of numbers, and its next step is looked up. That is what makes a walk fast: two workers and
/// two clients come to millions of worlds, but to some thousand kernels and some hundred states of a process (known
/// to model checkers as collapse compression). Two states have one number only if they are equal. What a turn comes to
/// depends on what all share and on the process alone, whatever the others are at; they count only for whoever
/// waits for them, which is what a turn's marks tell a world.
final class TurnTable {
    /// What all processes share.
    struct Shared: Hashable {
        /// Number of the kernel.
        var kernel: UInt32
        /// Number of what the oracle remembers.
        var history: UInt32
    }

    /// What a turn comes to.
    struct Turn {
        /// Number of what all share then.
        let shared: UInt32
        /// Number of the process's state then.
        let process: UInt32
        let marks: Marks
        /// Number of what the oracle has against it; -1 for nothing.
        let breach: Int32
    }

    /// What a turn was, as far as it concerns those who wait for each other.
    struct Marks: OptionSet {
        let rawValue: UInt8

        /// A procedure began.
        static let opened = Marks(rawValue: 1)
        /// A procedure ended.
        static let moved = Marks(rawValue: 2)
        /// The process waits now until the others have moved.
        static let beganWait = Marks(rawValue: 4)
        /// The process died.
        static let died = Marks(rawValue: 8)
        /// The last of it is gone.
        static let buried = Marks(rawValue: 16)
        /// Nobody else can notice the call, nor change what comes of it; see `World.goOnUnnoticed`.
        static let isUnnoticed = Marks(rawValue: 32)
    }

    /// What a walk asks of a process at every step.
    private struct Traits {
        let phase: ModelProcess.Phase
        let isWaiting: Bool
        let faults: [ModelFault]
    }

    let scenario: ModelScenario
    var kernels = Numbered<ModelKernel>()
    var histories = Numbered<History>()
    var replies = Numbered<SpoolReply>()
    private var shared = Numbered<Shared>()
    private var processes = Numbered<ModelProcess>()
    // These two are read several times at every step of a walk: to check each time that nobody writes them meanwhile,
    // which nobody could, took a twentieth of it.
    @exclusivity(unchecked) private var traits: [Traits] = []
    @exclusivity(unchecked) private var turns: [UInt64: Turn] = [:]
    private var breaches: [Breach] = []
    private var kernelSteps: [UInt64: KernelStep] = [:]
    private var programTurns: [UInt64: ProgramTurn] = [:]
    private var ends: [UInt32: Breach?] = [:]

    init(_ scenario: ModelScenario) {
        self.scenario = scenario
    }

    // MARK: Numbers

    func number(of state: Shared) -> UInt32 { shared.number(of: state) }

    func number(of process: ModelProcess) -> UInt32 {
        let number = processes.number(of: process)
        if number == traits.count {
            traits.append(
                Traits(
                    phase: process.phase, isWaiting: process.isWaiting,
                    faults: process.pending.map { ModelFault.faults(of: $0) } ?? []))
        }
        return number
    }

    func kernel(at number: UInt32) -> ModelKernel { kernels[shared[number].kernel] }

    func process(_ number: UInt32) -> ModelProcess { processes[number] }

    func phase(of process: UInt32) -> ModelProcess.Phase { traits[Int(process)].phase }

    func isWaiting(_ process: UInt32) -> Bool { traits[Int(process)].isWaiting }

    /// What can befall the process's next call.
    func faults(of process: UInt32) -> [ModelFault] { traits[Int(process)].faults }

    func breach(_ turn: Turn) -> Breach? {
        turn.breach < 0 ? nil : breaches[Int(turn.breach)]
    }

    // MARK: What comes of what

    /// What comes of a process's turn.
    ///
    /// - Parameters:
    ///   - kind: what happens to the process.
    ///   - process: the number of its state.
    ///   - place: the number of what all share.
    func turn(_ kind: ModelAction.Kind, of process: UInt32, at place: UInt32) -> Turn {
        let key = UInt64(place) << 32 | UInt64(process) << 8 | code(kind, process)
        if let known = turns[key] { return known }
        var taking = TurnTaking(self, process, shared[place])
        taking.take(kind)
        let turn = Turn(
            shared: number(of: taking.shared), process: taking.number, marks: taking.marks,
            breach: number(of: taking.breach, by: processes[process].index))
        turns[key] = turn
        return turn
    }

    /// What tells apart the things that can happen to a process in one state.
    private func code(_ kind: ModelAction.Kind, _ process: UInt32) -> UInt64 {
        switch kind {
        case .step: 0
        case .die: 1
        case .dieInWrite: 2
        case .fault(let fault): 3 + UInt64(faults(of: process).firstIndex(of: fault) ?? 0)
        }
    }

    private func number(of breach: Breach?, by process: Int) -> Int32 {
        guard var breach else { return -1 }
        breach.culprit = process
        breaches.append(breach)
        return Int32(breaches.count - 1)
    }

    /// What a process's call, or its death, makes of the kernel.
    ///
    /// - Parameters:
    ///   - kind: what happens to the process.
    ///   - number: the number of its state.
    ///   - place: the number of the kernel.
    func kernelStep(
        _ kind: ModelAction.Kind, of number: UInt32, at place: UInt32
    ) -> KernelStep {
        let key = UInt64(place) << 32 | UInt64(number) << 8 | code(kind, number)
        if let known = kernelSteps[key] { return known }
        let process = process(number)
        var kernel = kernels[place]
        var step = KernelStep(kernel: place)
        var reply: SpoolReply?
        switch kind {
        case .die: step.isMoreLeft = kernel.beginDeath(of: process.index)
        case .step:
            if let call = process.pending {
                step.isPrivate = kernel.isPrivate(call, of: process.index)
                reply = kernel.perform(call, by: process.index)
            } else {
                step.isMoreLeft = kernel.continueDeath(of: process.index)
            }
        case .dieInWrite:
            reply = process.pending.flatMap { kernel.perform($0, by: process.index, with: .shortWrite) }
        case .fault(let fault):
            reply = process.pending.flatMap { kernel.perform($0, by: process.index, with: fault) }
        }
        step.kernel = kernels.number(of: kernel)
        step.reply = reply.map { replies.number(of: $0) }
        kernelSteps[key] = step
        return step
    }

    /// What a process's program makes of an answer.
    ///
    /// - Parameters:
    ///   - number: the number of its state.
    ///   - reply: the number of the answer; `nil` where there was no question.
    func programTurn(of number: UInt32, after reply: UInt32?) -> ProgramTurn {
        let key = UInt64(number) << 32 | UInt64(reply ?? .max)
        if let known = programTurns[key] { return known }
        var turn = ProgramTurn()
        let process = process(number)
        guard var program = process.program else { return turn }
        var answer = reply.map { replies[$0] }
        asking: while true {
            let step = program.next(after: answer)
            answer = nil
            switch step {
            case .call(let call, let opening):
                let next = ModelProcess(process.index, program, pending: call, opening: opening)
                turn.process = self.number(of: next)
                break asking
            case .tell(let note): turn.notes.append(note)
            case .done: break asking
            }
        }
        programTurns[key] = turn
        return turn
    }

    /// All is over: fresh workers look through the spool, one after the other, and nothing may be left.
    func judgeEnd(_ place: UInt32) -> Breach? {
        if let known = ends[place] { return known }
        var kernel = kernel(at: place)
        for (index, cleaner) in scenario.cleaners.enumerated() {
            var program = cleaner
            let process = scenario.processes.count + index
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
        let breach = histories[shared[place].history].judgeEnd(kernel)
        ends[place] = .some(breach)
        return breach
    }
}
