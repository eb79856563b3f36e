/// Everything at one moment: a row of numbers, of which a `TurnTable` knows what they stand for.
struct World {
    /// Number of what all processes share.
    private(set) var shared: UInt32
    /// Number of each process's state.
    private(set) var processes: SIMD8<UInt32>
    /// Of each process that waits: those that were in the middle of a procedure when the wait began. It ends when
    /// they are through.
    private var awaited: SIMD8<UInt8> = .zero
    /// Processes that are in the middle of a procedure.
    private var busy: UInt8 = 0
    private var crashesLeft: Int8
    private(set) var faultsLeft: Int8
    /// Negative where they are not counted.
    private(set) var preemptionsLeft: Int8
    private var last: Int8 = -1
    /// How many there are, which never changes.
    private let count: Int8

    init(_ table: TurnTable, _ bounds: ModelScenario.Bounds) {
        let scenario = table.scenario
        precondition(scenario.processes.count <= 8, "a world has eight processes at most")
        var kernel = ModelKernel(
            users: scenario.processes.map(\.user) + scenario.cleaners.map { _ in .server },
            rules: scenario.rules, directoryStands: scenario.directoryStands, bytesFree: scenario.bytesFree)
        for name in scenario.leftovers { kernel.leave(name) }
        var history = History(
            roles: scenario.processes.map(\.role) + scenario.cleaners.map { _ in .worker },
            ids: scenario.ids, events: scenario.events)
        history.stopsProcesses = scenario.bounds.stopsProcesses
        shared = table.number(
            of: TurnTable.Shared(
                kernel: table.kernels.number(of: kernel), history: table.histories.number(of: history)))
        processes = .zero
        count = Int8(scenario.processes.count)
        crashesLeft = Int8(bounds.crashes)
        faultsLeft = Int8(bounds.faults)
        preemptionsLeft = Int8(bounds.preemptions ?? -1)
        for (index, process) in scenario.processes.enumerated() {
            processes[index] = table.number(
                of: ModelProcess(index, process.program, pending: nil, opening: nil))
        }
        for index in scenario.processes.indices {
            take(table.turn(.step, of: processes[index], at: shared), index, table)
        }
    }

    /// By which it is known again: the words one after the other, each spread over all bits.
    var fingerprint: UInt64 {
        let counts = SIMD8<Int8>(crashesLeft, faultsLeft, preemptionsLeft, last, 0, 0, 0, 0)
        let pairs = unsafeBitCast(processes, to: SIMD4<UInt64>.self)
        var print = UInt64(shared) << 8 | UInt64(busy)
        for word in [pairs[0], pairs[1], pairs[2], pairs[3]] { Self.stir(word, into: &print) }
        Self.stir(unsafeBitCast(awaited, to: UInt64.self), into: &print)
        Self.stir(unsafeBitCast(counts, to: UInt64.self), into: &print)
        return print
    }

    private static func stir(_ word: UInt64, into print: inout UInt64) {
        let product = (print ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: word ^ 0xD6E8_FEB8_6659_FD93)
        print = product.high ^ product.low
    }

    // MARK: What can happen

    private func canStep(_ index: Int, _ table: TurnTable) -> Bool {
        switch table.phase(of: processes[index]) {
        case .gone: return false
        case .dying: return true
        case .running:
            if let elder = table.scenario.processes[index].heirOf,
                table.phase(of: processes[elder]) != .gone
            {
                return false
            }
            return !table.isWaiting(processes[index]) || awaited[index] == 0
                || table.scenario.bounds.stopsProcesses
        }
    }

    /// Adds all that can happen next.
    func addActions(to actions: inout [ModelAction], _ table: TurnTable) {
        let mustGoOn = preemptionsLeft == 0 && last >= 0 && canStep(Int(last), table)
        for index in 0..<Int(count) where !mustGoOn || index == last {
            addActions(of: index, to: &actions, table)
        }
    }

    private func addActions(of index: Int, to actions: inout [ModelAction], _ table: TurnTable) {
        guard canStep(index, table) else { return }
        let number = UInt8(index)
        actions.append(ModelAction(process: number, kind: .step))
        guard faultsLeft > 0 || crashesLeft > 0, table.phase(of: processes[index]) == .running
        else { return }
        if faultsLeft > 0 {
            for fault in table.faults(of: processes[index]) {
                actions.append(ModelAction(process: number, kind: .fault(fault)))
            }
        }
        if crashesLeft > 0, table.scenario.processes[index].mayDie {
            actions.append(ModelAction(process: number, kind: .die))
            if case .write(_, let bytes) = table.process(processes[index]).pending, bytes.count > 1 {
                actions.append(ModelAction(process: number, kind: .dieInWrite))
            }
        }
    }

    // MARK: What happens

    /// - Returns: what the oracle has against it.
    mutating func perform(_ action: ModelAction, _ table: TurnTable) -> Breach? {
        let index = Int(action.process)
        if preemptionsLeft >= 0 {
            if last >= 0, last != Int8(index), canStep(Int(last), table) { preemptionsLeft -= 1 }
            last = Int8(index)
        }
        switch action.kind {
        case .step: break
        case .die, .dieInWrite: crashesLeft -= 1
        case .fault: faultsLeft -= 1
        }
        let turn = table.turn(action.kind, of: processes[index], at: shared)
        take(turn, index, table)
        return table.breach(turn)
    }

    mutating func take(_ turn: TurnTable.Turn, _ index: Int, _ table: TurnTable) {
        shared = turn.shared
        processes[index] = turn.process
        if turn.marks.contains(.opened) { busy |= 1 << UInt8(index) }
        if turn.marks.contains(.moved) { moved(index) }
        if turn.marks.contains(.beganWait) { beginWait(index, table) }
        if turn.marks.contains(.died) { awaited[index] = 0 }
        if turn.marks.contains(.buried) { moved(index) }
    }

    private mutating func beginWait(_ index: Int, _ table: TurnTable) {
        awaited[index] = 0
        for other in 0..<Int(count)
        where other != index && busy & (1 << UInt8(other)) != 0 && !table.isWaiting(processes[other]) {
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
        awaited &= SIMD8(repeating: ~(1 << UInt8(index)))
    }

    /// Whether others wait for the same, and the same are in the middle of a procedure.
    func isAlike(_ other: World) -> Bool { busy == other.busy && awaited == other.awaited }
}
