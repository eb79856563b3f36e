package import SpoolSpec
package import SpoolSystem

/// A request file that the judge planted: the judge is its client.
///
/// As long as it is held the recorder is alive by LOCK-3; ``release()`` is the client's death.
package final class PlantedRequest: Hold {
    /// The file's name.
    package let name: FileName
    /// The directory it was planted in.
    package let directory: SpoolDirectory
    private var file: Descriptor?
    private var identity: FileStatus?
    /// Whether the judge holds the lock.
    package private(set) var isLocked: Bool

    init(name: FileName, in directory: SpoolDirectory, holding file: consuming Descriptor, isLocked: Bool) {
        self.name = name
        self.directory = directory
        self.isLocked = isLocked
        identity = try? file.status()
        self.file = consume file
    }

    /// Locks a file that was planted unlocked: as a client does, or as a worker that probes it.
    package func lock(_ lock: FileLock = .exclusive) throws(Interruption) {
        try use("lock") { (file: borrowing Descriptor) throws(Errno) in try file.tryLock(lock) }
        isLocked = true
    }

    /// The client dies: the lock is free, the files stay.
    package func release() {
        file = nil
        isLocked = false
    }

    /// The client stops: both files are removed under the lock, then it is freed.
    package func stop() throws(Interruption) {
        try directory.remove(name)
        if let id = recorderID { try directory.remove(.events(id)) }
        release()
    }

    /// Writes other contents into the same file, which stays locked.
    ///
    /// It is cut to nothing first, so a worker can see it empty between the two.
    package func rewrite(_ contents: [UInt8]) throws(Interruption) {
        try use("rewrite") { (file: borrowing Descriptor) throws(Errno) in
            try file.setLength(0)
            try file.seek(to: 0)
            try file.writeAll(contents)
        }
    }

    /// Writes another filter into the same file, which stays locked.
    package func rewrite(_ filter: Filter) throws(Interruption) { try rewrite(filter.encoded()) }

    /// Appends bytes to the same file, for a request that is completed later.
    package func append(_ bytes: [UInt8]) throws(Interruption) {
        try use("append to") { (file: borrowing Descriptor) throws(Errno) in try file.writeAll(bytes) }
    }

    /// Makes the file long without writing it: a hole of zero bytes.
    package func setLength(_ bytes: Int64) throws(Interruption) {
        try use("lengthen") { (file: borrowing Descriptor) throws(Errno) in try file.setLength(bytes) }
    }

    /// Whether the name still stands for this very file.
    package func isStillNamed() throws(Interruption) -> Bool {
        guard let identity, let now = try directory.status(name) else { return false }
        return now.inode == identity.inode && now.device == identity.device
    }

    /// The id, where the name is a request file's.
    package var recorderID: RecorderID? {
        guard case .request(let id)? = SpoolName(fileName: name.bytes) else { return nil }
        return id
    }

    private func use(
        _ what: String, _ body: (borrowing Descriptor) throws(Errno) -> Void
    ) throws(Interruption) {
        // Taken out and put back, for what is lent from a class may not change while it is lent.
        guard let held = file.take() else {
            throw .suite("the judge was to \(what) \(name) after its release")
        }
        var failure: Errno?
        do throws(Errno) {
            try body(held)
        } catch { failure = error }
        file = consume held
        if let failure { throw .failed("\(what) \(name)", failure) }
    }
}
