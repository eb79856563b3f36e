internal import SpoolSpec

extension Catalogue {
    /// What a start must not throw away: a worker may have found the recording before the start has returned.
    static let startLineCases: [Case] = [
        Case(
            "APPEND-2/a start, and a worker's line in between", judges: ["APPEND-2"], role: .client,
            secondsMax: 120
        ) { scene in
            try Preemption.everywhere(scene, in: "start") { scene throws(Interruption) in
                if try !scene.spool.exists() { try scene.makeSpool() }
                let client = try scene.client()
                let worker = try scene.peerWorker()
                let traced = try scene.follow(client.process, as: client.processID)
                let id = client.recordingID
                let isKnown = Box(false)
                return Preemption.Round(
                    client.process, traced,
                    begin: { () throws(Interruption) in
                        try client.process.send("start", ["filter": ["userid": .null, "all": .bool(true)]])
                    },
                    meanwhile: { _ throws(Interruption) in
                        let event = scene.event()
                        try worker.record(event)
                        isKnown.value = try scene.spool.paths(id).contains(event.path)
                    },
                    judge: { reply, when throws(Interruption) in
                        // What the first line becomes is the start's affair. The worker holds its file open.
                        guard reply.isSuccess, isKnown.value else { return }
                        let event = scene.event()
                        try worker.record(event)
                        let paths = try scene.spool.paths(id)
                        scene.check(
                            "APPEND-2", paths.contains(event.path),
                            expected:
                                "\(when) to lose no line of a worker that had found the recording already, the start being over: \(event.path) in \(id).events",
                            seen: "it holds \(paths)")
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try worker.end()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        }
    ]
}
