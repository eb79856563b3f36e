internal import SpoolSpec

/// Something that is wrong, as whoever found it says it.
struct StressAccusation {
    let fault: StressFault
    let clause: ClauseID
    /// What was seen, in a sentence.
    let text: String
    /// In whose files it was found.
    let recording: StressRecording?
    /// The workers that did it; empty where any of them may have.
    let workers: [WorkerLife]
    /// Other processes whose last operations belong to the evidence.
    let others: [StressProcess]
    /// Lines, listings, whatever shows it.
    let evidence: [String]
    /// Whether nobody but the recording's client can have done it.
    let isClientsOwn: Bool

    init(
        _ fault: StressFault, _ clause: ClauseID, _ text: String, in recording: StressRecording? = nil,
        by workers: [WorkerLife] = [], beside others: [StressProcess] = [], evidence: [String] = [],
        isClientsOwn: Bool = false
    ) {
        self.fault = fault
        self.clause = clause
        self.text = text
        self.recording = recording
        self.workers = workers
        self.others = others
        self.evidence = evidence
        self.isClientsOwn = isClientsOwn
    }

    /// The players that may have broken the clause: those who were at it in a role that has to keep it.
    ///
    /// - Parameter all: everybody who takes part, for what any of them may have done.
    func suspects(among all: Set<Int>) -> Set<Int> {
        var suspects: Set<Int> = []
        if isClientsOwn, let recording { return [recording.client.player] }
        let roles = ClauseLedger[clause]?.roles ?? []
        if roles.contains(.client), let recording {
            // Whoever starts on another's id has to leave that one's files alone.
            let client = clause == "LOCK-6" ? recording.secondStart?.by : nil
            suspects.insert((client ?? recording.client).player)
        }
        if roles.contains(.worker) {
            suspects.formUnion(workers.isEmpty ? all : Set(workers.map(\.process.player)))
        }
        return suspects.isEmpty ? all : suspects
    }

    /// Everybody whose last operations are told.
    var processes: [StressProcess] {
        var processes = workers.map(\.process) + others
        if let recording {
            processes.append(recording.client)
            if let rival = recording.secondStart?.by, rival !== recording.client { processes.append(rival) }
        }
        return processes
    }
}
