internal import SpoolSpec

extension Catalogue {
    /// How files are called, and whose they are by that.
    static let nameCases: [Case] = [
        Case("NAME-3/ids are no numbers", judges: ["NAME-3", "NAME-1"], role: .worker) { scene in
            try scene.makeSpool()
            let ids = ["0", "7", "007", "00000000000000000000000001", "99999999999999999999999999"]
            for id in ids { try scene.spool.plantRequest(id) }
            let worker = try scene.worker()
            let event = scene.event()
            try worker.record(event)
            for id in ids {
                scene.checkEqual(
                    "NAME-3", "the paths in \(id).events", try scene.spool.paths(id), [event.path])
            }
        }
    ]
}
