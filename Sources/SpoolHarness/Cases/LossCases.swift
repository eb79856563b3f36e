internal import SpoolSpec
internal import SpoolSystem

/// LOCK-8 and LOCK-9: a client whose request is taken from it, or that workers can no longer reach.
extension Catalogue {
    static let lossCases: [Case] = [
        Case("LOCK-8/the request is removed", judges: ["LOCK-8"], role: .client) { scene in
            try expectNotice(scene, "LOCK-8", "whose request was removed") { id in
                try scene.spool.remove(.request(id))
            }
        },
        Case("LOCK-8/both files are removed", judges: ["LOCK-8"], role: .client) { scene in
            try expectNotice(scene, "LOCK-8", "whose request was removed with its events file") { id in
                try scene.spool.remove(.request(id))
                try scene.spool.remove(.events(id))
            }
        },
        Case("LOCK-8/the request is renamed", judges: ["LOCK-8"], role: .client) { scene in
            try expectNotice(scene, "LOCK-8", "whose request was renamed") { id in
                try scene.spool.rename(.request(id), to: FileName(id + ".req.away"))
            }
        },
        Case("LOCK-8/the request is replaced", judges: ["LOCK-8"], role: .client) { scene in
            let what = "whose request was replaced by another file that nobody locks"
            try expectNotice(scene, "LOCK-8", what) { id in
                let contents = try scene.spool.read(.request(id)) ?? []
                try scene.spool.remove(.request(id))
                try scene.spool.plantRequest(named: .request(id), contents: contents, isLocked: false)
                    .release()
            }
        },
        Case("LOCK-9/the directory is moved away", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose spool directory was moved away") { id in
                try scene.surroundings.rename("spool", to: FileName("away-" + id))
            }
        },
        Case("LOCK-9/the directory is replaced", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose spool directory was replaced by another") { id in
                try scene.surroundings.rename("spool", to: FileName("away-" + id))
                try scene.makeSpool()
            }
        },
        Case(
            "LOCK-9/the directory is mounted over", judges: ["LOCK-9"], role: .client,
            needs: [.privateFileSystem], since: "1.1"
        ) { scene in
            var covers = 0
            defer { for _ in 0..<covers { try? FileSystem.uncover(scene.spool.path) } }
            try expectNotice(scene, "LOCK-9", "over whose spool directory another was mounted") { _ in
                try scene.spool.cover()
                covers += 1
            }
        },
        Case("LOCK-9/the directory is shut", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose spool directory was given the mode 0700") { _ in
                try scene.surroundings.setMode("spool", 0o700)
            }
        },
        Case(
            "LOCK-9/the directory has another group", judges: ["LOCK-9"], role: .client,
            needs: [.otherUsers], since: "1.1"
        ) { scene in
            try expectNotice(scene, "LOCK-9", "whose spool directory was given another group") { _ in
                let spool = scene.spool
                try spool.doing("give \(spool.path) another group") { () throws(Errno) in
                    try FileSystem.setOwner(spool.path, owner: nil, group: 0)
                }
            }
        },
        Case("LOCK-9/the request is shut", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose request was given the mode 0600") { id in
                try scene.spool.setMode(.request(id), 0o600)
            }
        },
        Case("LOCK-9/the request is emptied", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose request somebody emptied") { id in
                try cut(scene, id, to: 0)
            }
        },
        Case("LOCK-9/the request is cut", judges: ["LOCK-9"], role: .client, since: "1.1") { scene in
            try expectNotice(scene, "LOCK-9", "whose request somebody cut after 9 bytes") { id in
                try cut(scene, id, to: 9)
            }
        },
    ]

    private static func cut(_ scene: Scene, _ id: String, to length: Int64) throws(Interruption) {
        let path = "\(scene.spool.path)/\(id).req"
        try scene.spool.doing("cut \(path)") { () throws(Errno) in
            try Descriptor.open(path, [.writeOnly, .noFollow]).setLength(length)
        }
    }

    /// Takes a client's recording away, and expects that the client does something about it within 2 s.
    private static func expectNotice(
        _ scene: Scene, _ clause: ClauseID, _ what: String, _ takeAway: (String) throws -> Void
    ) throws(Interruption) {
        guard let lost = try lose(scene, clause, takeAway) else { return }
        var told = lost.told
        if told == nil { told = try lost.client.tryStop().error }
        scene.check(
            clause, told != nil,
            expected:
                "a client \(what) to register again within 2 s, or to end its recording with an error, which it "
                + "tells in a reply, its stop's at the latest",
            seen: "2 s later \(lost.words), and its stop succeeded")
        // Who has ended its recording has let go of its lock, or begins another when it is asked to. Another client
        // is asked, for this one was stopped; and who never looks might begin a second recording beside the first.
        guard told != nil, lost.isLocked, let another = try lose(scene, clause, takeAway) else { return }
        let filter = Filter(userid: "alice@pam", all: true)
        var start = try another.client.tryStart(filter)
        // Who has not told its loss yet may tell it now.
        if start.error != nil, another.told == nil { start = try another.client.tryStart(filter) }
        scene.check(
            clause, start.error == nil,
            expected: "a client \(what) to register again within 2 s, or to end its recording",
            seen:
                "2 s later \(another.words), the file that was there is locked still, and the client begins no other"
        )
    }

    private struct Loss {
        let client: Client
        /// What there is 2 s later.
        let words: String
        /// Whether the file that was there is still locked.
        let isLocked: Bool
        /// What the client has told of it already.
        let told: String?
    }

    /// A client whose recording is taken away.
    ///
    /// - Returns: what there is 2 s later; `nil` where the client has made it good.
    private static func lose(
        _ scene: Scene, _ clause: ClauseID, _ takeAway: (String) throws -> Void
    ) throws(Interruption) -> Loss? {
        let client = try scene.client()
        let filter = Filter(userid: "alice@pam", all: true)
        let id = try client.start(filter)
        try scene.spool.appendEvents(id.text, text: "{\"path\":\"/mine\"}\n")
        let taken = try scene.spool.hold(.request(id))
        do {
            try takeAway(id.text)
        } catch { throw Interruption(from: error) }
        let told = try client.advanceOrHearLoss(seconds: 2, within: 15)
        // A thread of the client's own may need a moment more than its reply.
        var fault: String?
        let isBack = try scene.wait(upTo: 0.2) {
            fault = try faultOfReach(scene.spool, id, filter)
            return fault == nil
        }
        if isBack, told == nil {
            try scene.checkRecording(clause, id, saying: filter, after: "the client made it good")
            try client.stop(mustSucceedFor: clause)
            return nil
        }
        return Loss(
            client: client, words: fault ?? "", isLocked: try taken?.lockState() == .exclusive, told: told)
    }

    /// What keeps workers from serving a recording; `nil` where nothing does.
    private static func faultOfReach(
        _ spool: SpoolDirectory, _ id: RecorderID, _ filter: Filter
    ) throws(Interruption) -> String? {
        guard let directory = try spool.ownStatus() else { return "there is no spool directory" }
        if directory.mode & 0o070 != 0o070 || directory.group != spool.group {
            return
                "the spool directory has mode 0\(String(directory.mode, radix: 8)) and group \(directory.group)"
        }
        guard try spool.lockState(.request(id)) == .exclusive else {
            return try spool.lockWords(.request(id))
        }
        if let request = try spool.status(.request(id)),
            request.mode & 0o040 == 0 || request.group != spool.group
        {
            return "\(id).req has mode 0\(String(request.mode, radix: 8)) and group \(request.group)"
        }
        return try spool.requestFault(id.text, saying: filter)
    }
}
