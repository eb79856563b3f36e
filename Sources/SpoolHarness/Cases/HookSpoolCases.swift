internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// HOOK-1 where the spool itself is odd: names too long to be answered, crowds, links that lead nowhere.
    static let hookSpoolCases: [Case] = [
        Case("HOOK-1/ids too long for an events file", judges: ["HOOK-1"], role: .worker, body: longIDs),
        Case(
            "HOOK-1/thousands of entries", judges: ["HOOK-1"], role: .worker, arena: .writing(mebibytes: 12),
            body: manyEntries),
        Case("HOOK-1/a spool that is a link to nothing", judges: ["HOOK-1"], role: .worker) { scene in
            try withoutDirectory(scene, linkTo: "not-there")
        },
        Case("HOOK-1/a spool that is a link to itself", judges: ["HOOK-1"], role: .worker) { scene in
            try withoutDirectory(scene, linkTo: "spool")
        },
    ]

    private static func longIDs(_ scene: Scene) throws(Interruption) {
        // A name has at most 255 bytes: `.req` still fits behind 251 digits, `.events` behind 248 at the most.
        try scene.makeSpool()
        try scene.spool.plantRequest("7")
        for length in 247...251 { try scene.spool.plantRequest(String(repeating: "1", count: length)) }
        try scene.spool.plantRequest(String(repeating: "2", count: 251), isLocked: false).release()
        try expectServed(scene, "7")
    }

    private static func manyEntries(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("4711")
        for number in 0..<3000 {
            switch number % 3 {
            case 0: try scene.spool.plant(.file([]), FileName("\(number).req.tmp"))
            case 1: try scene.spool.plant(.file([]), FileName("entry \(number)"))
            default: try scene.spool.plantRequest("\(10_000 + number)", isLocked: false).release()
            }
        }
        try expectServed(scene, "4711")
    }

    private static func withoutDirectory(_ scene: Scene, linkTo target: String) throws(Interruption) {
        let path = scene.spool.path
        try scene.outside.doing("plant a link at \(path)") { () throws(Errno) in
            try FileSystem.symbolicLink(to: target, as: path)
        }
        let worker = try scene.worker()
        for _ in 0..<2 {
            try worker.record(scene.event(), mustReturnFor: "HOOK-1")
            try worker.advance(seconds: 1)
        }
    }

    /// The hook returns for each of three events in three scans, and a recorder that is in order gets them.
    private static func expectServed(_ scene: Scene, _ id: String) throws(Interruption) {
        let worker = try scene.worker()
        var paths: [String] = []
        for _ in 0..<3 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event, mustReturnFor: "HOOK-1")
            try worker.advance(seconds: 1)
        }
        scene.checkEqual(
            "HOOK-1", "the paths in \(id).events, whose recorder is in order", try scene.spool.paths(id),
            paths)
    }
}
