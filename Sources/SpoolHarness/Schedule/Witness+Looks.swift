internal import SpoolSpec
internal import SpoolSystem

/// What must be so after every call.
extension Witness {
    /// - Parameters:
    ///   - performer: who made it.
    ///   - call: with its result, where it was made.
    func look(after call: ObservedCall?, by performer: Performer, step: Int) throws(Interruption) {
        guard violation == nil else { return }
        if let call, call.writes, !call.failed, let id = call.fileName?.prefix(while: { $0 != "." }) {
            wroteFor[performer.index, default: []].insert(String(id))
        }
        if let call, let request = locks.note(call, by: performer) {
            // A start that takes a dead one's file over in place makes it a living one's.
            deadIDs = deadIDs.filter { "\($0).req" != request }
        }
        guard judgesModes || !live.isEmpty || !deadIDs.isEmpty else { return }
        try looking { () throws(Interruption) in
            for index in live.indices { try look(at: &live[index], performer) }
            if judgesModes { try lookAtModes(performer) }
            try lookForLateLines(call, performer, step)
        }
    }

    /// The clause that forbids a performer to take away what is another's.
    private func clause(against performer: Performer) -> ClauseID {
        switch performer.act?.0 {
        case .stop?: "STOP-2"
        case .start?: "LOCK-6"
        default: "REAP-3"
        }
    }

    private func look(at recording: inout Live, _ performer: Performer) throws(Interruption) {
        let id = recording.id
        let status = try spool.status(.request(id))
        if status?.inode != recording.inode {
            return violate(
                clause(against: performer), "a live recording's \(id).req to stay",
                status == nil ? "\(performer.name) removed it" : "\(performer.name) replaced it")
        }
        if status?.size != Int64(recording.contents.count) {
            return violate(
                performer.isClient ? "LOCK-6" : "REAP-3", "a live recording's request to stay as it is",
                "\(performer.name) wrote to \(id).req")
        }
        let events = try spool.status(.events(id))
        defer { recording.events = events }
        if let known = recording.events, known.inode != events?.inode {
            return violate(
                clause(against: performer), "a live recording's \(id).events to stay",
                events == nil ? "\(performer.name) removed it" : "\(performer.name) replaced it")
        }
        guard events?.size != recording.events?.size else { return }
        for event in try spool.events(id) {
            // First what stood there before the start: that is the start's to remove, whoever wrote it.
            let isOld = hooks.contains {
                $0.path.utf8.elementsEqual(event.path.utf8) && ($0.returned ?? .max) < recording.startBegan
            }
            if isOld || event.path.utf8.elementsEqual("/left".utf8) {
                return violate(
                    "START-2", "no line from before the start in \(id).events", "the event \(event.path)")
            }
            if let userid = recording.userid, !event.userid.utf8.elementsEqual(userid.utf8) {
                return violate(
                    "REUSE-1", "no line in \(id).events that its recording did not ask for",
                    "the event \(event.path) of \(event.userid) in a recording of \(userid)")
            }
        }
    }

    /// A worker that has found a recording out before its start was over goes on writing to it.
    func judgeLine(of hook: Hook) throws(Interruption) {
        guard violation == nil, !isDisturbed, scenario.judges.contains("APPEND-2") else { return }
        for recording in live where hook.known.contains(recording.id) && recording.reported < hook.began {
            guard recording.userid?.utf8.elementsEqual(hook.userid.utf8) ?? true else { continue }
            let paths = try spool.paths(recording.id)
            if !paths.contains(where: { $0.utf8.elementsEqual(hook.path.utf8) }) {
                violate(
                    "APPEND-2",
                    "no line to be lost of a worker that had written to \(recording.id).events before",
                    "it holds \(paths), and not \(hook.path)")
            }
        }
    }

    private func lookAtModes(_ performer: Performer) throws(Interruption) {
        guard let directory = try spool.ownStatus() else { return }
        if directory.mode & 0o007 != 0 {
            if performer.isClient {
                violate(
                    "DIR-4", "others to have no access to the spool at any moment",
                    "mode 0\(String(directory.mode, radix: 8))")
            }
        }
        for name in try spool.names() {
            guard let status = try spool.status(name), status.kind == .regular else { continue }
            let allowed: UInt32 = name.bytes.suffix(4).elementsEqual(".req".utf8) ? 0o640 : 0o660
            if status.mode & ~allowed & 0o777 != 0 {
                violate(
                    "MODE-3",
                    "\(name) to be open to no more than 0\(String(allowed, radix: 8)) at any moment",
                    "mode 0\(String(status.mode, radix: 8))")
            }
        }
    }

    /// LOCK-7: a hook that began after a dead recorder was removed writes no line for it.
    private func lookForLateLines(
        _ call: ObservedCall?, _ performer: Performer, _ step: Int
    ) throws(Interruption) {
        for id in deadIDs {
            let isLine =
                call.map { $0.writes && !$0.failed && $0.fileName?.hasPrefix("\(id).events") ?? false }
                ?? false
            if try spool.exists(.request(id)) {
                // Whether the dead one's or a new one's: what comes now is judged otherwise.
                if goneAt[id] != nil { deadIDs.remove(id) }
                if isLine, locks.couldNotProbe(performer, id) {
                    violate(
                        "LOCK-4", "a dead recorder whose lock could not be probed not to be taken for alive",
                        "\(performer.name) wrote to \(id).events")
                }
                continue
            }
            guard let gone = goneAt[id] else {
                goneAt[id] = step
                continue
            }
            if isLine, let began = performer.act?.began, began > gone {
                violate(
                    "LOCK-7",
                    "a hook that begins after a peer removed a dead recorder to write no line for it",
                    "\(performer.name) wrote to \(id).events")
            }
        }
    }
}
