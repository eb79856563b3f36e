/// What a listing of the spool directory found: the protocol's names, and the inodes that stood under them.
struct SpoolListing: Hashable, Sendable {
    /// How long an events file must have been seen without a request before it is swept, in nanoseconds.
    private static let orphanAge: Int64 = 5_000_000_000
    /// How many orphans are remembered: a spool full of planted files must not fill a worker's memory.
    private static let orphansMax = 4096

    /// The inode of each request.
    private(set) var requests: [RecorderID: UInt64] = [:]
    private var events: [RecorderID: UInt64] = [:]

    /// Adds a part of the listing.
    mutating func add(_ names: [ListedName]) {
        for name in names {
            switch name.name {
            case .request(let id): requests[id] = name.inode
            case .events(let id): events[id] = name.inode
            }
        }
    }

    /// Events files without a request (REAP-5).
    ///
    /// - Parameters:
    ///   - known: those that were remembered by the last scan.
    ///   - now: the worker's own time, in nanoseconds.
    /// - Returns: those that have been seen so for long enough, and those that are to be remembered.
    func orphans(
        known: [RecorderID: WorkerMemory.Orphan], now: Int64
    ) -> (old: [RecorderID], young: [RecorderID: WorkerMemory.Orphan]) {
        var old: [RecorderID] = []
        var young: [RecorderID: WorkerMemory.Orphan] = [:]
        for (id, inode) in events where requests[id] == nil {
            if let seen = known[id], seen.inode == inode {
                if now - seen.since >= Self.orphanAge { old.append(id) } else { young[id] = seen }
            } else if young.count < Self.orphansMax {
                young[id] = WorkerMemory.Orphan(inode: inode, since: now)
            }
        }
        return (old, young)
    }
}
