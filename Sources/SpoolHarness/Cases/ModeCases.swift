internal import SpoolSpec
internal import SpoolSystem

/// MODE: what the files' permission bits are, whatever the umask.
extension Catalogue {
    static let modeCases: [Case] = [
        Case("MODE-1/request", judges: ["MODE-1"], role: .client) { scene in
            let client = try scene.client()
            let id = try client.start()
            try checkRequest(scene, "MODE-1", id, scene.spool, "a start")
            try client.advance(seconds: 2)
            try checkRequest(scene, "MODE-1", id, scene.spool, "2 s of a recording")
        },
        Case(
            "MODE-1/of a group that is not its maker's", judges: ["MODE-1"], role: .client,
            needs: [.foreignGroup]
        ) { scene in
            let id = try scene.client().start()
            try checkRequest(scene, "MODE-1", id, scene.spool, "a start by a user of another group")
        },
        Case("MODE-1/in a directory that is there", judges: ["MODE-1"], role: .client) { scene in
            // Neither the directory's group nor its set-group-id bit may be what the request's group hangs on.
            for mode in [0o2770, 0o770, 0o700] as [UInt32] {
                let spool = scene.otherSpool("mode-\(String(mode, radix: 8))")
                try spool.make(mode: mode)
                let client = try scene.client(ProcessOptions(spoolPath: spool.path))
                let id = try client.start()
                try checkRequest(
                    scene, "MODE-1", id, spool,
                    "a start in a directory that had mode 0\(String(mode, radix: 8))")
            }
        },
        Case("MODE-1/a worker can open and lock it", judges: ["MODE-1"], role: .client) { scene in
            let client = try scene.client()
            _ = try client.start()
            try client.kill()
            try scene.peerWorker().record(scene.event())
            let names = try scene.spool.names()
            scene.check(
                "MODE-1", names.isEmpty,
                expected: "a worker of the spool group to open, lock and so remove what the dead client left",
                seen: "\(names)")
        },
        Case("MODE-2/events file", judges: ["MODE-2"], role: .worker) { scene in
            try scene.makeSpool()
            for id in ["7", "007"] { try scene.spool.plantRequest(id) }
            try scene.worker().record(scene.event())
            for id in ["7", "007"] { try checkEvents(scene, "MODE-2", id, "a line") }
        },
        Case("MODE-2/made by our own user", judges: ["MODE-2"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("7")
            try scene.worker(ProcessOptions(user: .own)).record(scene.event())
            try checkEvents(scene, "MODE-2", "7", "a line of a worker that is our own user's")
        },
        Case("MODE-3/request under umasks", judges: ["MODE-3"], role: .client) { scene in
            try scene.makeSpool()
            for umask in umasks {
                let client = try scene.client(ProcessOptions(umask: umask))
                let id = try client.start(mustSucceedFor: "MODE-3")
                try checkRequest(
                    scene, "MODE-3", id, scene.spool, "a start under umask 0\(String(umask, radix: 8))")
            }
        },
        Case("MODE-3/a mode that cannot be set", judges: ["MODE-3"], role: .client) { scene in
            // Under this umask a file is born without what the group must have.
            let client = try scene.client(ProcessOptions(umask: 0o077))
            let traced = try scene.follow(client.process, as: client.processID)
            let spool = scene.spool.path
            traced.before = { call in
                ["fchmod", "chmod", "fchmodat", "fchmodat2"].contains(call.name) && call.path != spool
                    ? .fail(Errno.notPermitted.rawValue) : .none
            }
            let outcome = try client.tryStart()
            traced.before = { _ in .none }
            guard let id = outcome.value else { return }
            try checkRequest(
                scene, "MODE-3", id, scene.spool, "a start that succeeded, though chmod(2) had failed")
        },
        Case("MODE-3/over a dead one", judges: ["MODE-3"], role: .client) { scene in
            // What stands under the name from an earlier life must not lend its permissions.
            try scene.makeSpool()
            for mode in [0o600, 0o666] as [UInt32] {
                let client = try scene.client()
                try scene.spool.plantRequest(
                    named: .request(client.recordingID), contents: Array("{}".utf8), isLocked: false,
                    mode: mode)
                let id = try client.start()
                try checkRequest(
                    scene, "MODE-3", id, scene.spool,
                    "a start over a dead request of mode 0\(String(mode, radix: 8))")
            }
        },
        Case("MODE-3/events file under umasks", judges: ["MODE-3"], role: .worker) { scene in
            try scene.makeSpool()
            for (number, umask) in umasks.enumerated() {
                let id = String(number)
                let request = try scene.spool.plantRequest(id)
                let worker = try scene.worker(ProcessOptions(umask: umask))
                try worker.record(scene.event())
                try checkEvents(scene, "MODE-3", id, "a line under umask 0\(String(umask, radix: 8))")
                // The next worker is to make a file of its own.
                try request.stop()
            }
        },
    ]

    private static let umasks: [UInt32] = [0, 0o022, 0o027, 0o077]

    private static func checkRequest(
        _ scene: Scene, _ clause: ClauseID, _ id: RecorderID, _ spool: SpoolDirectory, _ event: String
    ) throws(Interruption) {
        let status = try spool.status(.request(id))
        scene.check(
            clause, status?.kind == .regular && status?.mode == 0o640 && status?.group == spool.group,
            expected: "\(id).req to be a regular file with mode 0640 and the spool group, which is "
                + "\(spool.group), after \(event)",
            seen: status.map(words) ?? "there is none")
    }

    private static func checkEvents(
        _ scene: Scene, _ clause: ClauseID, _ id: String, _ event: String
    ) throws(Interruption) {
        let status = try scene.spool.status(.events(id))
        scene.check(
            clause, status?.kind == .regular && (status?.mode == 0o640 || status?.mode == 0o660),
            expected: "\(id).events to be a regular file with mode 0640 or 0660, after \(event)",
            seen: status.map(words) ?? "there is none")
    }
}

extension Catalogue {
    /// A file's kind, permission bits and group.
    private static func words(_ status: FileStatus) -> String {
        "\(status.kind) with mode 0\(String(status.mode, radix: 8)) and group \(status.group)"
    }
}
