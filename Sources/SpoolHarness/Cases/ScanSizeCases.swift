internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// How large a request may be, and what one that is larger must not cost.
    static let scanSizeCases: [Case] = [
        Case("SCAN-5/the last byte that counts", judges: ["SCAN-5"], role: .worker, body: lastByte),
        Case("SCAN-5/grows and shrinks", judges: ["SCAN-5"], role: .worker, body: growsAndShrinks),
        Case(
            "SCAN-5/a gibibyte", judges: ["SCAN-5"], role: .worker, needs: [.mountedProc], secondsMax: 60,
            body: gibibyte),
    ]

    private static let counted = 65_536
    private static let sizes = [65_535, 65_536, 65_537, 65_600, 131_072]

    /// An object of an exact length, made long in a given way.
    private static func padded(_ way: String, to length: Int) -> [UInt8] {
        let object = Array("{\"userid\":null,\"all\":1}".utf8)
        let blanks = [UInt8](repeating: 0x20, count: max(0, length - object.count))
        switch way {
        case "blanks before it": return blanks + object
        // The bytes that count are a whole object by themselves: who reads only those must not take it.
        case "blanks behind it": return object + blanks
        default:
            let head = Array("{\"userid\":null,\"all\":1,\"comment\":\"".utf8)
            return head + [UInt8](repeating: 0x78, count: max(0, length - head.count - 2)) + Array("\"}".utf8)
        }
    }

    private static func lastByte(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let ways = ["blanks before it", "blanks behind it", "a long unknown member"]
        var planted: [(request: PlantedRequest, id: String, length: Int, way: String)] = []
        for (number, way) in ways.enumerated() {
            for (place, length) in sizes.enumerated() {
                let id = "\(number + 1)0\(place)"
                let request = try scene.spool.plantRequest(
                    named: .request(id), contents: padded(way, to: length))
                planted.append((request, id, length, way))
            }
        }
        let worker = try scene.worker()
        let event = scene.event()
        try worker.record(event, mustReturnFor: "SCAN-5")
        for (request, id, length, way) in planted {
            let expected = length <= counted ? [event.path] : []
            scene.checkEqual(
                "SCAN-5", "the paths in \(id).events, whose request has \(length) bytes, with \(way),",
                try scene.spool.paths(id), expected)
            let isKept = try request.isStillNamed()
            let size = try scene.spool.status(request.name)?.size
            scene.check(
                "SCAN-5", isKept && size == Int64(length),
                expected: "\(id).req, which is locked, to be kept as it is, whatever its \(length) bytes say",
                seen: size.map { "it has \($0) bytes" } ?? "it is gone")
        }
    }

    private static func growsAndShrinks(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        let small = scene.event()
        try worker.record(small)
        try request.rewrite(padded("blanks behind it", to: counted + 1))
        try worker.advance(seconds: 1)
        try worker.record(scene.event(), mustReturnFor: "SCAN-5")
        try request.rewrite(padded("blanks behind it", to: counted))
        try worker.advance(seconds: 1)
        let smallAgain = scene.event()
        try worker.record(smallAgain, mustReturnFor: "SCAN-5")
        scene.checkEqual(
            "SCAN-5",
            "the paths in 12.events, whose request had \(counted + 1) bytes while the second of three "
                + "events was handled and no more than \(counted) otherwise,",
            try scene.spool.paths("12"), [small.path, smallAgain.path])
    }

    // MARK: Memory

    /// More than a runtime's own ups and downs, and far less than the file.
    private static let growthMax: Int64 = 64 << 20

    private static func gibibyte(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("1")
        let worker = try scene.worker()
        var paths: [String] = []
        for _ in 0..<3 {
            let event = scene.event()
            paths.append(event.path)
            try worker.record(event)
            try worker.advance(seconds: 1)
        }
        guard let before = ProcessCost.of(worker.processID) else {
            throw .environment("the judge could not read the memory of process \(worker.processID)")
        }
        let bare = try scene.spool.plantRequest(named: "12.req", contents: [])
        let begun = try scene.spool.plantRequest("34")
        for request in [bare, begun] { try request.setLength(1 << 30) }
        for round in 1...3 {
            let event = scene.event()
            paths.append(event.path)
            try recordWatched(scene, worker, event, before, round)
            try worker.advance(seconds: 1)
        }
        if let earlier = before.read, let now = ProcessCost.of(worker.processID)?.read {
            scene.check(
                "SCAN-5", now - earlier <= growthMax,
                expected: "two requests of 1 GiB not to be read whole",
                seen: "in three scans the worker read \((now - earlier) >> 20) MiB from files and pipes")
        }
        scene.checkEqual(
            "SCAN-5", "the paths in 1.events, whose recorder is in order beside requests of 1 GiB,",
            try scene.spool.paths("1"), paths)
        for request in [bare, begun] {
            guard let id = request.recorderID else { continue }
            let events = try scene.spool.read(.events(id)) ?? []
            let size = try scene.spool.status(request.name)?.size
            scene.check(
                "SCAN-5", events.isEmpty && size == 1 << 30,
                expected: "\(request.name), a locked request of 1 GiB, to be skipped and kept",
                seen: "it has \(size.map(String.init) ?? "no") bytes, and \(id).events \(events.count)")
        }
    }

    /// Lets a worker handle an event, and ends the case as soon as its memory has grown too much, before it takes
    /// all that the machine has.
    private static func recordWatched(
        _ scene: Scene, _ worker: Worker, _ event: Event, _ before: ProcessCost, _ round: Int
    ) throws(Interruption) {
        _ = try scene.charging(
            "SCAN-5", expected: "the hook to return, though a request of 1 GiB is in the spool"
        ) { () throws(Interruption) -> Reply in
            try worker.process.send("record", ["event": .object(event.members)])
            var peak = before.peak
            _ = try scene.wait(upTo: worker.process.deadlineSeconds) { () throws(Interruption) in
                peak = ProcessCost.of(worker.processID)?.peak ?? peak
                return worker.process.hasReply || peak > before.peak + growthMax
            }
            // Once more, for the reply may have been faster than the look at the memory.
            peak = ProcessCost.of(worker.processID)?.peak ?? peak
            try scene.require(
                "SCAN-5", peak <= before.peak + growthMax,
                expected:
                    "a worker's memory to stay flat (\(growthMax >> 20) MiB more at the most) though two "
                    + "requests of 1 GiB are in the spool",
                seen: "in scan \(round) it grew by \((peak - before.peak) >> 20) MiB, to \(peak >> 20) MiB")
            return try worker.process.receive().success()
        }
    }
}
