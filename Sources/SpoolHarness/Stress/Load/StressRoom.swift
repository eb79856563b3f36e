internal import SpoolSystem

/// How a load is made to fit the file system that the spool is on.
///
/// A file system of our own has room for everything. Where none can be had, a container's `/dev/shm` for instance, there
/// may be 64 MiB, and the load is made smaller by one rule: the longest lines of all workers in all recordings at once,
/// what nobody has read yet, and what is kept of what was read for evidence, take a quarter of the room each at the most.
struct StressRoom {
    /// The bounds that are the same on every larger file system.
    private static let heldBackUsually: Int64 = 160 << 20
    private static let fullUsually: Int64 = 16 << 20
    private static let unreadUsually: Int64 = 16 << 20
    private static let keptUsually: Int64 = 1 << 20

    /// The load is held back while there is less room.
    let heldBackBelow: Int64
    /// With less room a write may fail for lack of it.
    let fullBelow: Int64
    /// No event is sent while more than this waits to be read.
    let unreadMax: Int64
    /// What is kept of a file behind its reader.
    let keptBytes: Int64
    /// Length of an event's line, about.
    let eventBytes: ClosedRange<Int>
    /// What was made smaller, for the report; `nil` where nothing was.
    let note: String?

    /// - Parameters:
    ///   - plan: the load as it was asked for.
    ///   - room: bytes that may be written to the file system before the load.
    init(_ plan: StressPlan, room: Int64) {
        heldBackBelow = min(Self.heldBackUsually, room / 4)
        fullBelow = min(Self.fullUsually, room / 32)
        unreadMax = min(Self.unreadUsually, room / 4)
        let clients = Int64(plan.clients)
        keptBytes = max(64 << 10, min(Self.keptUsually, room / (8 * clients)))
        let longest = Int(clamping: room / 4 / (Int64(plan.workers + plan.reapers) * clients))
        let asked = plan.eventBytes
        guard room < Self.heldBackUsually * 2, longest < asked.upperBound else {
            eventBytes = asked
            note = nil
            return
        }
        eventBytes = asked.lowerBound...max(asked.lowerBound, longest)
        note =
            "the spool's file system has room for \(room >> 20) MiB: lines of up to \(eventBytes.upperBound) bytes "
            + "instead of \(asked.upperBound)"
    }

    /// Bytes that may be written where the spool is to be.
    ///
    /// - Parameter directory: the directory that the spool is made in.
    static func room(in directory: String) -> Int64 {
        do throws(Errno) {
            let opened = try Descriptor.open(directory, [.readOnly, .directory])
            return try FileSystem.room(opened.rawValue)
        } catch { return .max }
    }
}
