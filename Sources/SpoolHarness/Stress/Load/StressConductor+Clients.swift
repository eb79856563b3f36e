internal import SpoolSpec
internal import SpoolSystem

/// Clients: starting recordings, ending them in all ways, coming back.
extension StressConductor {
    func tend(_ slot: ClientSlot, _ now: Int64) throws(Interruption) {
        guard let process = slot.process else {
            if isManned, now >= slot.actsAt { start(slot, now) }
            return
        }
        if process.exit != nil { return ended(slot, process, now) }
        guard now >= slot.actsAt, !process.isStopped else { return }
        switch slot.state {
        case .idle where phase == .running && hasReadyWorker: startRecording(slot, process, now)
        case .live where slot.rival == nil: endRecording(slot, process, now)
        default: break
        }
    }

    /// Ids of clients that are there or about to come back.
    var takenIDs: Set<String> {
        let processes = clientSlots.compactMap(\.process) + rivals.map(\.process)
        return Set((processes.map(\.processID) + clientSlots.compactMap(\.wantedID)).map { String($0) })
    }

    private var hasReadyWorker: Bool { workerSlots.contains { $0.life?.isReady ?? false } }

    private func start(_ slot: ClientSlot, _ now: Int64) {
        nextClient += 1
        do throws(SpawnError) {
            let process = try StressProcess(
                command(slot.player), spawnOptions(isWorker: false, processID: slot.wantedID),
                label: "client \(nextClient)", player: slot.player)
            if slot.wantedID != nil { counters.reuses += 1 }
            slot.wantedID = nil
            process.ask(.hello, "hello", ["driver": 1, "role": "client"])
            process.flush()
            slot.process = process
            slot.state = .greeting
            slot.actsAt = now
        } catch {
            if case .processIDTaken = error, slot.failures < 100 {
                slot.failures += 1
                slot.actsAt = now + 5_000_000
                return
            }
            slot.wantedID = nil
            slot.failures += 1
            slot.actsAt = now + 200_000_000
            if slot.failures > 105 { fail("\(error)") }
        }
    }

    private func startRecording(_ slot: ClientSlot, _ process: StressProcess, _ now: Int64) {
        var filter = Int.random(in: 0..<plan.filters, using: &random)
        if plan.filters > 1, filter == slot.filter { filter = (filter + 1) % plan.filters }
        slot.filter = filter
        let use = former[String(process.processID)]
        nextRecording += 1
        let recording = StressRecording(
            number: nextRecording, client: process, filter: filter, formerMask: use?.mask ?? 0,
            formerEndedAt: use?.endedAt, startAskedAt: now)
        ledger.open(recording)
        recordings.append(recording)
        slot.recording = recording
        slot.state = .starting
        process.ask(.start, "start", ["filter": Self.filterObject(filter)])
        process.flush()
    }

    static func filterObject(_ filter: Int) -> JSONValue {
        let filter = StressWorkload.filters[filter]
        return ["userid": filter.userid.map(JSONValue.string) ?? .null, "all": .bool(filter.all)]
    }

    private func endRecording(_ slot: ClientSlot, _ process: StressProcess, _ now: Int64) {
        guard let recording = slot.recording else { return }
        if plan.nemeses.contains(.restart), phase == .running, Int.random(in: 0..<4, using: &random) == 0 {
            // A quiet death: the input ends while the recording runs.
            ending(recording, .left, now)
            slot.state = .dying
            process.closeInput()
            return
        }
        ending(recording, .stopped, now)
        slot.state = .stopping
        process.ask(.stop, "stop")
        process.flush()
    }

    /// Everything that must be known before a recording's end is asked for.
    func ending(_ recording: StressRecording, _ end: StressRecording.End, _ now: Int64) {
        if plan.verifies { auditor.look(at: recording) }
        ledger.ending(recording, end, at: now)
    }

    func read(_ slot: ClientSlot) {
        guard let process = slot.process else { return }
        process.read { answer in
            // Read anew: what follows from an answer may only be dated after it.
            let now = self.now
            switch answer {
            case .ok(let question, let members): answered(slot, process, question, members, now)
            case .refused(let question, let text): refused(slot, process, question, text, now)
            case .unsupported: fail("\(process.label) does not support what every client must")
            case .garbage(let text):
                fail("\(process.label) breaks the driver protocol: \(text)")
                process.kill()
            }
        }
    }

    private func answered(
        _ slot: ClientSlot, _ process: StressProcess, _ question: StressProcess.Question,
        _ members: JSONObject?, _ now: Int64
    ) {
        switch question.kind {
        case .hello:
            greet(process, as: .client, members)
            slot.state = .idle
            slot.failures = 0
        case .start:
            guard let recording = slot.recording, slot.state == .starting else { return }
            recording.id = members?["id"]?.text ?? String(process.processID)
            counters.starts += 1
            ledger.tally.looked(at: "START-3")
            if former[recording.id]?.leftFiles ?? false { ledger.tally.looked(at: "REUSE-2") }
            if recording.isReuse, recording.formerMask & ~recording.mask != 0 {
                ledger.tally.looked(at: "REUSE-1")
            }
            recording.startedWhileFull = overlaps(fullTimes, isFull, question.sentAt)
            ledger.started(recording, at: now)
            for worker in workerSlots where worker.life != nil { worker.unbound.append(recording) }
            slot.state = .live
            slot.actsAt = now + Int64.random(in: 50_000_000...4_000_000_000, using: &random)
        case .stop: stopped(slot, process, now)
        case .secondStart:
            if let recording = slot.recording { secondStart(of: recording, by: process, succeeded: true) }
        default: break
        }
    }

    private func stopped(_ slot: ClientSlot, _ process: StressProcess, _ now: Int64) {
        if let recording = slot.recording {
            counters.stops += 1
            checkRemoved(recording)
            close(recording, now)
        }
        slot.recording = nil
        if phase == .running, Bool.random(using: &random) {
            slot.state = .idle
            slot.actsAt = now
        } else {
            slot.state = .dying
            process.closeInput()
        }
    }

    /// Stop was answered: neither file may have a name any more.
    private func checkRemoved(_ recording: StressRecording) {
        guard plan.verifies, !recording.isSpoiled else { return }
        ledger.tally.looked(at: "STOP-1")
        for (descriptor, name) in [
            (recording.request, recording.requestName), (recording.events, recording.eventsName),
        ] where descriptor >= 0 {
            guard let status = try? RawFile.status(descriptor), status.linkCount > 0 else { continue }
            note(
                StressAccusation(
                    .leftByStop, "STOP-1", "\(name) is still there although stop has returned", in: recording,
                    evidence: auditor.listing()))
        }
    }

    /// How long a start that fails has to have tried before workers may be the reason.
    private static let patienceNanoseconds: Int64 = 1_000_000_000

    private func refused(
        _ slot: ClientSlot, _ process: StressProcess, _ question: StressProcess.Question, _ text: String,
        _ now: Int64
    ) {
        let said = Excerpt.of(text.utf8)
        switch question.kind {
        case .start:
            counters.startFailures += 1
            let recording = slot.recording
            recordings.removeAll { $0 === recording }
            slot.recording = nil
            slot.state = .idle
            slot.actsAt = now + 50_000_000
            // A full file system may refuse a start (START-4), and so may a reaper that stands still (START-3).
            if overlaps(fullTimes, isFull, question.sentAt)
                || overlaps(stoppedTimes, nemeses.isAnyoneStopped, question.sentAt)
            {
                return
            }
            // Workers hold its lock for a moment now and then; only who does not wait for them fails by that.
            let isHasty = now - question.sentAt < Self.patienceNanoseconds
            let isOnDead = former[String(process.processID)]?.leftFiles ?? false
            note(
                StressAccusation(
                    .startFailed, isOnDead ? "REUSE-2" : "START-3",
                    "\(process.label)'s start failed: \(said)",
                    in: recording, evidence: auditor.listing(), isClientsOwn: isHasty))
        case .stop:
            let isSpoiled = slot.recording?.isSpoiled ?? true
            if !isSpoiled {
                note(
                    StressAccusation(
                        .stopFailed, "STOP-1", "\(process.label)'s stop failed: \(said)", in: slot.recording))
            }
            slot.recording.map { close($0, now) }
            slot.recording = nil
            slot.state = .dying
            process.closeInput()
        case .secondStart:
            if let recording = slot.recording { secondStart(of: recording, by: process, succeeded: false) }
        default: fail("\(process.label) refused `hello`: \(said)")
        }
    }

    /// Whether a time of trouble reaches into the time since a question was asked.
    private func overlaps(_ times: [(from: Int64, to: Int64)], _ isUnderWay: Bool, _ since: Int64) -> Bool {
        isUnderWay || times.contains { $0.to >= since }
    }

    /// Settles a recording's account and forgets it.
    func close(_ recording: StressRecording, _ now: Int64) {
        recording.endedAt = now
        recordings.removeAll { $0 === recording }
        if plan.verifies { auditor.settle(recording) }
        counters.settled += 1
        let known = former[recording.id]
        former[recording.id] = FormerUse(
            mask: (known?.mask ?? 0) | recording.mask, endedAt: now, leftFiles: recording.end != .stopped)
    }

    private func ended(_ slot: ClientSlot, _ process: StressProcess, _ now: Int64) {
        read(slot)
        slot.process = nil
        slot.state = .gone
        slot.actsAt = now
        let recording = slot.recording
        slot.recording = nil
        if process.killedAt == nil, !process.isInputClosed {
            slot.failures += 1
            slot.actsAt = now + 100_000_000 * Int64(slot.failures)
            let how = process.exit.map(\.description) ?? "ended"
            let said = Excerpt.of(process.standardError.utf8)
            if recording?.isLive ?? false {
                note(
                    StressAccusation(
                        .died, "LOCK-1", "\(process.label) \(how) although nobody ended it", in: recording,
                        evidence: ["its standard error: \(said)"]))
            } else {
                fail("\(process.label) \(how) although nobody ended it: \(said)")
            }
        }
        guard let recording else { return }
        if recording.startedAt == nil {
            recordings.removeAll { $0 === recording }
            // What its start may have written is the id's past all the same.
            former[String(process.processID)] = FormerUse(
                mask: (former[String(process.processID)]?.mask ?? 0) | recording.mask, endedAt: now,
                leftFiles: true)
            return
        }
        if recording.endAskedAt == nil {
            // When it died nobody knows, so nothing can be demanded of its file.
            recording.isSpoiled = true
            ledger.ending(recording, .killed, at: now)
        }
        close(recording, now)
        if recording.end != .stopped, plan.verifies { vigils.expectReaping(of: recording, at: now) }
    }
}
