internal import SpoolSystem

/// Sees from outside whether a directory is listed: by the time of its last reading.
///
/// The kernel keeps that time up to date where the one it has is more than a day back (`relatime`). So the judge
/// sets it far back, and looks at it later. Listing as a worker does is all that moves it: opening, locking and
/// looking at entries do not. Whoever opens the directory with `O_NOATIME` goes unseen.
struct ListingWatch {
    private let path: String
    /// Two days and some.
    private static let farBack: Int64 = 200_000_000_000_000

    init(_ directory: SpoolDirectory) { path = directory.path }

    /// Forgets every listing up to now.
    func begin() throws(Interruption) {
        let time = WallClock.now - Self.farBack
        do throws(Errno) {
            try FileSystem.setAccessTime(path, nanoseconds: time)
        } catch { throw .failed("set the time of the last reading of \(path)", error) }
    }

    /// Whether somebody, the judge included, has listed the directory since it began.
    func hasSeenListing() throws(Interruption) -> Bool {
        do throws(Errno) {
            return try FileSystem.accessTime(path) > WallClock.now - Self.farBack / 2
        } catch { throw .failed("look at \(path)", error) }
    }
}

extension SpoolDirectory {
    /// A watch that has shown that it sees the judge's own listing.
    ///
    /// - Throws: `skipped` where the file system keeps no record of readings (`noatime`).
    func listingWatch() throws(Interruption) -> ListingWatch {
        let watch = ListingWatch(self)
        try watch.begin()
        _ = try names()
        guard try watch.hasSeenListing() else {
            throw .skipped("the file system of \(path) does not record when a directory is listed")
        }
        return watch
    }
}
