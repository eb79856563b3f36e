internal import SpoolSpec

extension Catalogue {
    /// HOOK-2 in small: what a leak of a descriptor a recording shows within seconds. A million events are the stress
    /// tool's matter.
    static let growthCases: [Case] = [
        Case(
            "HOOK-2/descriptors after 450 recordings", judges: ["HOOK-2"], role: .worker,
            needs: [.mountedProc],
            secondsMax: 60
        ) { scene in
            try scene.makeSpool()
            let worker = try scene.worker()
            // The first round is not counted: what a recorder keeps for good it has by then.
            try comeAndGo(scene, worker)
            let before = try descriptors(worker)
            for _ in 0..<3 { try comeAndGo(scene, worker) }
            let after = try descriptors(worker)
            scene.check(
                "HOOK-2", after <= before + 4,
                expected:
                    "a worker to have no more descriptors after 450 recordings that came and went than before, "
                    + "\(before)", seen: "\(after)")
        }

    ]

    /// 150 recordings begin, get an event each, and end.
    private static func comeAndGo(_ scene: Scene, _ worker: Worker) throws(Interruption) {
        var planted: [PlantedRequest] = []
        for id in 1000..<1150 { planted.append(try scene.spool.plantRequest("\(id)")) }
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        for request in planted { try request.stop() }
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
    }

    /// How many descriptors a worker has.
    static func descriptors(_ worker: Worker) throws(Interruption) -> Int {
        guard let count = ProcessTable.descriptorCount(worker.processID) else {
            throw .environment("the judge could not count the descriptors of \(worker.process.label)")
        }
        return count
    }
}
