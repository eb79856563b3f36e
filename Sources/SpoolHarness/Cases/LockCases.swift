internal import SpoolSpec

/// LOCK-1 and LOCK-2: what a client holds, and how long.
extension Catalogue {
    static let lockCases: [Case] = [
        Case("LOCK-1/from start to stop", judges: ["LOCK-1"], role: .client) { scene in
            let client = try scene.client()
            let canSkip = client.hello.capabilities.contains(.time)
            for _ in 0..<2 {
                let id = try client.start()
                try expectLocked(scene, id, "a start")
                for seconds in canSkip ? [0.5, 1, 10, 3600, 86_400] : [0.2] {
                    try client.advance(seconds: seconds)
                    try expectLocked(scene, id, "\(seconds) s more")
                }
                try client.stop()
            }
        },
        Case("LOCK-1/while workers probe it", judges: ["LOCK-1"], role: .client) { scene in
            let id = try scene.client().start()
            let probe = try scene.spool.hold(.request(id))
            for _ in 0..<20 {
                // As the published worker probes, and as a sound one does.
                for exclusive in [true, false] {
                    // Before: a lock that the probe gets is the judge's own.
                    let words = try scene.spool.lockWords(.request(id))
                    let got = try probe?.tryLock(exclusive: exclusive) ?? true
                    try scene.require(
                        "LOCK-1", !got, expected: "\(id).req to be locked against a worker's probe",
                        seen: "the probe got the lock; \(words)")
                }
            }
            try expectLocked(scene, id, "forty probes")
        },
        Case("LOCK-1/until death", judges: ["LOCK-1"], role: .client) { scene in
            for isQuiet in [false, true] {
                let client = try scene.client()
                let id = try client.start()
                try expectLocked(scene, id, "a start")
                if isQuiet { try client.end() } else { try client.kill() }
                let state = try scene.spool.lockState(.request(id))
                let words = try scene.spool.lockWords(.request(id))
                scene.check(
                    "LOCK-1", state == .free || state == .missing,
                    expected: "nobody to hold the lock of \(id).req once the client "
                        + (isQuiet ? "has exited" : "was killed"),
                    seen: words)
            }
        },
        Case("LOCK-1/each its own", judges: ["LOCK-1"], role: .client) { scene in
            let clients = [try scene.client(), try scene.client(), try scene.client()]
            let ids = try clients.map { try $0.start() }
            for id in ids { try expectLocked(scene, id, "three starts") }
            try clients[1].stop()
            try expectLocked(scene, ids[0], "another's stop")
            try clients[0].kill()
            try expectLocked(scene, ids[2], "another's stop and another's death")
        },
        Case("LOCK-2/closed on exec", judges: ["LOCK-2"], role: .client, needs: [.mountedProc]) { scene in
            let client = try scene.client()
            for round in 0..<2 {
                let id = try client.start()
                let words = try scene.spool.lockWords(.request(id))
                let descriptors = try scene.spool.lockDescriptors(.request(id), of: client.processID)
                try scene.require(
                    "LOCK-2", !descriptors.isEmpty,
                    expected: "process \(client.processID) to have a descriptor with a flock on \(id).req",
                    seen: "/proc/\(client.processID)/fdinfo has none; \(words)")
                let kept = descriptors.filter { !$0.isClosedOnExec }
                scene.check(
                    "LOCK-2", kept.isEmpty,
                    expected:
                        "each descriptor that holds the lock of \(id).req to be closed on exec (O_CLOEXEC)",
                    seen: "descriptor \(kept.map { String($0.number) }.joined(separator: ", ")) is not, in "
                        + "recording \(round + 1) of this process")
                try client.stop()
            }
        },
    ]

    private static func expectLocked(
        _ scene: Scene, _ id: RecorderID, _ event: String
    ) throws(Interruption) {
        let name = FileName.request(id)
        let state = try scene.spool.lockState(name)
        let words = try scene.spool.lockWords(name)
        scene.check(
            "LOCK-1", state == .exclusive,
            expected:
                "the client to hold an exclusive flock(2) lock on the file that \(name) names, after \(event)",
            seen: words)
    }
}
