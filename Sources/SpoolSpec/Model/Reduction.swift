extension World {
    /// Lets a process go on as long as nobody else can notice or change what it does: whatever the others did in
    /// between, it would come to the same, so that it need not be tried (a partial-order reduction).
    ///
    /// Such a call is made on a file to which neither a name nor another descriptor leads, or closes what holds no
    /// lock. It must tell the oracle nothing: what is told is judged at its moment. A death before such a call and
    /// one after it are the same to all others, so that the one after it will do; a fault is not the same, and
    /// as long as there may be one every call is a step.
    ///
    /// - Returns: how many calls it made.
    @discardableResult
    mutating func goOnUnnoticed(_ index: Int, _ table: TurnTable) -> Int {
        var calls = 0
        guard faultsLeft == 0, preemptionsLeft < 0, !table.scenario.rules.numbersComeBack
        else { return calls }
        while true {
            let turn = table.turn(.step, of: processes[index], at: shared)
            guard turn.marks.contains(.isUnnoticed) else { return calls }
            var next = self
            next.take(turn, index, table)
            guard next.isAlike(self) else { return calls }
            self = next
            calls += 1
        }
    }
}

extension ModelKernel {
    func isPrivate(_ call: SpoolCall, of process: Int) -> Bool {
        switch call {
        case .list(let handle):
            guard let index = description(handle, process) else { return false }
            return descriptions[index].hasListedAll
        case .lock(let handle, _), .status(let handle), .setMode(let handle, _), .setGroup(let handle, _):
            guard let index = description(handle, process) else { return false }
            return isUnreachable(descriptions[index].file, description: index)
        case .close(let handle):
            guard let index = description(handle, process) else { return false }
            let description = descriptions[index]
            if description.file == Self.directoryFile { return description.lock == nil }
            // The end of a file gives back its bytes, and its number to whoever made it.
            guard bytesFree == nil, description.file >> 8 == process + 1 else { return false }
            return description.lock == nil || isUnreachable(description.file, description: index)
        default: return false
        }
    }

    /// Whether one descriptor is all that leads to a file.
    private func isUnreachable(_ file: UInt16, description index: Int) -> Bool {
        guard let place = self.index(ofFile: file), files[place].links == 0 else { return false }
        for other in descriptions.indices where other != index && descriptions[other].file == file {
            return false
        }
        let number = descriptions[index].number
        return descriptors.count(where: { $0.description == number }) == 1
    }
}
