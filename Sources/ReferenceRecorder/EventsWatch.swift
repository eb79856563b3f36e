public import SpoolSystem

public import SpoolSpec

/// Waits until a recording's events file may have grown, without looking at it again and again, and notices who looks
/// at the request.
///
/// Where the kernel gives no notices, it looks five times a second: see ``limit``.
public struct EventsWatch: ~Copyable {
    /// Time between two looks where there are no notices, in nanoseconds.
    private static let pollInterval: Int64 = 200_000_000

    private let notices: Inotify?
    private let directory: String
    private let events: String
    private let request: String
    private var isArmed = false

    /// Why there are no notices, in words that name what limits them; `nil` where there are.
    public private(set) var limit: String?
    /// When somebody, which is a worker as a rule, looked at the request last, in nanoseconds of the monotonic clock.
    /// `nil` where nobody did since the watch began, or where there are no notices.
    public private(set) var lookedAt: Int64?

    /// - Parameters:
    ///   - id: the recording.
    ///   - location: the spool.
    /// - Throws: `Errno` where the kernel has no memory, or another reason that no limit is.
    public init(_ id: RecorderID, at location: SpoolLocation) throws(Errno) {
        directory = location.directory
        events = "\(location.directory)/\(SpoolName.events(id).fileName)"
        request = "\(location.directory)/\(SpoolName.request(id).fileName)"
        do throws(Errno) {
            notices = try Inotify()
        } catch {
            guard error == .tooManyOpen else { throw error }
            notices = nil
            limit = "fs.inotify.max_user_instances, or this process's limit of open files"
        }
    }

    /// Asks for notices of the files that stand there now; to be called before each look at the events file, so that
    /// what comes after the look is noticed.
    public mutating func arm() {
        // As long as nothing but the file's contents has changed, what was asked for stands.
        guard !isArmed, limit == nil else { return }
        do throws(Errno) {
            try notices?.watch(directory: directory)
            isArmed = true
            try watchRequest()
            try notices?.watch(file: events)
        } catch {
            switch error {
            // The events file need not exist yet: the directory's notice tells of its making.
            case .noEntry: break
            case .noSpace: limit = "fs.inotify.max_user_watches"
            default: isArmed = false
            }
        }
    }

    /// Forgets what was watched: another directory, or another request, may stand there now.
    public mutating func disarm() { isArmed = false }

    private func watchRequest() throws(Errno) {
        do throws(Errno) {
            try notices?.watch(looksAt: request)
        } catch {
            // Where the request is gone, the client's check of itself tells.
            guard error == .noEntry else { throw error }
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
        guard limit == nil else {
            var entries = others
            _ = try Poll.wait(&entries, until: min(deadline, MonotonicClock.now + Self.pollInterval))
            return entries
        }
        var entries = others + [PollEntry(queue, .readable)]
        _ = try Poll.wait(&entries, until: deadline)
        for notice in try taken() {
            switch notice.kind {
            case .contents: break
            case .look: lookedAt = MonotonicClock.now
            case .other: isArmed = false
            }
        }
        return Array(entries.dropLast())
    }

    private var queue: Int32 {
        switch notices {
        case .some(let notices): notices.rawValue
        case .none: -1
        }
    }

    private func taken() throws(Errno) -> [Inotify.Notice] {
        switch notices {
        case .some(let notices): return try notices.take()
        case .none: return []
        }
    }
}
