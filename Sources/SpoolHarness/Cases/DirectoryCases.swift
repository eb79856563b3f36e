internal import SpoolSpec
internal import SpoolSystem

/// DIR-1 and DIR-2: who makes the spool directory, and who does not.
extension Catalogue {
    static let directoryCases: [Case] = [
        Case("DIR-1/made by the first start", judges: ["DIR-1"], role: .client) { scene in
            for umask in [0o022, 0, 0o027, 0o077] as [UInt32] {
                let spool = scene.otherSpool("spool-\(String(umask, radix: 8))")
                let client = try scene.client(ProcessOptions(umask: umask, spoolPath: spool.path))
                _ = try client.start(mustSucceedFor: "DIR-1")
                try checkDirectory(scene, "DIR-1", spool, "a start under umask 0\(String(umask, radix: 8))")
            }
        },
        Case(
            "DIR-1/given to a group that is not its maker's", judges: ["DIR-1"], role: .client,
            needs: [.foreignGroup]
        ) { scene in
            _ = try scene.client().start(mustSucceedFor: "DIR-1")
            try checkDirectory(scene, "DIR-1", scene.spool, "a start by a user of another group")
        },
        Case("DIR-1/gone, and made again", judges: ["DIR-1"], role: .client) { scene in
            let client = try scene.client()
            for _ in 0..<2 {
                _ = try client.start(mustSucceedFor: "DIR-1")
                try checkDirectory(scene, "DIR-1", scene.spool, "a start")
                try client.stop()
                for name in try scene.spool.names() { try scene.spool.remove(name) }
                try scene.surroundings.remove("spool")
            }
        },
        Case("DIR-1/a directory that is right stays as it is", judges: ["DIR-1", "LOCK-6"], role: .client) {
            scene in
            try scene.makeSpool()
            try scene.spool.plantRequest(stranger)
            try scene.spool.appendEvents(stranger, text: "{\"path\":\"/before\"}\n")
            let before = try scene.spool.snapshot()
            var own: Set<FileName> = []
            for _ in 0..<2 {
                let id = try scene.client().start(mustSucceedFor: "DIR-1")
                own.formUnion([.request(id), .events(id)])
            }
            try checkDirectory(scene, "DIR-1", scene.spool, "two starts")
            let inode = try scene.spool.ownStatus()?.inode
            scene.checkEqual("DIR-1", "the directory's inode", inode, before.directory?.status.inode)
            try scene.checkEntries("LOCK-6", of: scene.spool, since: before, except: own, after: "two starts")
        },
        Case("DIR-2/no directory", judges: ["DIR-2"], role: .worker) { scene in
            try workWithoutSpool(scene, scene.spool.path)
        },
        Case("DIR-2/not even a directory to make it in", judges: ["DIR-2"], role: .worker) { scene in
            try workWithoutSpool(scene, scene.spool.path + "/deeper/spool")
        },
        Case("DIR-2/a file in its place", judges: ["DIR-2"], role: .worker) { scene in
            try scene.surroundings.plant(.file(Array("no directory\n".utf8)), "spool", mode: 0o666)
            try workWithoutSpool(scene, scene.spool.path)
        },
        Case("DIR-2/the directory goes", judges: ["DIR-2"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            try worker.record(scene.event(), mustReturnFor: "DIR-2")
            for name in try scene.spool.names() { try scene.spool.remove(name) }
            try scene.surroundings.remove("spool")
            // Within the second in which the worker may still believe in recorder 12, and after it.
            try worker.record(scene.event(), mustReturnFor: "DIR-2")
            try worker.advance(seconds: 1.1)
            try worker.record(scene.event(), mustReturnFor: "DIR-2")
            let names = try scene.surroundings.names()
            scene.check(
                "DIR-2", !names.contains("spool"),
                expected: "a worker not to make the directory that somebody removed", seen: "\(names)")
        },
    ]

    /// Checks mode and group of a directory that a start was to make.
    static func checkDirectory(
        _ scene: Scene, _ clause: ClauseID, _ spool: SpoolDirectory, _ event: String
    ) throws(Interruption) {
        let status = try spool.ownStatus()
        let seen = status.map { "\($0.kind) with mode 0\(String($0.mode, radix: 8)) and group \($0.group)" }
        scene.check(
            clause,
            status?.kind == .directory && status?.mode == 0o2770 && status?.group == spool.group,
            expected: "\(spool.path) to be a directory with mode 02770 and the spool group, which is "
                + "\(spool.group), after \(event)",
            seen: seen ?? "there is nothing")
    }

    /// Lets a worker record where there is no spool, and looks that it makes nothing.
    private static func workWithoutSpool(_ scene: Scene, _ path: String) throws(Interruption) {
        // Everything is permitted to the worker, so that nothing but the clause holds it back.
        let surroundings = scene.surroundings.path
        try scene.surroundings.doing("open \(surroundings) to all") { () throws(Errno) in
            try FileSystem.setMode(surroundings, 0o777)
        }
        let before = try scene.surroundings.snapshot()
        let worker = try scene.worker(ProcessOptions(spoolPath: path))
        for _ in 0..<2 {
            try worker.record(scene.event("POST"), mustReturnFor: "DIR-2")
            try worker.record(scene.event("GET"), mustReturnFor: "DIR-2")
            try worker.advance(seconds: 1.1)
        }
        try worker.record(scene.event("DELETE"), mustReturnFor: "DIR-2")
        try scene.checkUnchanged("DIR-2", scene.surroundings, since: before)
    }
}
