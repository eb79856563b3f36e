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
                .altered, "EVENT-2", "event \(identity.number) of \(label) was never sent", recording, who,
                evidence)
        }
        let isFormer = recording.formerMask >> UInt64(kind) & 1 == 1
        if !isWanted, isFormer {
            return report(
                .stranger, "REUSE-1",
                "event \(identity.number) of \(label) was chosen by the filter of the id's former recording",
                recording, who, evidence)
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
                .stranger, clause, "event \(identity.number) of \(label) does not fit the filter", recording,
                who, evidence)
        }
        report(
            .stranger, recording.isReuse ? "REUSE-1" : "START-2",
            "event \(identity.number) of \(label) was answered before the start was asked for", recording,
            who,
            evidence)
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
                .mixed, "APPEND-2",
                "event \(identity.number) of \(Self.name(who)) ends as another event does", recording, who,
                [Self.shown(line, offset)])
        }
        report(
            .altered, "EVENT-2", "event \(identity.number) of \(Self.name(who)) was changed on its way",
            recording,
            who, [Self.shown(line, offset)])
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
                    .glued, "APPEND-3",
                    "event \(neighbour.number) of \(worker?.process.label ?? "") is glued to its own torn line",
                    recording, worker.map { [$0] } ?? [], [Self.shown(line, offset)])
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
            isMixed ? .mixed : .torn, "APPEND-2",
            isMixed
                ? "\(what) is in pieces, with something else between them, and no kill and no full file system explains it"
                : "\(what) is torn, and no kill and no full file system explains it",
            recording, who, [Self.shown(line, offset)])
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
            // A piece too short to tell whose it is: somebody must have been killed or the file system full.
            return workers.values.contains { $0.process.killedAt != nil || $0.wasEverExcused }
        }
        guard let worker else { return true }
        if worker.isExcused(identity.number) { return true }
        guard worker.isCutOff(identity.number) else { return false }
        // A process dies in one write: one line is torn, in one recording.
        let place = TornPlace(event: identity.number, recording: recording.number)
        if worker.tornByDeath == nil { worker.tornByDeath = place }
        return worker.tornByDeath == place
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
