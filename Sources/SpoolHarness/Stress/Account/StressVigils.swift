internal import SpoolSpec
internal import SpoolSystem

/// Waits for what workers must clean: a dead recording's files (REAP-1), and events files alone (REAP-5).
///
/// An accusation needs proof that does not depend on our clock: rounds in each of which every worker has certainly
/// scanned, by an event that was sent a scan's time later and answered. One worker's scans would not do: it leaves
/// the work to a peer that is at it, and that peer may have lost its processor.
final class StressVigils {
    /// A worker that has to scan before the round is over.
    private struct Witness {
        /// The worker's own time when the round began.
        var advanced: Int64
        /// The event that makes the scan certain, once it is sent.
        var event: Int?
    }

    /// Something that should be gone.
    private struct Vigil {
        var clause: ClauseID
        var name: String
        var inode: UInt64
        var since: Int64
        var recording: StressRecording?
        /// When the round under way began; 0 where none is.
        var roundAt: Int64 = 0
        var witnesses: [Int: Witness] = [:]
        var rounds = 0
        var isReported = false

        /// Whose it was.
        var id: String { String(name.prefix { $0 != "." }) }

        /// Nanoseconds that lie between this round's beginning and a scan that counts in it.
        var gap: Int64 { clause == "REAP-5" && rounds == 1 ? StressVigils.orphanNanoseconds : 0 }
    }

    private let auditor: StressAuditor
    private let ledger: StressLedger
    private var vigils: [Vigil] = []
    /// Dead recordings whose files were removed.
    private(set) var reaped = 0
    /// Rounds that must be over before anybody is accused; two would do but for bad luck with locks.
    private static let roundsMax = 3
    /// Nanoseconds between the two scans that must see an orphan.
    private static let orphanNanoseconds: Int64 = 5_200_000_000

    init(_ auditor: StressAuditor, _ ledger: StressLedger) {
        self.auditor = auditor
        self.ledger = ledger
    }

    /// A recording's client is dead: its files are to go.
    func expectReaping(of recording: StressRecording, at now: Int64) {
        guard recording.request >= 0, !recording.isSpoiled else { return }
        vigils.append(
            Vigil(
                clause: "REAP-1", name: recording.requestName, inode: recording.requestInode, since: now,
                recording: recording))
    }

    /// Somebody was stopped or has just gone on: what was waited for begins anew, for a reaper that stands still
    /// holds up the others.
    func restart() {
        for index in vigils.indices {
            vigils[index].roundAt = 0
            vigils[index].rounds = 0
        }
    }

    /// A worker is about to be sent an event that scans for certain if enough time has passed.
    func sending(_ worker: WorkerLife, at now: Int64) {
        for index in vigils.indices where vigils[index].roundAt > 0 {
            guard let witness = vigils[index].witnesses[worker.number], witness.event == nil else { continue }
            let passed = now - vigils[index].roundAt
            let gap = vigils[index].gap
            guard passed >= gap,
                passed + worker.advanced - witness.advanced >= StressLedger.scanNanoseconds + gap
            else { continue }
            vigils[index].witnesses[worker.number]?.event = worker.sent
        }
    }

    var isIdle: Bool { vigils.isEmpty }

    /// Looks what is gone, and who has scanned; to be called now and then.
    ///
    /// - Parameters:
    ///   - workers: all that are there.
    ///   - isStill: whether any of them stands still.
    ///   - liveIDs: ids with a recording.
    ///   - takenIDs: ids that a client has or is about to have: what stands there may become a recording's. Asked
    ///     for only where an orphan is watched.
    func look(
        _ workers: [WorkerLife], isStill: Bool, liveIDs: Set<String>,
        takenIDs: @autoclosure () -> Set<String>
    ) {
        guard let directory = auditor.openDirectory() else { return }
        findOrphans(directory, liveIDs: liveIDs)
        let takenIDs = vigils.contains { $0.clause == "REAP-5" } ? takenIDs() : []
        vigils.removeAll { vigil in
            let status = try? FileSystem.status(vigil.name, at: directory)
            let isThere =
                status?.inode == vigil.inode && (vigil.clause == "REAP-1" || isAlone(vigil, directory))
            if !isThere { ledger.tally.looked(at: vigil.clause) }
            if !isThere, vigil.clause == "REAP-1" { reaped += 1 }
            if isThere, let status, vigil.clause == "REAP-5", !takenIDs.contains(vigil.id) {
                auditor.discard(vigil.name, status)
            }
            return !isThere
        }
        for vigil in vigils { vigil.recording.map(auditor.discard) }
        guard !isStill else { return }
        // Read after the look, so that a scan that counts is one after it.
        let now = MonotonicClock.now
        for index in vigils.indices where !vigils[index].isReported { step(&vigils[index], workers, at: now) }
    }

    private func isAlone(_ vigil: Vigil, _ directory: Int32) -> Bool {
        let request = vigil.id + ".req"
        return (try? FileSystem.status(request, at: directory)) == nil
    }

    private func step(_ vigil: inout Vigil, _ workers: [WorkerLife], at now: Int64) {
        if vigil.roundAt == 0 { return begin(&vigil, workers, at: now) }
        var witness: WorkerLife?
        for worker in workers where worker.isReady {
            guard let sworn = vigil.witnesses[worker.number] else { continue }
            guard let event = sworn.event, worker.replied > event else {
                return
            }
            witness = worker
        }
        // All are gone that began this round: nothing is proved.
        guard let witness else { return begin(&vigil, workers, at: now) }
        vigil.rounds += 1
        begin(&vigil, workers, at: now)
        guard vigil.rounds >= Self.roundsMax else { return }
        vigil.isReported = true
        accuse(vigil, witness, at: now)
    }

    private func begin(_ vigil: inout Vigil, _ workers: [WorkerLife], at now: Int64) {
        vigil.roundAt = now
        vigil.witnesses = [:]
        for worker in workers where worker.isReady && !worker.clockWasSet {
            vigil.witnesses[worker.number] = Witness(advanced: worker.advanced)
        }
    }

    private func accuse(_ vigil: Vigil, _ worker: WorkerLife, at now: Int64) {
        let seconds = StressText.seconds((now - vigil.since) / 1_000_000)
        if vigil.clause == "REAP-5" {
            ledger.report(
                StressAccusation(
                    .orphan, "REAP-5",
                    "\(vigil.name) has stood alone for \(seconds) although every worker has scanned \(Self.roundsMax) times since, "
                        + "two of them 5 s apart; \(worker.process.label) is one of them", by: [worker],
                    evidence: auditor.listing()))
        } else {
            ledger.report(
                StressAccusation(
                    .deadNotReaped, "REAP-1",
                    "\(vigil.name) is still there \(seconds) after its client's death although every worker has "
                        + "scanned \(Self.roundsMax) times since; \(worker.process.label) is one of them",
                    in: vigil.recording, by: [worker], evidence: auditor.listing()))
        }
    }

    private func findOrphans(_ directory: Int32, liveIDs: Set<String>) {
        guard let names = auditor.names() else { return }
        let spoolNames = names.compactMap { SpoolName(fileName: $0) }
        var requests = liveIDs
        for case .request(let id) in spoolNames { requests.insert(id.text) }
        for name in spoolNames {
            guard case .events(let id) = name, !requests.contains(id.text) else { continue }
            let file = name.fileName
            guard !vigils.contains(where: { $0.clause == "REAP-5" && $0.name == file }),
                let status = try? FileSystem.status(file, at: directory), status.kind == .regular
            else { continue }
            vigils.append(
                Vigil(
                    clause: "REAP-5", name: file, inode: status.inode, since: MonotonicClock.now,
                    recording: nil))
        }
    }
}
