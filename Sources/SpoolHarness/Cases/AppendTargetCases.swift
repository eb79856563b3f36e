internal import SpoolSpec
internal import SpoolSystem

/// APPEND-5: what is no regular file is not written to, whoever planted it under an events file's name.
let appendTargetCases: [Case] = [
    Case("APPEND-5/a symbolic link to a victim", judges: ["APPEND-5"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        try scene.outside.plant(.file(Array("precious\n".utf8)), "victim", mode: 0o666)
        try openOutside(scene)
        let before = try scene.outside.snapshot()
        let target = scene.outside.path + "/victim"
        try appendBeside(scene, .symbolicLink(to: target))
        try scene.checkUnchanged("APPEND-5", scene.outside, since: before)
    },

    Case("APPEND-5/a symbolic link to nothing", judges: ["APPEND-5"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        try openOutside(scene)
        let before = try scene.outside.snapshot()
        try appendBeside(scene, .symbolicLink(to: scene.outside.path + "/not-there"))
        try scene.checkUnchanged("APPEND-5", scene.outside, since: before)
    },

    Case("APPEND-5/a symbolic link to another recorder's events", judges: ["APPEND-5"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        let other = try scene.spool.plantRequest("34", Filter(userid: "nobody@pam", all: true))
        try scene.spool.appendEvents("34", text: "{\"path\":\"/before\"}\n")
        let before = try scene.spool.read(.events("34"))
        try appendBeside(scene, .symbolicLink(to: "34.events"))
        scene.check(
            "APPEND-5", try scene.spool.read(.events("34")) == before,
            expected: "34.events, which 12.events is a link to, untouched", seen: "it was written to")
        other.release()
    },

    Case("APPEND-5/a FIFO that nobody reads", judges: ["APPEND-5"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        try appendBeside(scene, .fifo)
    },

    Case("APPEND-5/a FIFO that somebody reads", judges: ["APPEND-5"], role: .worker) {
        scene throws(Interruption) in
        try scene.makeSpool()
        try scene.spool.plant(.fifo, .events("12"), mode: 0o660)
        let path = scene.spool.path + "/12.events"
        let reader = try scene.spool.doing("open the FIFO") { () throws(Errno) in
            try Descriptor.open(path, [.readOnly, .nonBlocking])
        }
        try appendBeside(scene, nil)
        let leaked = try scene.spool.doing("read the FIFO") { () throws(Errno) -> [UInt8] in
            do throws(Errno) {
                return try reader.read(4096)
            } catch {
                if error == .wouldBlock { return [] }
                throw error
            }
        }
        scene.check(
            "APPEND-5", leaked.isEmpty, expected: "nothing to be written into the FIFO 12.events",
            seen: "its reader got \(Excerpt.of(leaked, limit: 120))")
    },

    Case("APPEND-5/a directory", judges: ["APPEND-5"], role: .worker) { scene throws(Interruption) in
        try scene.makeSpool()
        try appendBeside(scene, .directory)
    },

    Case("APPEND-5/a socket", judges: ["APPEND-5"], role: .worker) { scene throws(Interruption) in
        try scene.makeSpool()
        try appendBeside(scene, .socket)
    },

    Case("APPEND-5/a device", judges: ["APPEND-5"], role: .worker, needs: [.deviceNodes]) {
        scene throws(Interruption) in
        try scene.makeSpool()
        try appendBeside(scene, .nullDevice)
    },
]

/// Lets workers write beside the victim, so that one who follows a link can.
private func openOutside(_ scene: Scene) throws(Interruption) {
    let path = scene.outside.path
    try scene.outside.doing("open \(path) to all") { () throws(Errno) in try FileSystem.setMode(path, 0o777) }
}

/// Lets a worker append to recorder 12, in whose events file's place something stands, and to 56, which is
/// as it should be: the hook returns, and the second recorder does not suffer.
private func appendBeside(_ scene: Scene, _ kind: PlantedKind?) throws(Interruption) {
    let planted = try scene.spool.plantRequest("12")
    let other = try scene.spool.plantRequest("56")
    if let kind { try scene.spool.plant(kind, .events("12"), mode: 0o660) }
    let worker = try scene.worker()
    let events = [scene.event(), scene.event()]
    for event in events { try worker.record(event, mustReturnFor: "APPEND-5", within: 3) }
    try worker.advance(seconds: 1)
    let last = scene.event()
    try worker.record(last, mustReturnFor: "APPEND-5", within: 3)
    scene.checkEqual(
        "APPEND-5", "the paths in 56.events, whose recorder is in order", try scene.spool.paths("56"),
        (events + [last]).map(\.path))
    planted.release()
    other.release()
}
