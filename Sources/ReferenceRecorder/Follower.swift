internal import SpoolSystem

public import SpoolSpec

/// A client's reading half: yields each event of a recording once, in the file's order (FOLLOW-1 to FOLLOW-5).
public struct Follower<Kernel: SpoolKernel>: ~Copyable {
    /// What one look at the events file brought.
    public struct News: Hashable, Sendable {
        /// The events whose lines were completed since the last look.
        public var events: [WrittenEvent] = []
        /// Lines given up as damaged since the last look.
        public var skipped = 0
        /// Those of them that were kept, as far as they fit in memory.
        public var damaged: [DamagedLine] = []
        /// Whether more can be had at once.
        public var hasMore = false
    }

    /// A line that is no event.
    public struct DamagedLine: Hashable, Sendable {
        /// Its bytes without the line feed; an intact event at its end is among them.
        public let bytes: ArraySlice<UInt8>
        /// How many of the look's events stand before it.
        public let place: Int
    }

    private var kernel: Kernel
    private let id: RecorderID
    private let releasesMemory: Bool
    private var directory: Handle?
    private var memory = FollowMemory()

    /// - Parameters:
    ///   - id: the recording; its files need not exist yet (FOLLOW-2).
    ///   - kernel: what performs the calls.
    ///   - releasesMemory: whether the file system's memory is given back behind what is read, so that a long
    ///     recording does not fill a tmpfs; it takes write access, and nobody else can read those events then.
    public init(_ id: RecorderID, kernel: Kernel, releasesMemory: Bool) {
        self.id = id
        self.kernel = kernel
        self.releasesMemory = releasesMemory
    }

    /// Reads what has come since the last look; never waits.
    public mutating func read() -> News {
        var news = News()
        if memory.events == nil { reopenDirectory() }
        guard let directory else { return news }
        let outcome = kernel.run(Follow(id, in: directory, memory, releasesMemory: releasesMemory))
        memory = outcome.memory
        news.skipped = outcome.skipped
        news.hasMore = outcome.hasMore
        news.events.reserveCapacity(outcome.lines.count)
        for line in outcome.lines {
            let checked = EventLine.check(line)
            if checked.skipped > 0 { news.damaged.append(DamagedLine(bytes: line, place: news.events.count)) }
            if let event = checked.event { news.events.append(event) }
            news.skipped += checked.skipped
        }
        return news
    }

    /// The directory may be made, or made anew, while we wait for the file.
    private mutating func reopenDirectory() {
        if let directory { _ = kernel.perform(.close(directory)) }
        directory = nil
        if case .opened(let handle) = kernel.perform(.openDirectory) { directory = handle }
    }

    deinit {
        var kernel = kernel
        if let events = memory.events { _ = kernel.perform(.close(events)) }
        if let directory { _ = kernel.perform(.close(directory)) }
    }
}

extension Follower where Kernel == LiveKernel {
    /// A follower on Linux.
    ///
    /// - Parameters:
    ///   - id: the recording.
    ///   - location: the spool.
    ///   - releasesMemory: whether memory is given back behind what is read.
    public init(_ id: RecorderID, at location: SpoolLocation = SpoolLocation(), releasesMemory: Bool = false)
    {
        self.init(id, kernel: LiveKernel(path: location.directory), releasesMemory: releasesMemory)
    }
}
