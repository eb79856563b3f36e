internal import SpoolSpec

extension Catalogue {
    /// A start that fails, and takes back what it has made.
    static let failedStartCases: [Case] = [
        Case(
            "LOCK-6/a start that finds no room, and another that takes the id in between", judges: ["LOCK-6"],
            role: .client, needs: [.privateFileSystem], arena: ArenaOptions(fileSystemBytes: 256 << 10),
            secondsMax: 120
        ) { scene in
            try scene.makeSpool()
            try Preemption.everywhere(scene, in: "start that finds no room", within: 6) {
                scene throws(Interruption) in
                let client = try scene.client()
                let id = client.recordingID
                let traced = try scene.follow(client.process, as: client.processID)
                let ballast = try scene.outside.fillPages(leaving: 0)
                let other = Box<PlantedRequest?>(nil)
                return Preemption.Round(
                    client.process, traced, begin: { () throws(Interruption) in try client.sendStart() },
                    meanwhile: { _ throws(Interruption) in
                        // As a start does that finds a dead one. One that it finds locked it leaves alone.
                        guard try scene.spool.lockState(.request(id)) == .free else { return }
                        try scene.spool.remove(.request(id))
                        other.value = try scene.spool.plantRequest(named: .request(id), contents: [])
                    },
                    judge: { _, when throws(Interruption) in
                        guard let other = other.value else { return }
                        let isNamed = try other.isStillNamed()
                        scene.check(
                            "LOCK-6", isNamed,
                            expected:
                                "\(when) to leave \(id).req alone, which another had taken as it stood unlocked",
                            seen: "it was removed or replaced")
                    },
                    finish: { () throws(Interruption) in
                        try client.kill()
                        try ballast.remove()
                        try other.value?.stop()
                        for name in try scene.spool.names() { try scene.spool.remove(name) }
                    })
            }
        }
    ]
}
