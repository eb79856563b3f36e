internal import SpoolSpec
internal import SpoolSystem

/// A client that has a living client's id in a PID namespace of its own, as one in a container may, and starts
/// on it.
///
/// Until it is over the living one's recording is not ended, so that there is no doubt on what the start met.
final class Rival {
    let process: StressProcess
    let slot: ClientSlot
    let recording: StressRecording
    /// When it is killed, if it is not to end its start.
    let diesAt: Int64?

    init(_ process: StressProcess, slot: ClientSlot, recording: StressRecording, diesAt: Int64?) {
        self.process = process
        self.slot = slot
        self.recording = recording
        self.diesAt = diesAt
    }
}

/// Second starts: an id that lives is started once more.
extension StressConductor {
    /// Asks for a start on the id of a live recording: the client that has it, or another that has the same id.
    func startAgain(_ slot: ClientSlot, _ recording: StressRecording, _ now: Int64) {
        // What an earlier second start did is found now, as long as it is known whose it was.
        if plan.verifies { auditor.look(at: recording) }
        guard !recording.isSpoiled else { return }
        let other = (slot.filter + 1) % StressWorkload.filters.count
        let filter: JSONObject = ["filter": Self.filterObject(other)]
        counters.secondStarts += 1
        guard Int.random(in: 0..<4, using: &random) > 0, let rival = makeRival(slot, recording, now) else {
            recording.secondStart = SecondStart(by: recording.client)
            recording.client.ask(.secondStart, "start", filter)
            return recording.client.flush()
        }
        counters.rivals += 1
        recording.secondStart = SecondStart(by: rival.process)
        rival.process.ask(.hello, "hello", ["driver": 1, "role": "client"])
        rival.process.ask(.secondStart, "start", filter)
        rival.process.flush()
        slot.rival = rival
        rivals.append(rival)
    }

    private func makeRival(_ slot: ClientSlot, _ recording: StressRecording, _ now: Int64) -> Rival? {
        guard let space = idSpaceDescriptor, let id = Int32(recording.id) else { return nil }
        let player = plan.mix == nil ? 0 : Int.random(in: 0...1, using: &random)
        let isKilled = plan.nemeses.contains(.kill) && Int.random(in: 0..<4, using: &random) == 0
        let diesAt = isKilled ? now + Int64.random(in: 1_000_000...40_000_000, using: &random) : nil
        nextClient += 1
        // An id that an earlier rival has not given back yet is no trouble: the client itself does it then.
        guard
            let process = try? StressProcess(
                command(player), spawnOptions(isWorker: false, processID: id, idSpace: space),
                label: "client \(nextClient), which has the id \(id) elsewhere,", player: player)
        else { return nil }
        return Rival(process, slot: slot, recording: recording, diesAt: diesAt)
    }

    /// Hears a rival, and lets the recording go on where it is over.
    func tend(_ rival: Rival, _ now: Int64) {
        if let diesAt = rival.diesAt, now >= diesAt { rival.process.kill() }
        guard rival.process.exit != nil else { return }
        read(rival)
        answered(rival.recording, now)
        rival.slot.rival = nil
        rivals.removeAll { $0 === rival }
    }

    func read(_ rival: Rival) {
        rival.process.read { answer in
            switch answer {
            case .ok(let question, let members):
                if question.kind == .hello { return greet(rival.process, as: .client, members) }
                secondStart(of: rival.recording, by: rival.process, succeeded: true)
            case .refused(let question, let text):
                if question.kind == .hello {
                    fail("\(rival.process.label) refused `hello`: \(Excerpt.of(text.utf8))")
                }
                secondStart(of: rival.recording, by: rival.process, succeeded: false)
            case .unsupported: fail("\(rival.process.label) does not support what every client must")
            case .garbage(let text):
                fail("\(rival.process.label) breaks the driver protocol: \(text)")
                rival.process.kill()
            }
        }
    }

    /// A second start was answered.
    func secondStart(of recording: StressRecording, by process: StressProcess, succeeded: Bool) {
        answered(recording, now)
        if process !== recording.client {
            // A recording that nobody keeps account of must not go on.
            if succeeded { process.kill() } else { process.closeInput() }
        }
        guard recording.isLive else { return }
        guard succeeded else { return ledger.tally.looked(at: "LOCK-6") }
        note(
            StressAccusation(
                .secondStart, "LOCK-6",
                "\(process.label) was told that its start on the live id \(recording.id) succeeded",
                in: recording))
    }

    private func answered(_ recording: StressRecording, _ now: Int64) {
        if recording.secondStart?.answeredAt == nil { recording.secondStart?.answeredAt = now }
    }
}
