internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// What stands under a request file's name and is none.
    static let scanKindCases: [Case] = [
        Case("SCAN-6/a FIFO that nobody writes", judges: ["SCAN-6"], role: .worker) { scene in
            try play(scene, [.fifo])
        },
        Case("SCAN-6/a FIFO that somebody holds", judges: ["SCAN-6"], role: .worker) { scene in
            try play(scene, [.fifo], heldByJudge: true)
        },
        Case("SCAN-6/a directory", judges: ["SCAN-6"], role: .worker) { scene in try play(scene, [.directory])
        },
        Case("SCAN-6/a directory that somebody holds", judges: ["SCAN-6"], role: .worker) { scene in
            try play(scene, [.directory], heldByJudge: true)
        },
        Case("SCAN-6/a socket", judges: ["SCAN-6"], role: .worker) { scene in try play(scene, [.socket]) },
        Case("SCAN-6/a device", judges: ["SCAN-6"], role: .worker, needs: [.deviceNodes]) { scene in
            try play(scene, [.nullDevice, .zeroDevice])
        },
        Case(
            "SCAN-6/a device that somebody holds", judges: ["SCAN-6"], role: .worker, needs: [.deviceNodes]
        ) { scene in try play(scene, [.nullDevice, .zeroDevice], heldByJudge: true) },
        Case("SCAN-6/a link to a living request", judges: ["SCAN-6"], role: .worker) { scene in
            try scene.outside.plantRequest("5")
            try play(
                scene,
                [.symbolicLink(to: scene.outside.path + "/5.req"), .symbolicLink(to: "../outside/5.req")])
        },
        Case("SCAN-6/a link to a dead request", judges: ["SCAN-6"], role: .worker) { scene in
            try scene.outside.plantRequest("5", isLocked: false).release()
            try scene.outside.plant(.file([]), "empty.req", mode: 0o666)
            try play(
                scene,
                [
                    .symbolicLink(to: scene.outside.path + "/5.req"),
                    .symbolicLink(to: scene.outside.path + "/empty.req"),
                ])
        },
        Case("SCAN-6/a link to somebody's file", judges: ["SCAN-6"], role: .worker) { scene in
            try scene.outside.plant(.file(Array("precious\n".utf8)), "victim", mode: 0o666)
            try play(
                scene,
                [
                    .symbolicLink(to: scene.outside.path + "/victim"), .symbolicLink(to: "../outside/victim"),
                    .symbolicLink(to: "/etc/passwd"),
                ])
        },
        Case("SCAN-6/a link to another recorder", judges: ["SCAN-6"], role: .worker) { scene in
            try play(scene, [.symbolicLink(to: "7.req"), .symbolicLink(to: "7.events")])
        },
        Case("SCAN-6/a link to nothing", judges: ["SCAN-6"], role: .worker) { scene in
            try play(
                scene,
                [
                    .symbolicLink(to: "not-there"), .symbolicLink(to: scene.outside.path + "/not-there"),
                    .symbolicLink(to: "12.req"), .symbolicLink(to: "12.events"),
                    .symbolicLink(to: "13.events"),
                ])
        },
        Case("SCAN-6/a link to a directory", judges: ["SCAN-6"], role: .worker) { scene in
            try play(
                scene,
                [.symbolicLink(to: "."), .symbolicLink(to: scene.outside.path), .symbolicLink(to: "/")])
        },
        Case("SCAN-6/a link to a FIFO", judges: ["SCAN-6"], role: .worker) { scene in
            try scene.outside.plant(.fifo, "fifo", mode: 0o666)
            try play(scene, [.symbolicLink(to: scene.outside.path + "/fifo")])
        },
        Case("SCAN-6/a link to a device", judges: ["SCAN-6"], role: .worker) { scene in
            try play(scene, [.symbolicLink(to: "/dev/zero"), .symbolicLink(to: "/dev/null")])
        },
    ]

    /// Plants each kind under two ids, one with an events file and one without, and lets a worker scan three times.
    ///
    /// - Parameter heldByJudge: whether the judge has it open and locked, so that its lock says that it lives.
    private static func play(
        _ scene: Scene, _ kinds: [PlantedKind], heldByJudge: Bool = false
    ) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("7")
        try scene.spool.plantRequest("9999")
        let line = Array("{\"path\":\"/from/before\"}\n".utf8)
        var planted: [(id: String, kind: PlantedKind)] = []
        for (number, kind) in kinds.enumerated() {
            let withEvents = "\(12 + 2 * number)"
            try scene.spool.plant(kind, .request(withEvents), mode: 0o770)
            try scene.spool.appendEvents(withEvents, line)
            let without = "\(13 + 2 * number)"
            try scene.spool.plant(kind, .request(without), mode: 0o770)
            planted += [(withEvents, kind), (without, kind)]
        }
        let holds = HeldEntries()
        if heldByJudge { for (id, _) in planted { try holds.hold(.request(id), in: scene.spool) } }
        let outside = try scene.outside.snapshot()

        let worker = try scene.worker()
        var paths: [String] = []
        for _ in 0..<3 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event, mustReturnFor: "SCAN-6", within: 3)
            try worker.advance(seconds: 1)
        }
        holds.release()

        for id in ["7", "9999"] {
            scene.checkEqual(
                "SCAN-6", "the paths in \(id).events, whose recorder is in order,", try scene.spool.paths(id),
                paths)
        }
        for (number, (id, kind)) in planted.enumerated() {
            let expected = number % 2 == 0 ? line : []
            let seen = try scene.spool.read(.events(id))
            scene.check(
                "SCAN-6", (seen ?? []) == expected,
                expected: number % 2 == 0
                    ? "\(id).events to stay as it is, for \(id).req is \(kind.words)"
                    : "no line for recorder \(id), for \(id).req is \(kind.words)",
                seen: seen.map { "it holds \(Excerpt.of($0, limit: 200))" } ?? "it is gone")
        }
        try scene.checkUnchanged("SCAN-6", scene.outside, since: outside)
    }
}

/// What the judge holds open and locked.
private final class HeldEntries {
    private var files: [Int32] = []

    /// Opens and locks an entry that is no regular file.
    func hold(_ name: FileName, in directory: SpoolDirectory) throws(Interruption) {
        let number = try directory.needed("open and lock \(name)") { parent throws(Errno) -> Int32 in
            let isDirectory = try FileSystem.status(bytes: name.bytes, at: parent).kind == .directory
            let file = try FileSystem.open(
                bytes: name.bytes, at: parent,
                [isDirectory ? .readOnly : .readWrite, .nonBlocking, .noFollow])
            try file.tryLock(.exclusive)
            return file.release()
        }
        files.append(number)
    }

    /// Closes them.
    func release() {
        for number in files { _ = Descriptor(owning: number) }
        files = []
    }

    deinit { release() }
}

extension PlantedKind {
    /// The kind in words, for a message.
    fileprivate var words: String {
        switch self {
        case .file: "a file"
        case .fifo: "a FIFO"
        case .directory: "a directory"
        case .socket: "a socket"
        case .symbolicLink(let target): "a symbolic link to \(target)"
        case .hardLink(let target): "another name of \(target)"
        case .nullDevice: "the null device"
        case .zeroDevice: "the zero device"
        }
    }
}
