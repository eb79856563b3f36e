public import SpoolSystem

public import SpoolSpec

/// Waits until a recording's events file may have grown, without looking at it again and again.
public struct EventsWatch: ~Copyable {
    private let notices: Inotify
    private let directory: String
    private let events: String
    private var isArmed = false

    /// - Parameters:
    ///   - id: the recording.
    ///   - location: the spool.
    /// - Throws: `Errno` where the kernel gives this user no more queues of notices.
    public init(_ id: RecorderID, at location: SpoolLocation) throws(Errno) {
        directory = location.directory
        events = "\(location.directory)/\(SpoolName.events(id).fileName)"
        notices = try Inotify()
    }

    /// Asks for notices of the file that stands there now; to be called before each look at the file, so that
    /// what comes after the look is noticed.
    public mutating func arm() {
        // As long as nothing but the file's contents has changed, what was asked for stands.
        guard !isArmed else { return }
        do throws(Errno) {
            try notices.watch(directory: directory)
            isArmed = true
            try notices.watch(file: events)
        } catch {
            // The file need not exist yet: the directory's notice tells of its making.
            if error != .noEntry { isArmed = false }
        }
    }

    /// Waits for a change that comes after the last call of `arm()`.
    ///
    /// - Parameters:
    ///   - deadline: when to give up, in nanoseconds of the monotonic clock.
    ///   - others: descriptors that end the wait too: when they can be read, or when their other end is gone.
    /// - Returns: the other descriptors, and what has happened to them.
    /// - Throws: `Errno`.
    package mutating func wait(until deadline: Int64, or others: [PollEntry]) throws(Errno) -> [PollEntry] {
        var entries = others + [PollEntry(notices.rawValue, .readable)]
        _ = try Poll.wait(&entries, until: deadline)
        if try notices.take() == .other { isArmed = false }
        return Array(entries.dropLast())
    }
}
