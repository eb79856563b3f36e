internal import SpoolSystem

public import SpoolSpec

/// Waits until a recording's events file may have grown, without looking at it again and again.
public struct EventsWatch: ~Copyable {
    private let notices: Inotify?
    private let directory: String
    private let events: String

    /// Longest wait between two looks where the kernel gives no notices, in nanoseconds.
    private static let blindInterval: Int64 = 100_000_000

    /// - Parameters:
    ///   - id: the recording.
    ///   - location: the spool.
    public init(_ id: RecorderID, at location: SpoolLocation) {
        directory = location.directory
        events = "\(location.directory)/\(SpoolName.events(id).fileName)"
        // The user may have no queue left; then we look ten times a second.
        notices = try? Inotify()
    }

    /// Waits for a change that comes after the last call of `arm()`.
    ///
    /// - Parameters:
    ///   - deadline: when to give up, in nanoseconds of the monotonic clock.
    ///   - others: descriptors that end the wait too: when they can be read, or when their other end is gone.
    package func wait(until deadline: Int64, or others: [PollEntry]) -> [PollEntry] {
        var entries = others + [PollEntry(notices?.rawValue ?? -1, .readable)]
        let limit = notices == nil ? min(deadline, MonotonicClock.now + Self.blindInterval) : deadline
        do throws(Errno) {
            _ = try Poll.wait(&entries, until: limit)
            try notices?.drain()
        } catch {
            // Without `poll` there is still the clock.
            MonotonicClock.sleep(nanoseconds: Self.blindInterval)
        }
        return Array(entries.dropLast())
    }

    /// Asks for notices of the file that stands there now; to be called before each look at the file, so that
    /// what comes after the look is noticed.
    package func arm() {
        // Neither need exist yet: the directory's notice tells of the file's making.
        try? notices?.watch(directory: directory)
        try? notices?.watch(file: events)
    }
}
