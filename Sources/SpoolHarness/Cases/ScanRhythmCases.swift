internal import SpoolSpec
internal import SpoolSystem

extension Catalogue {
    /// SCAN-2 between whole seconds: whoever goes by the second that a clock shows looks twice within less than one.
    static let scanRhythmCases: [Case] = [
        Case("SCAN-2/listings at every fraction of a second", judges: ["SCAN-2"], role: .worker) { scene in
            try scene.makeSpool()
            try scene.spool.plantRequest("12")
            let worker = try scene.worker()
            let watch = try scene.spool.listingWatch()
            var looked = 0
            // Each round begins at another fraction of a second, wherever the recorder's clock stands.
            for round in 0..<6 {
                try worker.advance(seconds: 1.13 + 0.02 * Double(round))
                try watch.begin()
                let began = MonotonicClock.now
                try worker.record(scene.event())
                // Only a recorder that has just looked may look no more; how it lists may be invisible.
                guard try watch.hasSeenListing() else { continue }
                try eventsAfterAListing(scene, worker, watch, since: began, &looked)
            }
            guard looked > 0 else {
                throw Interruption.skipped(
                    "no event could be handled within a second of a listing that was seen (a slow machine, or a worker "
                        + "whose listings do not show)")
            }
        }
    ]

    /// Handles events at tenths of the second that follows a listing, and expects no other listing.
    private static func eventsAfterAListing(
        _ scene: Scene, _ worker: Worker, _ watch: ListingWatch, since began: Int64, _ looked: inout Int
    ) throws(Interruption) {
        let shifts = worker.hello.capabilities.contains(.time)
        var shifted = 0.0
        for _ in 0..<9 {
            try watch.begin()
            try worker.advance(seconds: 0.1)
            if shifts { shifted += 0.1 }
            try worker.record(scene.event())
            // From before the worker was asked for the event that made it look, to after its answer to this one: as
            // much time as can have passed for it.
            let passed = Double(MonotonicClock.now - began) / 1_000_000_000 + shifted
            guard passed < 0.999 else { return }
            looked += 1
            let hasListed = try watch.hasSeenListing()
            scene.check(
                "SCAN-2", !hasListed,
                expected:
                    "no second listing of the spool within a second of one, while nothing changes there",
                seen:
                    "the spool was listed again at most \(Excerpt.seconds(Int64(passed * 1_000_000_000))) later"
            )
            if hasListed { return }
        }
    }
}
