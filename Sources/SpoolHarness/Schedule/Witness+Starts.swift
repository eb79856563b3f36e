internal import SpoolSpec
internal import SpoolSystem

/// What must be so when a start has returned.
extension Witness {
    /// Whether the request could not be written because of what was done to the start.
    func couldNotWrite(_ performer: Performer) -> Bool {
        (faults[performer.index] ?? []).contains(where: \.keepsFromWriting)
    }

    /// Charges it to a worker, where one has taken the request away that this start had locked: what comes of that is
    /// none of the client's faults.
    ///
    /// - Returns: whether it was so.
    private func chargesWhoTook(from performer: Performer, _ id: String) -> Bool {
        guard let other = locks.takenBy[performer.index], !other.isClient else { return false }
        if scenario.judges.contains("REAP-3") {
            violate(
                "REAP-3", "a request that a start has locked to stay", "\(other.name) removed \(id).req")
        }
        return true
    }

    /// The clause that forbids a start to fail where nobody has the id.
    private var clauseOfRefusal: ClauseID {
        if scenario.judges.contains("DIR-3") { return "DIR-3" }
        // Before any worker has begun it can only be for what stood there from the beginning.
        return hooks.isEmpty && scenario.judges.contains("REUSE-2") ? "REUSE-2" : "START-3"
    }

    func refused(_ performer: Performer, _ reply: Reply) throws(Interruption) {
        if chargesWhoTook(from: performer, performer.recorderID) { return }
        if !isDisturbed && !scenario.sharesID {
            violate(
                clauseOfRefusal, "the start to succeed, whatever others do at the same moment",
                "it failed: \(reply.error)")
        }
        let id = performer.recorderID
        // What somebody left that died in the same schedule, as a worker its claim on an orphan's id, is not the start's.
        guard couldNotWrite(performer), !preparedIDs.contains(id), crashedIn == nil else { return }
        if try spool.lockState(.request(id)) == .free {
            violate("START-4", "a start that cannot write its request to leave no file", "it left \(id).req")
        }
    }

    func started(
        _ userid: String?, by performer: Performer, id: String, step: Int
    ) throws(Interruption) {
        try looking { () throws(Interruption) in
            try judgeStart(userid, by: performer, id: id, step: step)
        }
    }

    private func judgeStart(
        _ userid: String?, by performer: Performer, id: String, step: Int
    ) throws(Interruption) {
        let began = performer.act?.began ?? 0
        let state = try spool.lockState(.request(id))
        guard state == .exclusive else {
            if chargesWhoTook(from: performer, id) { return }
            let seen = state == .missing ? "there is no \(id).req" : "\(id).req is not locked by it"
            return violate("LOCK-5", "a start that reports success to hold the lock of \(id).req", seen)
        }
        // Of two that say that they hold one id, one is wrong.
        if live.contains(where: { $0.id.utf8.elementsEqual(id.utf8) && $0.owner != performer.index }) {
            return violate(
                "LOCK-6", "a start on the id of a live recording to fail", "it reported success for \(id)")
        }
        try judgeRequest(userid, performer, id)
        try remember(owner: performer.index, id: id, userid: userid, began: began, reported: step)
    }

    private func judgeRequest(_ userid: String?, _ performer: Performer, _ id: String) throws(Interruption) {
        if try !asks(id, for: userid) {
            // Beside another start of the same id it is that one which has cut or changed the request.
            let clause: ClauseID =
                if !(faults[performer.index] ?? []).isEmpty { "START-4" } else if scenario.sharesID {
                    "LOCK-6"
                } else { "START-1" }
            let bytes = try spool.read(.request(id)) ?? []
            violate(
                clause, "a start that reports success to have written its whole request",
                "\(id).req holds '\(String(decoding: bytes.prefix(200), as: UTF8.self))'")
        }
        guard judgesModes, let status = try spool.status(.request(id)),
            status.mode & 0o040 == 0
        else { return }
        violate(
            "MODE-3", "\(id).req to be readable for the group once start has returned, under any umask",
            "mode 0\(String(status.mode & 0o777, radix: 8))")
    }

    /// Whether a request says the filter that was asked for.
    private func asks(_ id: String, for userid: String?) throws(Interruption) -> Bool {
        guard case .object(let members)? = try spool.requestContents(id) else { return false }
        var asked = ""
        if case .string(let text)? = members["userid"] { asked = text }
        return asked.utf8.elementsEqual((userid ?? "").utf8)
    }
}
