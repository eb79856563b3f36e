internal import SpoolSpec
internal import SpoolSystem

/// What is told: to the outside as it happens, and into the directory of evidence.
extension StressConductor {
    /// Findings of one fault that are told in full; the rest are counted.
    private static let toldMax = 12

    /// Something is wrong.
    func note(_ accusation: StressAccusation) {
        let suspects = accusation.suspects(among: plan.mix == nil ? [0] : [0, 1]).sorted().map(name)
        ledger.tally.found(accusation.fault, breaking: accusation.clause, by: suspects)
        guard ledger.tally.faults[accusation.fault, default: 0] <= Self.toldMax else { return }
        var lines = accusation.evidence
        if let recording = accusation.recording { lines.insert("in \(recording.title)", at: 0) }
        for process in accusation.processes {
            lines.append(
                "\(process.label) (process \(process.processID), \(name(process.player))), its last operations:"
            )
            lines += process.history.lines(since: beganAt).map { "    \($0)" }
        }
        for worker in accusation.workers {
            lines.append(
                "\(worker.process.label): \(worker.sent) events sent, \(worker.replied) answered"
                    + (worker.process.killedAt == nil ? "" : ", killed"))
        }
        let finding = StressFinding(
            clause: accusation.clause, fault: accusation.fault, text: accusation.text, evidence: lines,
            suspects: suspects, seconds: elapsed(now))
        output.send(.finding(finding))
        keep(finding, accusation.recording)
    }

    /// A recorder's name; of a mixed run both have one.
    func name(_ player: Int) -> String {
        hellos[player].map { "\($0.name) \($0.version)" } ?? "recorder \(player + 1)"
    }

    func progress(_ now: Int64) -> StressMessage {
        counters.linesVerified = ledger.linesVerified
        counters.gluedLines = ledger.gluedLines
        counters.tornLines = ledger.tornLines
        counters.reaped = vigils.reaped
        counters.liveRecordings = recordings.count { $0.isLive }
        counters.liveWorkers = aliveWorkers.count
        defer { recentLatency = LatencyHistogram() }
        return .progress(
            StressProgress(
                seconds: elapsed(now), counters: counters, p50: latency.quantile(0.5),
                p99: latency.quantile(0.99), longest: latency.longest, recent: recentLatency,
                violations: ledger.tally.violations, phase: "\(phase)"))
    }

    /// Copies what a finding speaks of before it is gone.
    private func keep(_ finding: StressFinding, _ recording: StressRecording?) {
        guard let directory = plan.evidenceDirectory else { return }
        keptCount += 1
        let base = "\(directory)/\(keptCount)-\(finding.clause.rawValue)"
        do throws(Errno) {
            do throws(Errno) {
                try FileSystem.makeDirectory(directory, mode: 0o755)
            } catch {
                if error != .exists { throw error }
            }
            try Self.write([UInt8](finding.json.encoded()) + [0x0A], to: base + ".json")
            let text = ([finding.text] + finding.evidence).joined(separator: "\n") + "\n"
            try Self.write(Array(text.utf8), to: base + ".txt")
            guard let recording, recording.events >= 0 else { return }
            let from = max(0, recording.offset - (256 << 10))
            let bytes = try RawFile.read(recording.events, 512 << 10, at: from)
            try Self.write(bytes, to: base + ".events-from-\(from)")
        } catch {
            if troubles.count < 20 { troubles.append("evidence could not be kept in \(directory): \(error)") }
        }
    }

    /// Writes down what the run came to, also where nothing is wrong.
    func keep(_ result: StressResult) {
        guard let directory = plan.evidenceDirectory else { return }
        do throws(Errno) {
            do throws(Errno) {
                try FileSystem.makeDirectory(directory, mode: 0o755)
            } catch {
                if error != .exists { throw error }
            }
            try Self.write(result.json.encoded() + [0x0A], to: directory + "/result.json")
            try Self.write(plan.json.encoded() + [0x0A], to: directory + "/plan.json")
        } catch { StandardError.write("stage: the result could not be kept in \(directory): \(error)\n") }
    }

    private static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
        let file = try Descriptor.open(path, [.writeOnly, .create, .truncate, .noFollow], mode: 0o644)
        try file.writeAll(bytes)
    }
}
