internal import SpoolSpec
internal import SpoolSystem

/// The account: of each live recording and each worker what must be there, what may be and what was found.
///
/// Its memory is that of the recordings that are not settled; what is settled leaves counters only.
final class StressLedger {
    let workload: StressWorkload
    let reader: StressLineReader
    var workers: [Int: WorkerLife] = [:]
    var tally = ClauseTally()
    /// Called with each thing that is wrong.
    var report: (StressAccusation) -> Void = { _ in }
    var linesVerified = 0
    /// Whole events that were found where they may be.
    var linesInPlace = 0
    var gluedLines = 0
    var tornLines = 0
    /// The first glued line seen, for the summary.
    var gluedExample: String?

    init(_ workload: StressWorkload) {
        self.workload = workload
        reader = StressLineReader(workload)
    }

    /// SCAN-1's time, and a little for two clocks that need not agree to the last microsecond.
    static let scanNanoseconds: Int64 = 1_010_000_000

    /// Opens the accounts of a recording whose start is about to be asked for.
    func open(_ recording: StressRecording) {
        for worker in workers.values where worker.endedAt == nil { open(recording, worker) }
    }

    /// Opens one account.
    func open(_ recording: StressRecording, _ worker: WorkerLife) {
        recording.accounts[worker.number] = StressAccount(
            firstAllowed: worker.replied, advancedAtStart: worker.advanced)
    }

    /// Start was answered: from now on time counts.
    func started(_ recording: StressRecording, at now: Int64) {
        recording.startedAt = now
        for number in Array(recording.accounts.keys) {
            guard let worker = workers[number] else { continue }
            recording.accounts[number]?.advancedAtStart = worker.advanced
        }
    }

    /// A worker is about to be sent its next event.
    ///
    /// - Returns: whether that event, and so every later one, must be in the recording.
    func binds(_ recording: StressRecording, _ worker: WorkerLife, at now: Int64) -> Bool {
        guard let startedAt = recording.startedAt, let readyAt = worker.readyAt,
            let account = recording.accounts[worker.number]
        else { return true }
        if account.mustFrom != nil { return true }
        let passed = now - max(startedAt, readyAt) + worker.advanced - account.advancedAtStart
        guard passed >= Self.scanNanoseconds else { return false }
        recording.accounts[worker.number]?.mustFrom = worker.sent
        return true
    }

    /// The end is about to be asked for: what was answered until now is definite.
    func ending(_ recording: StressRecording, _ end: StressRecording.End, at now: Int64) {
        recording.end = end
        recording.endAskedAt = now
        for number in Array(recording.accounts.keys) {
            guard let worker = workers[number] else { continue }
            recording.accounts[number]?.definiteEnd = worker.replied
        }
    }

    /// A line of a recording's events file, its line feed not included.
    func take(_ line: UnsafeBufferPointer<UInt8>, in recording: StressRecording, at offset: Int64) {
        linesVerified += 1
        switch reader.read(line) {
        case .blank: break
        case .intact(let identity): found(identity, in: recording, line, offset)
        case .altered(let identity): altered(identity, in: recording, line, offset)
        case .glued(let identity, let first):
            torn(first, in: recording, line, offset, neighbour: identity)
            found(identity, in: recording, line, offset)
        case .torn(let identity): torn(identity, in: recording, line, offset, neighbour: nil)
        }
    }

    /// An intact event.
    private func found(
        _ identity: EventIdentity, in recording: StressRecording, _ line: UnsafeBufferPointer<UInt8>,
        _ offset: Int64
    ) {
        let kind = workload.kind(identity.process, identity.number)
        let isWanted = recording.mask >> UInt64(kind) & 1 == 1
        guard var account = recording.accounts[identity.process],
            let worker = workers[identity.process], isWanted,
            identity.number >= account.firstAllowed, identity.number < worker.sent
        else {
            return stranger(identity, kind, in: recording, line, offset)
        }
        linesInPlace += 1
        let number = identity.number
        account.first = min(account.first, number)
        wentOn(worker, to: number, in: recording)
        if number > account.last {
            pass(over: account.last + 1, to: number, &account, worker, recording)
            account.last = number
        } else if let index = account.missing.firstIndex(of: number) {
            account.missing.remove(at: index)
            report(
                StressAccusation(
                    .outOfOrder, "APPEND-2",
                    "event \(number) of \(worker.process.label) stands behind its event \(account.last)",
                    in: recording, by: [worker], evidence: [Self.shown(line, offset)]))
        } else {
            report(
                StressAccusation(
                    .doubled, "APPEND-2", "event \(number) of \(worker.process.label) stands there twice",
                    in: recording, by: [worker], evidence: [Self.shown(line, offset)]))
        }
        recording.accounts[identity.process] = account
    }

    /// Notes which events between two that were found ought to be there.
    private func pass(
        over start: Int, to end: Int, _ account: inout StressAccount, _ worker: WorkerLife,
        _ recording: StressRecording
    ) {
        var start = start
        if start == 0 || recording.isReuse {
            // Nothing was found yet, or by what the worker knew of the id's former recording: then only time
            // proves that it must know this one.
            guard let mustFrom = account.mustFrom else { return }
            start = max(start, mustFrom)
        }
        guard start < end else { return }
        for number in start..<end {
            guard recording.mask >> UInt64(workload.kind(worker.number, number)) & 1 == 1,
                !worker.isExcused(number), !account.damaged.contains(number),
                account.missing.count < StressAccount.missingMax
            else { continue }
            account.missing.append(number)
        }
    }

    /// The end of a recording's account: what is missing now stays missing.
    func settle(_ recording: StressRecording) {
        guard recording.startedAt != nil, !recording.isSpoiled else { return }
        if !recording.accounts.isEmpty { tally.looked(at: "START-2") }
        for (number, var account) in recording.accounts {
            guard let worker = workers[number], let end = account.definiteEnd else { continue }
            pass(over: account.last + 1, to: end, &account, worker, recording)
            if account.mustFrom ?? .max < end { tally.looked(at: worker.clockWasSet ? "SCAN-3" : "SCAN-1") }
            guard let first = account.missing.first else { continue }
            lost(account, first, worker, recording)
        }
        recording.accounts = [:]
    }

    private func lost(
        _ account: StressAccount, _ first: Int, _ worker: WorkerLife, _ recording: StressRecording
    ) {
        let count = account.missing.count
        let what =
            "\(count) of \(worker.process.label)'s events, from \(first) to \(account.missing.last ?? first),"
        let path = workload.event(worker.number, first).path
        var evidence = ["the first one's path is \(path)"]
        evidence.append(
            "it had to know the recording from event \(account.mustFrom ?? account.firstAllowed) on; "
                + "events before \(account.definiteEnd ?? 0) were answered before the end was asked for; "
                + (account.last < 0
                    ? "none was found" : "those found go from \(account.first) to \(account.last)"))
        let isLate = account.first > account.missing.last ?? first
        // Harm that a second start did to the recording is seen at its files, and explains nothing here.
        if worker.clockWasSet, isLate || recording.isReuse {
            report(
                StressAccusation(
                    .notSeen, "SCAN-3", "\(what) are missing after its clock was set", in: recording,
                    by: [worker], evidence: evidence))
        } else if isLate {
            report(
                StressAccusation(
                    .notSeen, "SCAN-1",
                    "\(what) are missing: it \(account.last < 0 ? "never wrote to this recording" : "saw this recording too late")",
                    in: recording, by: [worker], evidence: evidence))
        } else {
            report(
                StressAccusation(
                    .lost, "APPEND-2", "\(what) are missing", in: recording, by: [worker], evidence: evidence)
            )
        }
    }

    /// A line's beginning, to be shown, and where it stands.
    static func shown(_ line: UnsafeBufferPointer<UInt8>, _ offset: Int64) -> String {
        guard line.count > 700 else { return "at byte \(offset): \(Excerpt.of(line))" }
        return "at byte \(offset): \(Excerpt.of(line.prefix(400))) … \(Excerpt.of(line.suffix(300)))"
    }
}
