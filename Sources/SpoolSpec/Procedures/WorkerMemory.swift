/// What a worker keeps between two scans: it is all that a worker knows of the spool.
public struct WorkerMemory: Hashable, Sendable {
    /// An events file that had no request when it was seen first.
    public struct Orphan: Hashable, Sendable {
        /// Which file it was.
        public var inode: UInt64
        /// The worker's own time of that sighting, in nanoseconds.
        public var since: Int64
    }

    /// The spool directory, open as long as a recorder is known.
    public var directory: Handle?
    /// The recorders that lived at the last scan and whose request could be read.
    public var recorders: [KnownRecorder] = []
    /// Events files without a request, by id.
    public var orphans: [RecorderID: Orphan] = [:]

    /// A worker that has not scanned yet.
    public init() {}
}

/// A live recorder, as a worker's last look at it found it.
public struct KnownRecorder: Hashable, Sendable {
    /// What it wants to be told.
    public var filter: Filter
    /// The request's contents that say so, to see a change without reading them anew.
    public var contents: [UInt8]
    /// Where its events go.
    public var target: AppendTarget

    /// Hashes everything, the contents as one block: a model does it at every step.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(filter)
        contents.hashBytes(into: &hasher)
        hasher.combine(target)
    }
}

/// Whose events file it is, and how it is told from a successor's.
public struct AppendTarget: Hashable, Sendable {
    /// The recorder.
    public var id: RecorderID
    /// The spool directory in which both files were found.
    public var directory: Handle
    /// The request, kept open: as long as it has a name and is unchanged, the recorder is the one we know.
    ///
    /// `nil` beyond the number of recorders whose descriptors a worker keeps: such a recorder's files are opened for
    /// each event that it wants, and closed again.
    public var request: Handle?
    /// The request's facts at the last look.
    public var facts: FileFacts
    /// The events file, once a line was written.
    public var events: Handle?
    /// Whether the last line of ours was cut, so that the next begins with a line feed (APPEND-3).
    public var isTorn = false
    /// Bytes that may be written before the file's size is looked at again (HOOK-3).
    public var allowance: Int64 = 0

    /// A recorder whose events file is not open yet.
    public init(id: RecorderID, directory: Handle, request: Handle?, facts: FileFacts) {
        self.id = id
        self.directory = directory
        self.request = request
        self.facts = facts
    }

    /// The descriptors that are open for this recorder.
    public var handles: [Handle] { [request, events].compactMap(\.self) }

    /// Whether a later look at the request's handle shows the same recording: named, and neither written nor
    /// truncated since. A published client that comes back with the id of a dead one reuses the inode.
    @usableFromInline
    func stands(_ now: FileFacts) -> Bool {
        now.linkCount > 0 && now.changeTime == facts.changeTime && now.size == facts.size
            && now.isSameFile(as: facts)
    }

    /// Whether a line of so many bytes may be written as it is: none of ours is torn, and it is allowed for.
    @usableFromInline
    func mayWrite(_ lineBytes: Int) -> Bool { !isTorn && allowance >= Int64(lineBytes) }
}
