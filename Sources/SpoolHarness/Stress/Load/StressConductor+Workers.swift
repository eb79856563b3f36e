internal import SpoolSpec
internal import SpoolSystem

/// Workers: starting them, keeping them busy, hearing them, seeing them end.
extension StressConductor {
    /// What an adapter is started with.
    func spawnOptions(isWorker: Bool, processID: Int32? = nil, idSpace: Int32? = nil) -> SpawnOptions {
        var environment = world.environment
        environment["SPOOL_DIR"] = auditor.path
        environment["SPOOL_GROUP"] = world.groupName
        environment["SPOOL_LIMIT"] = nil
        return SpawnOptions(
            environment: environment, umask: 0o022, identity: isWorker ? world.server : nil,
            processID: processID, idSpace: idSpace)
    }

    func command(_ player: Int) -> AdapterCommand { player == 1 ? plan.mix ?? plan.command : plan.command }

    /// What a recorder says of itself, once one of its processes has.
    func greet(_ process: StressProcess, as role: Role, _ members: JSONObject?) {
        let reply = Reply(
            operation: "hello", sequence: 1, members: members ?? [:], label: process.label, blame: .adapter)
        do throws(Interruption) {
            let hello = try Hello(reply)
            guard hello.roles.contains(role) else {
                throw .environment("the recorder \(hello.name) has no \(role.rawValue)")
            }
            if hellos[process.player] == nil { hellos[process.player] = hello }
        } catch { fail(error.text) }
    }

    /// Ends a run in which nobody does anything any more: there is nothing to wait for.
    func giveUp(_ text: String) {
        fail(text)
        begin(.over)
    }

    /// Something that makes the run worthless: no violation of a recorder's.
    func fail(_ text: String) {
        if troubles.count < 20 { troubles.append(text) }
        if isManned { begin(.draining) }
    }

    func tend(_ slot: WorkerSlot, _ now: Int64) throws(Interruption) {
        guard let life = slot.life else {
            if isManned, now >= slot.startsAt { start(slot, now) }
            return
        }
        if life.process.exit != nil { return ended(slot, life, now) }
        guard life.isReady, phase == .running, !life.process.isStopped, hasRoom(life) else { return }
        send(slot, life, now)
    }

    private func start(_ slot: WorkerSlot, _ now: Int64) {
        nextWorker += 1
        let number = nextWorker
        do throws(SpawnError) {
            let process = try StressProcess(
                command(slot.player), spawnOptions(isWorker: true),
                label: slot.isReaper ? "reaper \(number)" : "worker \(number)", player: slot.player)
            process.ask(.hello, "hello", ["driver": 1, "role": "worker"])
            process.flush()
            slot.life = WorkerLife(number: number, process: process, isReaper: slot.isReaper)
        } catch {
            slot.startsAt = now + 200_000_000
            slot.failures += 1
            if slot.failures > 5 { fail("\(error)") }
        }
    }

    /// Fills the worker's pipe.
    private func send(_ slot: WorkerSlot, _ life: WorkerLife, _ now: Int64) {
        let isAhead = life.isReaper && hellos[slot.player]?.capabilities.contains(.time) ?? false
        if !isAhead { bind(slot, life, now) }
        let most = isShort ? 1 : Self.outstandingMax
        while life.process.outstanding < most, life.process.unwrittenBytes < 1 << 16,
            eventsLeft > 0
        {
            if isAhead {
                life.process.ask(.advance, at: now, span: 1_100_000_000) { sequence, bytes in
                    bytes.append(contentsOf: #"{"op":"advance","seconds":1.1,"seq":"#.utf8)
                    StressWorkload.appendDecimal(sequence, to: &bytes)
                    bytes.append(contentsOf: "}\n".utf8)
                }
                life.advance(1_100_000_000)
                bind(slot, life, now)
            }
            sendEvent(life, now)
        }
        life.process.flush()
    }

    func sendEvent(_ life: WorkerLife, _ now: Int64) {
        let number = life.send(at: now)
        counters.events += 1
        life.process.ask(.record, at: now) { sequence, bytes in
            ledger.workload.appendRequest(sequence: sequence, life.number, number, to: &bytes)
        }
    }

    private func bind(_ slot: WorkerSlot, _ life: WorkerLife, _ now: Int64) {
        guard plan.verifies else { return }
        if !slot.unbound.isEmpty {
            slot.unbound.removeAll { !$0.isLive || ledger.binds($0, life, at: now) }
        }
        if !vigils.isIdle { vigils.sending(life, at: now) }
    }

    func read(_ slot: WorkerSlot) {
        guard let life = slot.life else { return }
        life.process.read { answer in
            // Read anew: what follows from an answer may only be dated after it.
            let now = self.now
            switch answer {
            case .ok(let question, let members):
                switch question.kind {
                case .hello: ready(slot, life, members, now)
                case .record:
                    let sentAt = life.reply()
                    if !life.process.isStopped {
                        latency.add(now - sentAt)
                        recentLatency.add(now - sentAt)
                    }
                    counters.replies += 1
                    answeredAt = now
                default: break
                }
            case .refused(let question, let text):
                if question.kind == .record {
                    _ = life.reply()
                    note(
                        StressAccusation(
                            .hookFailed, "HOOK-1",
                            "\(life.process.label)'s hook failed: \(Excerpt.of(text.utf8))", by: [life]))
                } else {
                    fail("\(life.process.label) refused a request: \(Excerpt.of(text.utf8))")
                }
            case .unsupported(let question):
                if question.kind == .hello || question.kind == .record {
                    fail("\(life.process.label) does not support what every worker must")
                }
            case .garbage(let text):
                fail("\(life.process.label) breaks the driver protocol: \(text)")
                life.process.kill()
            }
        }
    }

    private func ready(_ slot: WorkerSlot, _ life: WorkerLife, _ members: JSONObject?, _ now: Int64) {
        greet(life.process, as: .worker, members)
        life.readyAt = now
        life.startsBefore = counters.starts
        life.descriptorsAtFirst = ProcessTable.descriptorCount(life.process.processID)
        ledger.workers[life.number] = life
        for recording in recordings { ledger.open(recording, life) }
        slot.unbound = recordings.filter(\.isLive)
        if isFull { life.beginExcuse() }
        slot.failures = 0
    }

    /// A worker process has ended: by us, or by itself.
    private func ended(_ slot: WorkerSlot, _ life: WorkerLife, _ now: Int64) {
        read(slot)
        life.endedAt = now
        slot.life = nil
        slot.unbound = []
        slot.startsAt = now
        let process = life.process
        if process.killedAt != nil || process.isInputClosed {
            let isClean =
                process.killedAt != nil || (process.exit?.isSuccess ?? false && process.outstanding == 0)
            if !isClean {
                let how = process.exit.map(\.description) ?? ""
                fail("\(process.label) did not end as the driver protocol asks: it \(how)")
            }
            return
        }
        slot.failures += 1
        slot.startsAt = now + 100_000_000 * Int64(slot.failures)
        let how = process.exit.map(\.description) ?? "ended"
        if life.readyAt == nil {
            if slot.failures > 3 {
                fail("\(process.label) \(how) before it was ready: \(Excerpt.of(process.standardError.utf8))")
            }
            return
        }
        note(
            StressAccusation(
                .died, "HOOK-1", "\(process.label) \(how) although nobody ended it", by: [life],
                evidence: ["its standard error: \(Excerpt.of(process.standardError.utf8))"]))
        if slot.failures > 10 { fail("\(process.label) keeps dying") }
    }
}
