internal import SpoolSpec
internal import SpoolSystem

/// The way to the load: every process is started and has answered `hello` before time counts.
///
/// A recorder in a language with a slow start would else be killed before its first event, and its start be taken for a
/// stall.
extension StressConductor {
    /// Lets the load begin once everybody is there, and gives up where nobody comes any more.
    func stepStarting(_ now: Int64) {
        let ready = readyCount
        if ready > counters.greeted { greetedAt = now }
        counters.greeted = ready
        if ready == processCount {
            loadBeganAt = now
            answeredAt = now
            nemeses.begin(after: now - beganAt)
            return begin(.running)
        }
        let silence = now - greetedAt
        guard Double(silence) / 1_000_000_000 > plan.silenceSeconds else { return }
        let late = startedProcesses.filter { !$0.isReady }.prefix(8).map { entry in
            "\(entry.process.label) \(ProcessTable.activity(entry.process.processID) ?? "cannot be looked at")"
        }
        giveUp(
            "no progress: \(processCount - ready) of \(processCount) processes have not answered hello, and none has for "
                + "\(StressText.seconds(silence / 1_000_000)); \(late.joined(separator: ", "))")
    }

    /// How many processes the load begins with.
    private var processCount: Int { workerSlots.count + clientSlots.count }

    private var readyCount: Int { startedProcesses.count { $0.isReady } }

    private var startedProcesses: [(process: StressProcess, isReady: Bool)] {
        workerSlots.compactMap(\.life).map { ($0.process, $0.isReady) }
            + clientSlots.compactMap { slot in slot.process.map { ($0, slot.state == .idle) } }
    }
}
