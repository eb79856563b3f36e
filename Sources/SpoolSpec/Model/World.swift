/// One thing that can happen next.
public struct ModelAction: Hashable, Sendable {
    /// What happens.
    public enum Kind: Hashable, Sendable {
        /// The process makes its next call.
        case step
        /// It makes it, and it goes wrong.
        case fault(ModelFault)
        /// It is killed before the call.
        case die
        /// It is killed in the middle of a write, of which the first half stands.
        case dieInWrite
    }

    /// Whom it happens to.
    public let process: UInt8
    /// What happens.
    public let kind: Kind
}

/// A process of a world at one moment: shared by all the worlds in which it stands like this.
final class ModelProcess: Sendable {
    enum Phase: Hashable, Sendable {
        case running
        case dying
        case gone
    }

    let phase: Phase
    /// `nil` once it is dead, so that all the dead are alike.
    let program: (any ModelProgram)?
    let pending: SpoolCall?
    let opening: Note?
    let fingerprint: Int

    init(_ program: any ModelProgram, pending: SpoolCall?, opening: Note?) {
        phase = .running
        self.program = program
        self.pending = pending
        self.opening = opening
        var hasher = Hasher()
        program.hash(into: &hasher)
        hasher.combine(pending)
        hasher.combine(opening == nil)
        fingerprint = hasher.finalize()
    }

    init(dead phase: Phase) {
        self.phase = phase
        program = nil
        pending = nil
        opening = nil
        fingerprint = phase.hashValue
    }

    var isWaiting: Bool {
        if case .wait = pending { true } else { false }
    }
}

/// Everything at one moment.
struct World: Sendable {
    var kernel: ModelKernel
    var processes: [ModelProcess]
    var history: History
    /// Of each process that waits: those that were in the middle of a procedure when the wait began. It ends when
    /// they are through.
    var awaited: [UInt8]
    /// Processes that are in the middle of a procedure.
    var busy: UInt8 = 0
    var crashesLeft: Int8
    var faultsLeft: Int8
    var preemptionsLeft: Int8
    var last: Int8 = -1
    /// Of kernel and history, since most steps change neither.
    private var kernelPrint = 0
    private var historyPrint = 0

    init(_ scenario: ModelScenario) {
        kernel = ModelKernel(
            users: scenario.processes.map(\.user) + scenario.cleaners.map { _ in .server },
            rules: scenario.rules, directoryStands: scenario.directoryStands, bytesFree: scenario.bytesFree)
        for name in scenario.leftovers { kernel.leave(name) }
        history = History(
            roles: scenario.processes.map(\.role) + scenario.cleaners.map { _ in .worker },
            ids: scenario.ids, events: scenario.events)
        history.stopsProcesses = scenario.bounds.stopsProcesses
        processes = scenario.processes.map { ModelProcess($0.program, pending: nil, opening: nil) }
        awaited = scenario.processes.map { _ in 0 }
        crashesLeft = Int8(scenario.bounds.crashes)
        faultsLeft = Int8(scenario.bounds.faults)
        preemptionsLeft = Int8(scenario.bounds.preemptions ?? -1)
        for index in processes.indices { _ = advance(index, nil) }
        kernelPrint = kernel.hashValue
        historyPrint = history.hashValue
    }

    /// By which it is known again.
    var fingerprint: Int {
        var hasher = Hasher()
        hasher.combine(kernelPrint)
        for process in processes { hasher.combine(process.fingerprint) }
        hasher.combine(historyPrint)
        var rest = UInt64(busy)
        for (index, mask) in awaited.enumerated() where mask != 0 {
            rest = rest << 16 | UInt64(index) << 8 | UInt64(mask)
        }
        hasher.combine(rest)
        let counts = [crashesLeft, faultsLeft, preemptionsLeft, last]
        for count in counts { rest = rest << 8 | UInt64(UInt8(bitPattern: count)) }
        hasher.combine(rest)
        return hasher.finalize()
    }

    // MARK: What can happen

    func canStep(_ index: Int, in scenario: ModelScenario) -> Bool {
        let process = processes[index]
        switch process.phase {
        case .gone: return false
        case .dying: return true
        case .running:
            if let elder = scenario.processes[index].heirOf, processes[elder].phase != .gone { return false }
            return !process.isWaiting || awaited[index] == 0 || scenario.bounds.stopsProcesses
        }
    }

    func actions(in scenario: ModelScenario) -> [ModelAction] {
        var actions: [ModelAction] = []
        let mustGoOn = preemptionsLeft == 0 && last >= 0 && canStep(Int(last), in: scenario)
        for index in processes.indices where !mustGoOn || index == last {
            addActions(of: index, to: &actions, in: scenario)
        }
        return actions
    }

    private func addActions(of index: Int, to actions: inout [ModelAction], in scenario: ModelScenario) {
        guard canStep(index, in: scenario) else { return }
        let number = UInt8(index)
        actions.append(ModelAction(process: number, kind: .step))
        guard processes[index].phase == .running, let call = processes[index].pending else { return }
        if faultsLeft > 0 {
            for fault in ModelFault.faults(of: call) {
                actions.append(ModelAction(process: number, kind: .fault(fault)))
            }
        }
        if crashesLeft > 0, scenario.processes[index].mayDie {
            actions.append(ModelAction(process: number, kind: .die))
            if case .write(_, let bytes) = call, bytes.count > 1 {
                actions.append(ModelAction(process: number, kind: .dieInWrite))
            }
        }
    }

    // MARK: What happens

    /// - Returns: what the oracle has against it.
    mutating func perform(_ action: ModelAction, in scenario: ModelScenario) -> Breach? {
        let pending = processes[Int(action.process)].pending
        var breach = happen(action, in: scenario)
        breach?.culprit = Int(action.process)
        if action.kind != .step || pending?.isQuestion != true { kernelPrint = kernel.hashValue }
        historyPrint = history.hashValue
        return breach
    }

    private mutating func happen(_ action: ModelAction, in scenario: ModelScenario) -> Breach? {
        let index = Int(action.process)
        if preemptionsLeft >= 0 {
            if last >= 0, last != Int8(index), canStep(Int(last), in: scenario) { preemptionsLeft -= 1 }
            last = Int8(index)
        }
        if processes[index].phase == .dying {
            if !kernel.continueDeath(of: index) { bury(index) }
            return nil
        }
        guard let call = processes[index].pending else { return nil }
        switch action.kind {
        case .die:
            crashesLeft -= 1
            return die(index, isKilled: true)
        case .dieInWrite:
            crashesLeft -= 1
            let before = kernel
            let reply = kernel.perform(call, by: index, with: .shortWrite)
            let breach = history.observe(
                PerformedCall(process: index, call: call, reply: reply), before: before, after: kernel)
            return die(index, isKilled: true) ?? breach
        case .step: return perform(call, by: index, fault: nil)
        case .fault(let fault):
            faultsLeft -= 1
            return perform(call, by: index, fault: fault)
        }
    }

    private mutating func perform(_ call: SpoolCall, by index: Int, fault: ModelFault?) -> Breach? {
        var breach: Breach?
        if let opening = processes[index].opening {
            busy |= 1 << UInt8(index)
            breach = history.hear(opening, from: index, kernel: kernel)
        }
        let before = kernel
        let reply: SpoolReply?
        if let fault {
            history.noteFault(fault, on: call, of: index, in: kernel)
            reply = kernel.perform(call, by: index, with: fault)
        } else {
            reply = kernel.perform(call, by: index)
        }
        let seen = history.observe(
            PerformedCall(process: index, call: call, reply: reply), before: before, after: kernel)
        breach = breach ?? seen
        if let reply {
            let told = advance(index, reply)
            return breach ?? told
        }
        if let program = processes[index].program {
            processes[index] = ModelProcess(program, pending: call, opening: nil)
        }
        return breach
    }

    /// Lets a program go on to its next call.
    private mutating func advance(_ index: Int, _ reply: SpoolReply?) -> Breach? {
        guard var program = processes[index].program else { return nil }
        var reply = reply
        var breach: Breach?
        while true {
            let step = program.next(after: reply)
            reply = nil
            switch step {
            case .call(let call, let opening):
                processes[index] = ModelProcess(program, pending: call, opening: opening)
                if processes[index].isWaiting { beginWait(index) }
                return breach
            case .tell(let note):
                moved(index)
                let heard = history.hear(note, from: index, kernel: kernel)
                breach = breach ?? heard
            case .done:
                let end = die(index, isKilled: false)
                return breach ?? end
            }
        }
    }

    private mutating func beginWait(_ index: Int) {
        awaited[index] = 0
        for other in processes.indices
        where other != index && busy & (1 << UInt8(other)) != 0 && !processes[other].isWaiting {
            awaited[index] |= 1 << UInt8(other)
        }
        letGo(index)
    }

    /// A process is through with a procedure.
    private mutating func moved(_ index: Int) {
        busy &= ~(1 << UInt8(index))
        letGo(index)
    }

    private mutating func letGo(_ index: Int) {
        for other in awaited.indices { awaited[other] &= ~(1 << UInt8(index)) }
    }

    private mutating func die(_ index: Int, isKilled: Bool) -> Breach? {
        let breach = history.hearDeath(of: index, isKilled: isKilled, kernel: kernel)
        awaited[index] = 0
        if kernel.beginDeath(of: index) {
            processes[index] = ModelProcess(dead: .dying)
        } else {
            bury(index)
        }
        return breach
    }

    private mutating func bury(_ index: Int) {
        processes[index] = ModelProcess(dead: .gone)
        moved(index)
    }
}

extension SpoolCall {
    /// Whether it changes nothing, whatever comes of it.
    var isQuestion: Bool {
        switch self {
        case .status, .statusOf, .statusOfDirectory, .read, .wait: true
        default: false
        }
    }
}
