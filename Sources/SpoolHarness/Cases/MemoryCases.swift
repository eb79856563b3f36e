internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// HOOK-2: a leak of some bytes an event, told from a runtime that warms up or collects its garbage late.
    ///
    ///     events     10,000   20,000   40,000   80,000  160,000
    ///     Java         150      154      156      157                the growth by event falls: no leak
    ///     a leak        20       22       26       34       50       200 bytes an event, and again, and again
    ///
    /// A leak is growth that goes on while the number of events is doubled, at the same rate by event. What warms up
    /// grows ever slower. What a collector leaves lying goes up and down: of several looks the least one counts. A heap
    /// that a runtime makes larger by steps grows at uneven rates: then more events must tell.
    static let memoryCases: [Case] = [
        Case(
            "HOOK-2/memory over doublings of the number of events", judges: ["HOOK-2", "APPEND-2"],
            role: .worker,
            needs: [.mountedProc], arena: .writing(mebibytes: 16), secondsMax: 300
        ) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("12", Filter(userid: "root@pam", all: false))
            var growth = MemoryGrowth(scene, try scene.worker())
            try growth.warmUp()
            while try growth.mayLeak() { try growth.double() }
            scene.check(
                "HOOK-2", !growth.isLeak,
                expected:
                    "a worker's memory to grow by less than \(MemoryGrowth.bytesMax) bytes an event, or ever "
                    + "slower, while the number of events is doubled again and again",
                seen: growth.words)
            let written = try scene.spool.read(.events("12"))?.count { $0 == 0x0A } ?? 0
            scene.check(
                "APPEND-2", written == growth.taken,
                expected:
                    "a line for each of \(growth.taken) events that one recorder wants, also after tens of "
                    + "thousands",
                seen: "12.events has \(written) lines")
        }
    ]
}

/// How much memory a worker has after so many events.
private struct MemoryGrowth {
    /// The growth by event that may be a leak, in bytes.
    static let bytesMax = 64.0
    /// Of a leak each doubling shows nearly the rate of the one before.
    private static let sameRate = 0.7
    /// How often a growth is looked at before it is called a leak.
    private static let doublingsMin = 3
    private static let eventsMax = 640_000
    private static let first = 10_000
    /// After so long no more events are tried.
    private static let nanosecondsMax: Int64 = 100_000_000_000

    private let scene: Scene
    private let worker: Worker
    /// How many events the recorder wants of those that were passed.
    private(set) var taken = 0
    private var looks: [(events: Int, bytes: Int)] = []
    private let began = MonotonicClock.now

    init(_ scene: Scene, _ worker: Worker) {
        self.scene = scene
        self.worker = worker
    }

    /// The growth by event between two looks each.
    private var rates: [Double] {
        zip(looks, looks.dropFirst()).map { before, after in
            Double(after.bytes - before.bytes) / Double(after.events - before.events)
        }
    }

    /// Whether more events must tell.
    ///
    /// - Throws: `skipped` where they would take too long.
    func mayLeak() throws(Interruption) -> Bool {
        guard let last = looks.last else { return false }
        // What shows nothing over the first two doublings has grown by less than the limit all the while.
        if looks.count <= 2 { return true }
        guard let rate = rates.last, rate >= Self.bytesMax else { return false }
        if isLeak || last.events >= Self.eventsMax { return false }
        guard MonotonicClock.now - began < Self.nanosecondsMax else {
            throw .skipped(
                "\(words): the growth is uneven, and more events, which would tell, take too long here")
        }
        return true
    }

    /// Whether the growth went on at the same rate, or faster and faster to the end.
    var isLeak: Bool {
        let last = rates.suffix(Self.doublingsMin)
        guard last.count == Self.doublingsMin, let rate = last.last, rate >= Self.bytesMax else {
            return false
        }
        let (slowest, fastest) = (last.min() ?? 0, last.max() ?? 0)
        if slowest >= fastest * Self.sameRate { return true }
        let before = last.dropLast().last ?? 0
        return looks.last?.events ?? 0 >= Self.eventsMax && rate >= before * Self.sameRate
    }

    /// What was seen, in words.
    var words: String {
        looks.map { "\($0.bytes >> 10) KiB after \($0.events) events" }.joined(separator: ", ")
    }

    /// The first events, in which a runtime loads what it needs.
    ///
    /// - Throws: `skipped` where the recorder is too slow for a count that shows anything.
    mutating func warmUp() throws(Interruption) {
        let began = MonotonicClock.now
        try record(Self.first / 10)
        let seconds = Double(MonotonicClock.now - began) / 1_000_000_000
        guard seconds * 40 < 150 else {
            throw .skipped(
                "\(Self.first / 10) events took \(Excerpt.seconds(Int64(seconds * 1_000_000_000))): the 40,000 that show a "
                    + "leak take too long here")
        }
        try record(Self.first * 9 / 10, lookingAfter: Self.first)
    }

    /// As many events as there were before.
    mutating func double() throws(Interruption) {
        guard let last = looks.last else { return }
        try record(last.events, lookingAfter: last.events * 2)
    }

    /// The least of several looks: garbage that lies about at one of them is gone at another.
    private mutating func record(_ count: Int, lookingAfter events: Int) throws(Interruption) {
        let part = count / 16
        try record(count - part * 8)
        var least = Int.max
        for _ in 0..<8 {
            try record(part)
            guard let bytes = ProcessTable.residentMemory(worker.processID) else {
                throw .environment("the judge could not read the memory of \(worker.process.label)")
            }
            least = min(least, bytes)
        }
        looks.append((events, least))
        scene.note("\(least >> 10) KiB of memory after \(events) events")
    }

    /// Every other event is taken by the filter.
    private mutating func record(_ count: Int) throws(Interruption) {
        let taken = scene.event(params: ["vmid": 100, "name": "a machine"])
        let left = scene.event("GET", userid: "somebody@pam")
        self.taken += (count + 1) / 2
        try worker.record(all: (0..<count).lazy.map { $0 % 2 == 0 ? taken : left }, within: 30)
    }
}
