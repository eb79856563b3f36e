internal import SpoolSpec

extension Catalogue {
    /// A worker in a server that has more descriptors open than `select(2)` can name, 1,024.
    static let descriptorCases: [Case] = [
        Case(
            "SCAN-1/more than 1,024 descriptors", judges: ["SCAN-1", "HOOK-1"], role: .worker,
            needs: [.mountedProc]
        ) { scene in
            try scene.makeSpool()
            let ids = (1...9).map { "\($0)" }
            for id in ids { try scene.spool.plantRequest(id) }
            let worker = try scene.worker(ProcessOptions(moreDescriptors: 1100))
            let count = try descriptors(worker)
            guard count > 1024 else {
                throw Interruption.skipped(
                    "the worker has \(count) descriptors: the machine's hard limit, or its own runtime, leaves it no "
                        + "more than 1,024")
            }
            var paths: [String] = []
            for _ in 0..<3 {
                let event = scene.event()
                try worker.record(event, mustReturnFor: "HOOK-1")
                paths.append(event.path)
                try worker.advance(seconds: 1)
            }
            for id in ids {
                scene.checkEqual(
                    "SCAN-1",
                    "the paths in \(id).events, written by a worker that has \(count) descriptors open,",
                    try scene.spool.paths(id), paths)
            }
        }
    ]
}
