internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// How often a worker lists the directory, and what becomes of that when the clock is set.
    static let scanRateCases: [Case] = [
        Case("SCAN-2/listings under many events", judges: ["SCAN-2"], role: .worker, body: busySecond),
        Case("SCAN-2/listings in two seconds", judges: ["SCAN-2"], role: .worker, body: twoSeconds),
        Case(
            "SCAN-3/the clock an hour back", judges: ["SCAN-3"], role: .worker,
            needs: [.capability(.wallClock)]
        ) { scene in try clockIsSet(scene, by: -3600) },
        Case(
            "SCAN-3/the clock an hour forwards", judges: ["SCAN-3"], role: .worker,
            needs: [.capability(.wallClock)]
        ) { scene in try clockIsSet(scene, by: 3600) },
        Case(
            "SCAN-3/the clock before the first event", judges: ["SCAN-3"], role: .worker,
            needs: [.capability(.wallClock)], body: clockIsSetFirst),
    ]

    // MARK: SCAN-2

    private static func busySecond(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        try scene.spool.plantRequest("34", Filter(userid: "nobody@pam", all: false))
        let worker = try scene.worker()
        let watch = try readyWatch(scene, worker)
        let listings = try listingsWithinASecond(scene, worker, watch)
        scene.check(
            "SCAN-2", listings <= 1,
            expected:
                "at most one listing of the spool within a second in which nothing changes there, however "
                + "many events are handled",
            seen: "the spool was listed at least \(listings) times in less than a second")
    }

    private static func twoSeconds(_ scene: Scene) throws(Interruption) {
        // Seven steps of a quarter of a second: at most two full seconds end in them, and one began before.
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        let watch = try readyWatch(scene, worker)
        var listings = 0
        let began = MonotonicClock.now
        for _ in 0..<7 {
            try watch.begin()
            try worker.advance(seconds: 0.25)
            for _ in 0..<5 { try worker.record(scene.event()) }
            if try watch.hasSeenListing() { listings += 1 }
        }
        let passed = Double(MonotonicClock.now - began) / 1_000_000_000
        let shifted = worker.hello.capabilities.contains(.time) ? passed + 1.75 : passed
        scene.check(
            "SCAN-2", Double(listings) <= shifted.rounded(.down) + 1,
            expected: "at most one listing of the spool a second while nothing changes there",
            seen: "the spool was listed at least \(listings) times in \(shifted) seconds")
    }

    /// A watch that has seen this worker's own listing.
    ///
    /// - Throws: `skipped` where the worker's first event, which needs a scan, shows no listing.
    private static func readyWatch(_ scene: Scene, _ worker: Worker) throws(Interruption) -> ListingWatch {
        let watch = try scene.spool.listingWatch()
        try worker.record(scene.event())
        try watch.begin()
        try worker.advance(seconds: 1)
        try worker.record(scene.event())
        guard try watch.hasSeenListing() else {
            throw .skipped(
                "no listing of the spool was seen when the worker had to look again (it may list with O_NOATIME, or "
                    + "list only what changed)")
        }
        return watch
    }

    /// How often the spool was listed, at least, while a worker handled events for less than a second.
    ///
    /// - Throws: `skipped` where the machine is so slow that a second passes each time.
    private static func listingsWithinASecond(
        _ scene: Scene, _ worker: Worker, _ watch: ListingWatch
    ) throws(Interruption) -> Int {
        for _ in 0..<3 {
            let began = MonotonicClock.now
            var listings = 0
            for _ in 0..<4 {
                try watch.begin()
                for _ in 0..<5 { try worker.record(scene.event()) }
                if try watch.hasSeenListing() { listings += 1 }
            }
            if MonotonicClock.now - began < 950_000_000 { return listings }
        }
        throw .skipped("twenty events take more than a second here, so a worker may list the spool again")
    }

    // MARK: SCAN-3

    private static func clockIsSet(_ scene: Scene, by seconds: Int) throws(Interruption) {
        try scene.makeSpool()
        let old = try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        let before = scene.event()
        try worker.record(before)

        try worker.setClock(seconds: Double(seconds))
        let atOnce = scene.event()
        try worker.record(atOnce)
        scene.checkEqual(
            "SCAN-3",
            "the paths in 12.events, whose recorder lives, after the clock was set by \(seconds) s,",
            try scene.spool.paths("12"), [before.path, atOnce.path])

        try scene.spool.plantRequest("34")
        old.release()
        try worker.advance(seconds: 1)
        let later = scene.event()
        try worker.record(later)
        let served = try scene.spool.paths("12")
        scene.check(
            "SCAN-3", !served.contains(later.path),
            expected: "no line for recorder 12 one second after its death, though the clock was set by "
                + "\(seconds) s before that",
            seen: "12.events holds \(served)")
        scene.checkEqual(
            "SCAN-3",
            "the paths in 34.events, whose recorder began a second before the event and after the clock was "
                + "set by \(seconds) s,",
            try scene.spool.paths("34"), [later.path])
        try expectNoStorm(scene, worker, "the clock was set by \(seconds) s")

        try worker.setClock(seconds: Double(-seconds))
        try scene.spool.plantRequest("56")
        try worker.advance(seconds: 1)
        let last = scene.event()
        try worker.record(last)
        scene.checkEqual(
            "SCAN-3",
            "the paths in 56.events, whose recorder began a second before the event and after the clock was "
                + "set back to what it had been,",
            try scene.spool.paths("56"), [last.path])
        try expectNoStorm(scene, worker, "the clock was set by \(seconds) s and back again")
    }

    private static func clockIsSetFirst(_ scene: Scene) throws(Interruption) {
        // A time before 1970, or one that was zero when the worker began, must not stand for "never" or "just now".
        try scene.makeSpool()
        let worker = try scene.worker()
        try worker.setClock(seconds: -3600)
        try scene.spool.plantRequest("12")
        try worker.advance(seconds: 1)
        let first = scene.event()
        try worker.record(first)
        try worker.setClock(seconds: 7200)
        try worker.advance(seconds: 1)
        let second = scene.event()
        try worker.record(second)
        scene.checkEqual(
            "SCAN-3", "the paths in 12.events, whose recorder lives while the clock is set twice,",
            try scene.spool.paths("12"), [first.path, second.path])
    }

    /// Checks that a worker does not list the spool at every event; says nothing where that cannot be seen.
    private static func expectNoStorm(
        _ scene: Scene, _ worker: Worker, _ what: String
    ) throws(Interruption) {
        do throws(Interruption) {
            let watch = try readyWatch(scene, worker)
            let listings = try listingsWithinASecond(scene, worker, watch)
            scene.check(
                "SCAN-3", listings <= 1,
                expected: "at most one listing of the spool within a second after \(what)",
                seen: "the spool was listed at least \(listings) times in less than a second")
        } catch {
            guard error.kind == .skipped else { throw error }
            scene.note("not looked at: how often the spool is listed: \(error.text)")
        }
    }
}
