/// A turn as it is taken for the first time.
struct TurnTaking {
    /// What all share: before the turn, and then after it.
    private(set) var shared: TurnTable.Shared
    /// Number of the process's state: before the turn, and then after it.
    private(set) var number: UInt32
    private(set) var marks: TurnTable.Marks = []
    /// The first of what the oracle has against it.
    private(set) var breach: Breach?
    private let table: TurnTable
    private let process: ModelProcess
    private var history: History

    init(_ table: TurnTable, _ process: UInt32, _ shared: TurnTable.Shared) {
        self.table = table
        self.shared = shared
        number = process
        self.process = table.process(process)
        history = table.histories[shared.history]
    }

    private var kernel: ModelKernel { table.kernels[shared.kernel] }

    private mutating func note(_ another: Breach?) { breach = breach ?? another }

    /// Takes the turn.
    mutating func take(_ kind: ModelAction.Kind) {
        if process.phase == .dying {
            if !endCalls(of: .step) { bury() }
        } else if let call = process.pending {
            take(kind, call)
        } else {
            advance(after: nil)
        }
        shared.history = table.histories.number(of: history)
    }

    private mutating func take(_ kind: ModelAction.Kind, _ call: SpoolCall) {
        switch kind {
        case .die: die(isKilled: true)
        case .dieInWrite:
            _ = perform(call, kind)
            die(isKilled: true)
        case .step:
            let before = history
            let step = perform(call, kind)
            goOn(step, call)
            if step.isPrivate, process.opening == nil, breach == nil, history == before {
                marks.insert(.isUnnoticed)
            }
        case .fault: goOn(perform(call, kind), call)
        }
    }

    private mutating func perform(_ call: SpoolCall, _ kind: ModelAction.Kind) -> KernelStep {
        let before = kernel
        if kind != .dieInWrite, let opening = process.opening {
            marks.insert(.opened)
            note(history.hear(opening, from: process.index, kernel: before))
        }
        if case .fault(let fault) = kind {
            history.noteFault(fault, on: call, of: process.index, in: before)
        }
        let step = table.kernelStep(kind, of: number, at: shared.kernel)
        shared.kernel = step.kernel
        let performed = PerformedCall(
            process: process.index, call: call, reply: step.reply.map { table.replies[$0] })
        note(history.observe(performed, before: before, after: kernel))
        return step
    }

    private mutating func goOn(_ step: KernelStep, _ call: SpoolCall) {
        if step.reply != nil {
            advance(after: step.reply)
        } else if let program = process.program {
            // The call is not over: it is made again, and what it opens was told.
            number = table.number(of: ModelProcess(process.index, program, pending: call, opening: nil))
        }
    }

    /// Lets the program go on to its next call.
    private mutating func advance(after reply: UInt32?) {
        let turn = table.programTurn(of: number, after: reply)
        for told in turn.notes {
            marks.insert(.moved)
            note(history.hear(told, from: process.index, kernel: kernel))
        }
        guard let next = turn.process else { return die(isKilled: false) }
        number = next
        if table.isWaiting(next) { marks.insert(.beganWait) }
    }

    private mutating func die(isKilled: Bool) {
        note(history.hearDeath(of: process.index, isKilled: isKilled, kernel: kernel))
        marks.insert(.died)
        if endCalls(of: .die) {
            number = table.number(of: ModelProcess(process.index, dead: .dying))
        } else {
            bury()
        }
    }

    private mutating func bury() {
        number = table.number(of: ModelProcess(process.index, dead: .gone))
        marks.insert(.buried)
    }

    /// Closes what a dead process leaves open, all at once or the next one.
    ///
    /// - Returns: whether more is left.
    private mutating func endCalls(of kind: ModelAction.Kind) -> Bool {
        let step = table.kernelStep(kind, of: number, at: shared.kernel)
        shared.kernel = step.kernel
        return step.isMoreLeft
    }
}

/// What a process's call, or its death, makes of the kernel.
struct KernelStep {
    /// Number of the kernel then.
    var kernel: UInt32
    /// Number of the answer; `nil` where the call is not over.
    var reply: UInt32?
    /// Whether nobody else could notice the call, see `ModelKernel.isPrivate`.
    var isPrivate = false
    /// Of a death: whether descriptors are left to be closed.
    var isMoreLeft = false
}

/// What a program makes of an answer.
struct ProgramTurn {
    /// What it tells, in this order.
    var notes: [Note] = []
    /// Number of the state in which the process makes its next call; `nil` where it ends.
    var process: UInt32?
}
