internal import SpoolSpec
internal import SpoolSystem

/// APPEND: how a line gets into an events file.
let appendCases: [Case] = [
    Case("APPEND-2/two workers at once", judges: ["APPEND-2"], role: .worker) { scene throws(Interruption) in
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let workers = [try scene.worker(), try scene.worker()]
        var sent: [[String]] = [[], []]
        for number in 0..<300 {
            for (index, worker) in workers.enumerated() {
                // Past a page boundary now and then, where a line that is written in parts shows.
                let filling = String(repeating: "x", count: number % 7 == 0 ? 9000 : 40)
                let event = scene.event(params: [
                    "worker": .number(JSONNumber(index)), "filling": .string(filling),
                ])
                sent[index].append(event.path)
                try worker.process.send("record", ["event": .object(event.members)])
            }
        }
        for worker in workers {
            while worker.process.outstanding > 0 { _ = try worker.process.receive().success() }
        }
        guard let file = try scene.spool.eventsFile("12") else {
            scene.check(
                "APPEND-2", false, expected: "12.events to hold 600 lines", seen: "there is no such file")
            return
        }
        scene.check(
            "APPEND-2", file.damaged.isEmpty && file.tail.isEmpty,
            expected: "every line of 12.events to be whole",
            seen: "\(file.damaged.count) damaged lines, \(file.tail.count) bytes without line feed: "
                + file.damaged.prefix(2).joined(separator: " | "))
        for (index, paths) in sent.enumerated() {
            let found = file.events.filter { $0.params["worker"] == .number(JSONNumber(index)) }.map(\.path)
            scene.check(
                "APPEND-2", found == paths,
                expected: "the 300 lines of worker \(index), each once and in its order",
                seen: "\(found.count) lines, \(Set(paths).subtracting(found).count) lost, "
                    + "\(found.count - Set(found).count) doubled"
                    + (found.count == paths.count ? ", in another order" : ""))
        }
        request.release()
    },

    Case(
        "APPEND-3/after a short write on a full file system", judges: ["APPEND-3"], role: .worker,
        needs: [.privateFileSystem], arena: ArenaOptions(fileSystemBytes: 1 << 20)
    ) { scene throws(Interruption) in
        try tearALine(scene, failuresBetween: 0)
    },

    Case(
        "APPEND-3/several failures before there is room again", judges: ["APPEND-3"], role: .worker,
        needs: [.privateFileSystem], arena: ArenaOptions(fileSystemBytes: 1 << 20)
    ) { scene throws(Interruption) in
        try tearALine(scene, failuresBetween: 3)
    },

    Case(
        "APPEND-3/no room for the first byte", judges: ["APPEND-3"], role: .worker,
        needs: [.privateFileSystem], arena: ArenaOptions(fileSystemBytes: 1 << 20)
    ) { scene throws(Interruption) in
        try scene.makeSpool()
        let request = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        let before = scene.event()
        try worker.record(before)
        // The first line fills its page, so that the next needs one that is not there.
        try scene.spool.appendEvents(
            "12", Array(repeating: 0x20, count: 4095 - (try size(scene, "12") % 4096)) + [0x0A])
        let filler = try Filler(scene, leavingPages: 0)
        try worker.record(scene.event(), mustReturnFor: "APPEND-3")
        try filler.remove()
        let after = scene.event()
        try worker.record(after, mustReturnFor: "APPEND-3")
        try expectWhole(scene, [before.path, after.path])
        request.release()
    },
]

/// Makes a line of the worker's come out torn, then looks what becomes of the next.
private func tearALine(_ scene: Scene, failuresBetween: Int) throws(Interruption) {
    try scene.makeSpool()
    let request = try scene.spool.plantRequest("12")
    let worker = try scene.worker()
    let first = scene.event()
    try worker.record(first)
    let filler = try Filler(scene, leavingPages: 2)
    let sizeBefore = try size(scene, "12")
    let long = scene.event(params: ["filling": .string(String(repeating: "y", count: 40_000))])
    try worker.record(long, mustReturnFor: "APPEND-3")
    scene.note(
        "12.events grew from \(sizeBefore) to \(try size(scene, "12")) bytes by a line of more than 40000")
    for _ in 0..<failuresBetween {
        let lost = scene.event(params: ["filling": .string(String(repeating: "z", count: 20_000))])
        try worker.record(lost, mustReturnFor: "APPEND-3")
    }
    try filler.remove()
    let after = [scene.event(), scene.event()]
    for event in after { try worker.record(event, mustReturnFor: "APPEND-3") }
    try expectWhole(scene, [first.path] + after.map(\.path))
    request.release()
}

/// The lines that had room, each on a line of its own.
private func expectWhole(_ scene: Scene, _ paths: [String]) throws(Interruption) {
    let found = try scene.spool.paths("12")
    let missing = paths.filter { !found.contains($0) }
    let glued = try scene.spool.eventsFile("12")?.lines.filter { line in
        missing.contains { String(decoding: line.suffix(400), as: UTF8.self).contains("\"\($0)\"") }
    }
    scene.check(
        "APPEND-3", missing.isEmpty,
        expected:
            "each line that had room on a line of its own in 12.events, not behind the rest of a torn one",
        seen: "\(missing.joined(separator: ", ")) on no line of its own; glued behind a torn line: "
            + (glued ?? []).prefix(2).map { "…" + Excerpt.of($0.suffix(300), limit: 300) }.joined(
                separator: " | "))
    let doubled = paths.filter { path in found.count { $0 == path } > 1 }
    scene.check(
        "APPEND-3", doubled.isEmpty, expected: "each of these events once", seen: "more than once: \(doubled)"
    )
}

private func size(_ scene: Scene, _ id: String) throws(Interruption) -> Int {
    Int(try scene.spool.status(.events(id))?.size ?? 0)
}

/// A file that takes up the file system's room.
private struct Filler {
    private let directory: SpoolDirectory
    private let name = FileName("filler")

    /// - Parameter leavingPages: how many pages of 4 KiB are left for others.
    init(_ scene: Scene, leavingPages: Int) throws(Interruption) {
        directory = scene.outside
        let name = name
        try directory.plant(.file([]), name)
        let path = directory.path
        try directory.doing("fill the arena's file system") { () throws(Errno) in
            let file = try Descriptor.open("\(path)/filler", [.writeOnly, .append])
            let page = [UInt8](repeating: 0x2E, count: 4096)
            var pages: Int64 = 0
            while true {
                do throws(Errno) {
                    guard try file.write(page) == page.count else { break }
                    pages += 1
                } catch {
                    guard error == .noSpace else { throw error }
                    break
                }
            }
            try file.setLength(max(0, pages - Int64(leavingPages)) * 4096)
        }
    }

    func remove() throws(Interruption) { try directory.remove(name) }
}
