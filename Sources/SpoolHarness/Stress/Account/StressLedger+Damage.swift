internal import SpoolSpec

/// Lines that are wrong in themselves, or in the wrong recording.
extension StressLedger {
    /// An intact event that has no business there.
    func stranger(
        _ identity: EventIdentity, _ kind: Int, in recording: StressRecording,
        _ line: UnsafeBufferPointer<UInt8>, _ offset: Int64
    ) {
        let evidence = [Self.shown(line, offset)]
        let worker = workers[identity.process]
        let label = worker?.process.label ?? "a worker that ended long before"
        let who = worker.map { [$0] } ?? []
        let isWanted = recording.mask >> UInt64(kind) & 1 == 1
        if let worker, identity.number >= worker.sent {
            return report(
                StressAccusation(
                    .altered, "EVENT-2", "event \(identity.number) of \(label) was never sent", in: recording,
                    by: who, evidence: evidence))
        }
        let isFormer = recording.formerMask >> UInt64(kind) & 1 == 1
        if !isWanted, isFormer {
            return report(
                StressAccusation(
                    .stranger, "REUSE-1",
                    "event \(identity.number) of \(label) was chosen by the filter of the id's former recording",
                    in: recording, by: who, evidence: evidence))
        }
        guard isWanted else {
            let event = StressWorkload.kinds[kind].event
            let filter = StressWorkload.filters[recording.filter]
            let clause: ClauseID
            if event.isProxied {
                clause = "FILTER-6"
            } else {
                clause = Filter(userid: nil, all: filter.all).matches(event) ? "FILTER-2" : "FILTER-3"
            }
            return report(
                StressAccusation(
                    .stranger, clause, "event \(identity.number) of \(label) does not fit the filter",
                    in: recording, by: who, evidence: evidence))
        }
        report(
            StressAccusation(
                .stranger, recording.isReuse ? "REUSE-1" : "START-2",
                "event \(identity.number) of \(label) was answered before the start was asked for",
                in: recording, by: who, evidence: evidence))
    }

    /// A whole event with other members than the server passed.
    func altered(
        _ identity: EventIdentity, in recording: StressRecording, _ line: UnsafeBufferPointer<UInt8>,
        _ offset: Int64
    ) {
        markDamaged(identity, in: recording)
        let who = workers[identity.process].map { [$0] } ?? []
        guard reader.isOfOnePiece(line, identity) else {
            recording.broken.insert(identity)
            return report(
                StressAccusation(
                    .mixed, "APPEND-2",
                    "event \(identity.number) of \(Self.name(who)) ends as another event does", in: recording,
                    by: who, evidence: [Self.shown(line, offset)]))
        }
        report(
            StressAccusation(
                .altered, "EVENT-2", "event \(identity.number) of \(Self.name(who)) was changed on its way",
                in: recording, by: who, evidence: [Self.shown(line, offset)]))
    }

    /// A piece of a line, and who stands behind it.
    ///
    /// - Parameters:
    ///   - identity: whose piece it is, where it tells that.
    ///   - neighbour: the intact event behind it on the same line.
    func torn(
        _ identity: EventIdentity?, in recording: StressRecording, _ line: UnsafeBufferPointer<UInt8>,
        _ offset: Int64, neighbour: EventIdentity?
    ) {
        tornLines += 1
        let worker = identity.flatMap { workers[$0.process] }
        let isOwn = neighbour.map { $0.process == identity?.process } ?? false
        if isExplained(identity, worker, recording) {
            guard let neighbour else { return }
            if isOwn {
                return report(
                    StressAccusation(
                        .glued, "APPEND-3",
                        "event \(neighbour.number) of \(worker?.process.label ?? "") is glued to its own torn line",
                        in: recording, by: worker.map { [$0] } ?? [], evidence: [Self.shown(line, offset)]))
            }
            gluedLines += 1
            if gluedExample == nil {
                gluedExample =
                    "\(recording.title), event \(neighbour.number) of \(workers[neighbour.process]?.process.label ?? "?") "
                    + "behind \(identity.map { "event \($0.number)" } ?? "a piece") of "
                    + "\(worker?.process.label ?? "a killed worker"): \(Self.shown(line, offset))"
            }
            return
        }
        if let identity {
            // Its other pieces are the same fault.
            guard recording.broken.insert(identity).inserted else { return }
            markDamaged(identity, in: recording)
        } else if !recording.broken.isEmpty {
            return
        }
        var who = worker.map { [$0] } ?? []
        if let other = neighbour.flatMap({ workers[$0.process] }) { who.append(other) }
        let isMixed = worker?.isAlive ?? (neighbour != nil)
        let what = identity.map { "event \($0.number) of \(Self.name(who))" } ?? "a line"
        report(
            StressAccusation(
                isMixed ? .mixed : .torn, "APPEND-2",
                isMixed
                    ? "\(what) is in pieces, with something else between them, and no kill and no full file system explains it"
                    : "\(what) is torn, and no kill and no full file system explains it", in: recording,
                by: who, evidence: [Self.shown(line, offset)]))
    }

    /// What is left at the end of the file when a recording is over: a line without its line feed.
    func leftover(_ bytes: [UInt8], in recording: StressRecording, at offset: Int64) {
        bytes.withUnsafeBufferPointer { line in
            guard let identity = StressLineReader.identity(in: line[...]),
                let account = recording.accounts[identity.process], let end = account.definiteEnd,
                identity.number < end
            else { return }
            // It was answered, so nobody is still writing it.
            torn(identity, in: recording, line, offset, neighbour: nil)
        }
    }

    /// Whether a kill or a full file system explains a torn line.
    private func isExplained(
        _ identity: EventIdentity?, _ worker: WorkerLife?, _ recording: StressRecording
    ) -> Bool {
        guard let identity else {
            return isNamelessExplained(recording)
        }
        guard let worker else { return true }
        if worker.isExcused(identity.number) { return true }
        guard worker.isCutOff(identity.number), identity.number >= worker.furthest else { return false }
        // A process dies in one write: one line is torn, in one recording.
        let place = TornPlace(event: identity.number, recording: recording.number)
        if worker.tornByDeath == nil { worker.tornByDeath = place }
        return worker.tornByDeath == place
    }

    /// A piece too short to tell whose it is may be any worker's whom a full file system hindered, or one of each
    /// worker that was killed with an event for this recording under way and has torn no other line.
    private func isNamelessExplained(_ recording: StressRecording) -> Bool {
        recording.namelessPieces += 1
        var candidates = 0
        for (number, account) in recording.accounts {
            guard let worker = workers[number] else { continue }
            if worker.isExcused(since: account.firstAllowed) { return true }
            guard worker.tornByDeath == nil, worker.process.killedAt != nil else { continue }
            let isConcerned = (worker.replied..<worker.sent).contains { event in
                recording.mask >> UInt64(workload.kind(number, event)) & 1 == 1
            }
            if isConcerned { candidates += 1 }
        }
        return recording.namelessPieces <= candidates
    }

    /// A worker's whole line was found: it was alive after all that came before.
    func wentOn(_ worker: WorkerLife, to number: Int, in recording: StressRecording) {
        guard number > worker.furthest else { return }
        worker.furthest = number
        guard let torn = worker.tornByDeath, torn.event < number else { return }
        worker.tornByDeath = nil
        report(
            StressAccusation(
                .torn, "APPEND-2",
                "event \(torn.event) of \(worker.process.label) is torn in recording \(torn.recording), and its "
                    + "death does not explain it: it wrote event \(number) after it", in: recording,
                by: [worker]))
    }

    private func markDamaged(_ identity: EventIdentity, in recording: StressRecording) {
        recording.accounts[identity.process]?.damaged.append(identity.number)
        recording.accounts[identity.process]?.missing.removeAll { $0 == identity.number }
    }

    private static func name(_ workers: [WorkerLife]) -> String {
        workers.first?.process.label ?? "a worker unknown"
    }
}

/// Where a killed worker's torn line stands.
struct TornPlace: Hashable {
    var event: Int
    var recording: Int
}
