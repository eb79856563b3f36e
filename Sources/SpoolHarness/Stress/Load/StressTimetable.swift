internal import SpoolSpec
internal import SpoolSystem

/// When which trouble is due. The seed fixes the draws; what they meet depends on the machine.
struct StressTimetable {
    private var due: [Nemesis: Int64] = [:]
    /// Which nemeses cannot be had here, or not all of them, and why.
    var missing: [(nemesis: Nemesis, reason: String)] = []
    /// Workers that stand still, and until when.
    var stopped: [(worker: WorkerLife, from: Int64, until: Int64)] = []
    /// When the file system is freed again.
    var fullUntil: Int64?
    private let killNanoseconds: Double

    init(_ plan: StressPlan, _ permissions: Permissions, _ now: Int64) {
        killNanoseconds = 1_000_000_000 / max(plan.killsPerSecond, 0.001)
        for nemesis in Nemesis.allCases where plan.nemeses.contains(nemesis) {
            if let reason = Self.obstacle(nemesis, plan, permissions) {
                missing.append((nemesis, reason))
            } else {
                due[nemesis] = now + Self.firstAfter(nemesis)
            }
        }
    }

    var isAnyoneStopped: Bool { !stopped.isEmpty }
    var active: [Nemesis] { Nemesis.allCases.filter { due[$0] != nil } }

    private static func obstacle(
        _ nemesis: Nemesis, _ plan: StressPlan, _ permissions: Permissions
    ) -> String? {
        switch nemesis {
        case .pidReuse: permissions.chosenProcessIDs.reason
        case .full where plan.directory != nil: "--directory names a file system that is not ours to fill"
        case .full: permissions.privateFileSystem.reason
        default: nil
        }
    }

    private static func firstAfter(_ nemesis: Nemesis) -> Int64 {
        switch nemesis {
        case .full: 5_000_000_000
        case .clock: 3_000_000_000
        default: 1_000_000_000
        }
    }

    /// Puts everything off until the load begins.
    mutating func begin(after nanoseconds: Int64) {
        due = due.mapValues { $0 + nanoseconds }
    }

    /// Whether a nemesis is due, and when it is again.
    mutating func takes(_ nemesis: Nemesis, _ now: Int64, using random: inout SeededGenerator) -> Bool {
        guard let at = due[nemesis], now >= at else { return false }
        let pause: Double =
            switch nemesis {
            case .kill: killNanoseconds * Double.random(in: 0.2...1.8, using: &random)
            case .stop: 350_000_000
            case .pidReuse: Double.random(in: 200_000_000...800_000_000, using: &random)
            case .clock: 1_500_000_000
            case .full: Double.random(in: 5_000_000_000...9_000_000_000, using: &random)
            case .restart: 700_000_000
            }
        due[nemesis] = now + Int64(pause)
        return true
    }

    /// Nobody is stopped for twelve seconds out of eighteen: what a reaper that stands still holds up is not
    /// judged, and must be judged some time.
    func isTimeToStop(_ sinceBeginning: Int64) -> Bool {
        sinceBeginning % 18_000_000_000 < 5_000_000_000
    }
}

extension StressConductor {
    /// Makes the trouble that is due, and ends what has lasted long enough.
    func makeTrouble(_ now: Int64) {
        endStops(now)
        if let until = nemeses.fullUntil, now >= until { free() }
        if let until = hunt {
            stalk()
            if now >= until {
                killSomeWorker()
            } else if until - now < Self.huntNanoseconds / 4 {
                pounceOnLongLine()
            }
        }
        if nemeses.takes(.kill, now, using: &random) { killSomebody(now) }
        if nemeses.takes(.stop, now, using: &random), nemeses.isTimeToStop(now - (loadBeganAt ?? now)) {
            stopSomebody(now)
        }
        if nemeses.takes(.pidReuse, now, using: &random) { reuseSomeID(now) }
        if nemeses.takes(.clock, now, using: &random) { setSomeClock() }
        if nemeses.takes(.full, now, using: &random) { fill(now) }
        if nemeses.takes(.restart, now, using: &random) { restartSomebody(now) }
    }

    /// Ends all that is under way, however short it was.
    func endTrouble() {
        endStops(.max)
        if nemeses.fullUntil != nil { free() }
    }

    private func endStops(_ now: Int64) {
        guard nemeses.stopped.contains(where: { $0.until <= now }) else { return }
        for entry in nemeses.stopped where entry.until <= now {
            entry.worker.process.resume()
            stoppedTimes.append((entry.from, self.now))
        }
        nemeses.stopped.removeAll { $0.until <= now }
        vigils.restart()
    }

    private func killSomebody(_ now: Int64) {
        if Bool.random(using: &random),
            let slot = clientSlots.filter({ $0.process != nil && $0.rival == nil }).randomElement(
                using: &random)
        {
            counters.kills += 1
            kill(slot, now)
        } else if Bool.random(using: &random) {
            hunt = now + Self.huntNanoseconds
        } else {
            killSomeWorker()
        }
    }

    /// How long a worker is looked for whose death tears a line.
    private static let huntNanoseconds: Int64 = 2_000_000_000

    private func killSomeWorker() {
        hunt = nil
        guard let life = workerSlots.randomElement(using: &random)?.life else { return }
        kill(life)
    }

    private func kill(_ life: WorkerLife) {
        counters.kills += 1
        nemeses.stopped.removeAll { $0.worker === life }
        life.process.kill()
    }

    /// Looks at the ends of all files in every turn, since half a line stands there for some microseconds only: as long
    /// as its worker writes, or longer where we have taken the processor from it in the middle.
    private func stalk() {
        guard plan.verifies else { return }
        for recording in recordings where recording.isLive && hunt != nil {
            auditor.read(recording)
            pounce(on: recording)
        }
    }

    /// Kills the worker whose line is half written before our eyes: its write is under way.
    private func pounce(on recording: StressRecording) {
        guard !recording.partial.isEmpty else { return }
        let identity = recording.partial.withUnsafeBufferPointer { StressLineReader.identity(in: $0[...]) }
        guard let identity, let life = ledger.workers[identity.process], life.isReady else { return }
        hunt = nil
        kill(life)
    }

    /// Kills a worker that has one of the longest lines in hand: most of its time goes into such a line, and so it
    /// dies in the middle of it now and then.
    private func pounceOnLongLine() {
        let long = room.eventBytes.lowerBound + room.eventBytes.count / 2
        let wanted = recordings.reduce(0) { $1.isLive ? $0 | $1.mask : $0 }
        for life in aliveWorkers where life.isReady && !life.process.isStopped && life.process.isWritten {
            guard life.replied < life.sent else { continue }
            let draw = ledger.workload.draw(life.number, life.replied)
            guard draw.fillingBytes > long, wanted >> UInt64(draw.kind) & 1 == 1 else { continue }
            hunt = nil
            return kill(life)
        }
    }

    /// Kills a client, in whatever it is at.
    func kill(_ slot: ClientSlot, _ now: Int64) {
        guard let process = slot.process, process.killedAt == nil, slot.rival == nil else { return }
        if let recording = slot.recording, recording.isLive { ending(recording, .killed, now) }
        slot.state = .dying
        process.kill()
        counters.clientKills += 1
    }

    private func stopSomebody(_ now: Int64) {
        guard let life = workerSlots.randomElement(using: &random)?.life, life.isReady,
            !life.process.isStopped
        else { return }
        counters.stopsOfWorkers += 1
        vigils.restart()
        life.process.stop()
        let span = Int64.random(in: 200_000_000...3_000_000_000, using: &random)
        nemeses.stopped.append((life, now, now + span))
    }

    private func reuseSomeID(_ now: Int64) {
        let live = clientSlots.filter { $0.recording?.isLive ?? false && $0.rival == nil }
        guard let slot = live.randomElement(using: &random), let process = slot.process,
            let recording = slot.recording
        else { return }
        if Int.random(in: 0..<3, using: &random) == 0 { return startAgain(slot, recording, now) }
        kill(slot, now)
        slot.wantedID = process.processID
    }

    private func setSomeClock() {
        // Half of the workers keep their clocks, so that somebody's scans can be counted on.
        let slots = workerSlots.indices.filter { $0 % 4 == 1 || $0 % 4 == 2 }.map { workerSlots[$0] }
        guard let slot = slots.randomElement(using: &random), let life = slot.life, life.isReady,
            !life.process.isStopped, hellos[slot.player]?.capabilities.contains(.wallClock) ?? false
        else { return }
        life.clockWasSet = true
        counters.clocksSet += 1
        let seconds = Bool.random(using: &random) ? 3600 : -3600
        life.process.ask(.setClock, "set_clock", ["seconds": .integer(seconds)])
        life.process.flush()
    }

    private func restartSomebody(_ now: Int64) {
        guard let life = workerSlots.randomElement(using: &random)?.life, life.isReady,
            !life.process.isStopped
        else { return }
        counters.restarts += 1
        life.process.closeInput()
    }

    /// Takes all the room that the spool's file system has.
    private func fill(_ now: Int64) {
        isFull = true
        counters.fills += 1
        for worker in aliveWorkers { worker.beginExcuse() }
        nemeses.fullUntil = now + Int64.random(in: 100_000_000...500_000_000, using: &random)
        do throws(Errno) {
            let file = try Descriptor.open(fillerPath, [.writeOnly, .create, .truncate], mode: 0o600)
            // Page by page at the end, so that nothing is left.
            for size in [1 << 20, 1 << 12] {
                let piece = [UInt8](repeating: 0x2E, count: size)
                while true {
                    do throws(Errno) {
                        if try file.write(piece) < size { break }
                    } catch {
                        guard error == .noSpace else { throw error }
                        break
                    }
                }
            }
        } catch { free() }
    }

    private func free() {
        nemeses.fullUntil = nil
        try? FileSystem.unlink(fillerPath)
        for worker in aliveWorkers { worker.endExcuse() }
        isFull = false
        fullTimes.append((now, now))
    }

    private var fillerPath: String { world.root + "/filler" }
}
