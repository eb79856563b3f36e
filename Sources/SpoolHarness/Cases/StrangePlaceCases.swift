internal import SpoolSpec

/// A spool whose path has what patterns, shells, formats and short buffers stumble over: it is a path as any other.
extension Catalogue {
    static let strangePlaceCases: [Case] = [
        Case("SCAN-1/a spool of a strange name", judges: ["SCAN-1", "REAP-1"], role: .worker) { scene in
            for spool in try strangePlaces(scene) {
                try scene.plantTwo(in: spool)
                let worker = try scene.worker(ProcessOptions(spoolPath: spool.path))
                let event = scene.event()
                try worker.record(event, mustReturnFor: "SCAN-1")
                scene.checkEqual(
                    "SCAN-1",
                    "the paths in 12.events, in a spool whose path has \(spool.path.utf8.count) "
                        + "bytes and is \(Excerpt.of(spool.path.utf8, limit: 120)),",
                    try spool.paths("12"), [event.path])
                let isLeft = try spool.exists("34.req")
                scene.check(
                    "REAP-1", !isLeft,
                    expected: "a dead recorder's files to be removed from such a spool too",
                    seen: "34.req stands in \(Excerpt.of(spool.path.utf8, limit: 120))")
                try worker.end()
            }
        },
        Case("START-1/a spool of a strange name", judges: ["START-1", "STOP-1"], role: .client) { scene in
            for spool in try strangePlaces(scene) {
                let client = try scene.client(ProcessOptions(spoolPath: spool.path))
                let filter = Filter(userid: "alice@pam", all: true)
                let id = try client.start(filter, mustSucceedFor: "START-1")
                try scene.checkRecording(
                    "START-1", id, saying: filter, in: spool, after: "a start in a spool of a strange name")
                try client.stop(mustSucceedFor: "STOP-1")
                let left = try spool.names()
                scene.check(
                    "STOP-1", left.isEmpty, expected: "a stop to remove both files from such a spool too",
                    seen: "\(left)")
                try client.end()
            }
        },
        Case("FOLLOW-1/a spool of a strange name", judges: ["FOLLOW-1"], role: .follower) { scene in
            for spool in try strangePlaces(scene) {
                let event = scene.event()
                try spool.appendEvents("12", event.line())
                let follower = try scene.follower(ProcessOptions(spoolPath: spool.path))
                let yield = try follower.read("12", mustReturnFor: "FOLLOW-1")
                scene.check(
                    "FOLLOW-1", yield.events.map(\.path) == [event.path],
                    expected: "the event in 12.events of \(Excerpt.of(spool.path.utf8, limit: 120))",
                    seen: "\(yield.events.map(\.path))")
                try follower.end()
            }
        },
    ]

    /// Spools that are there, each in another strange place.
    private static func strangePlaces(_ scene: Scene) throws(Interruption) -> [SpoolDirectory] {
        var deep = ""
        for letter in "abcdefg" {
            deep += (deep.isEmpty ? "" : "/") + String(repeating: letter, count: 200)
            try scene.surroundings.plant(.directory, FileName(deep), mode: 0o755)
        }
        let names = [
            "a [b-z]{1,2}*?", "%s%n%00 $HOME ${x}", "'q' \"d\" `t` \\ ;&|<>#~!", "\u{E4}\u{1F600}", "-rf",
            "a.req",
            deep + "/spool",
        ]
        var spools: [SpoolDirectory] = []
        for name in names {
            let spool = scene.otherSpool(name)
            try spool.make()
            spools.append(spool)
        }
        return spools
    }
}

extension Scene {
    /// A living recorder, 12, and a dead one, 34.
    fileprivate func plantTwo(in spool: SpoolDirectory) throws(Interruption) {
        try spool.plantRequest("34", isLocked: false).release()
        try spool.appendEvents("34", text: "{}\n")
        try spool.plantRequest("12")
    }
}
