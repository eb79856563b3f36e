package import SpoolSpec
package import SpoolSystem

/// The judge's own hands on a directory: what it plants there, and what it finds.
///
/// Nothing goes through a recorder; every name is taken byte by byte and no symbolic link is followed. What the
/// machine refuses the judge is an interruption with blame `environment`.
package struct SpoolDirectory {
    /// The absolute path.
    package let path: String
    /// As whom workers run: owner of what the judge plants in their name.
    package let workers: UserIdentity
    /// The group that workers and clients share.
    package let group: UInt32

    /// What was planted or opened, kept alive: a lock must not be gone because nobody names it any more.
    private let holds = Holds()

    package init(path: String, workers: UserIdentity, group: UInt32) {
        self.path = path
        self.workers = workers
        self.group = group
    }

    /// The directory, where several looks in a row share one descriptor.
    private var opened: OpenedDirectory?
    /// What was known of the directory's path when those looks began.
    private var known: FileStatus?

    private final class OpenedDirectory {
        let descriptor: Descriptor
        private let status: FileStatus

        init(_ path: String) throws(Errno) {
            descriptor = try Descriptor.open(path, [.readOnly, .directory])
            status = try descriptor.status()
        }

        /// Whether this is what stands at a path. Held open, its inode's number is given to no other.
        func `is`(_ other: FileStatus) -> Bool {
            status.inode == other.inode && status.device == other.device
        }
    }

    /// The same directory for several looks at it and at what is in it; as it is where there is none.
    ///
    /// Nobody may change it meanwhile: every process that could must stand still.
    ///
    /// - Parameter last: what this gave for earlier looks: if its directory still stands here it is not opened again.
    package func openedOnce(after last: SpoolDirectory?) throws(Interruption) -> SpoolDirectory {
        var copy = self
        copy.known = nil
        copy.known = try copy.ownStatus()
        guard let known = copy.known else { return copy }
        if let opened = last?.opened, opened.is(known) {
            copy.opened = opened
        } else {
            copy.opened = try found("open \(path)") { () throws(Errno) in try OpenedDirectory(path) }
        }
        return copy
    }

    // MARK: The directory itself

    /// Makes the directory as a first start does: mode 02770, group the spool group, unless told otherwise.
    package func make(
        mode: UInt32 = 0o2770, owner: UInt32? = nil, group other: UInt32? = nil
    ) throws(Interruption) {
        try doing("make \(path)") { () throws(Errno) in
            try FileSystem.makeDirectory(path, mode: 0o700)
            try FileSystem.setOwner(path, owner: owner, group: other ?? group)
            try FileSystem.setMode(path, mode)
        }
    }

    /// Covers the directory with a mount that is an empty spool; `FileSystem.uncover` takes it away.
    package func cover() throws(Interruption) {
        try doing("mount a file system over \(path)") { () throws(Errno) in
            try FileSystem.cover(path)
            try FileSystem.setOwner(path, owner: nil, group: group)
            try FileSystem.setMode(path, 0o2770)
        }
    }

    /// Removes the directory, which must be empty.
    package func removeItself() throws(Interruption) {
        try doing("remove \(path)") { () throws(Errno) in try FileSystem.removeDirectory(path) }
    }

    /// What the kernel knows of the directory's own path; `nil` where there is nothing.
    package func ownStatus() throws(Interruption) -> FileStatus? {
        if let known { return known }
        return try found("look at \(path)") { () throws(Errno) in try FileSystem.status(path) }
    }

    /// Whether anything stands at the directory's own path.
    package func exists() throws(Interruption) -> Bool { try ownStatus() != nil }

    /// The entries' names, sorted by their bytes; none where there is no directory.
    package func names() throws(Interruption) -> [FileName] {
        let entries = try found("list \(path)") { () throws(Errno) -> [DirectoryEntry] in
            if let opened { return try opened.descriptor.allEntries() }
            return try Descriptor.open(path, [.readOnly, .directory]).allEntries()
        }
        return (entries ?? []).map { FileName(bytes: $0.name) }.sorted()
    }

    // MARK: What is there

    /// What the kernel knows of an entry; `nil` where there is none.
    package func status(_ name: FileName) throws(Interruption) -> FileStatus? {
        try inside("look at \(name)") { directory throws(Errno) in
            try FileSystem.status(bytes: name.bytes, at: directory)
        }
    }

    /// Whether there is such an entry, of whatever kind.
    package func exists(_ name: FileName) throws(Interruption) -> Bool { try status(name) != nil }

    /// A regular file's bytes; `nil` where there is no entry.
    ///
    /// - Parameter limitBytes: the most bytes to take.
    package func read(_ name: FileName, limitBytes: Int = 256 << 20) throws(Interruption) -> [UInt8]? {
        try inside("read \(name)") { directory throws(Errno) in
            try FileSystem.open(bytes: name.bytes, at: directory, [.readOnly, .noFollow, .nonBlocking])
                .readAll(limit: limitBytes)
        }
    }

    /// A request file's contents as JSON; `nil` where there is no file or it holds no JSON.
    package func requestContents(_ id: String) throws(Interruption) -> JSONValue? {
        guard let bytes = try read(.request(id)) else { return nil }
        return try? JSONValue.parse(bytes, limits: .request)
    }

    // MARK: Changes by the judge

    /// Removes an entry; none is fine too.
    package func remove(_ name: FileName) throws(Interruption) {
        _ = try inside("remove \(name)") { directory throws(Errno) in
            let isDirectory = try FileSystem.status(bytes: name.bytes, at: directory).kind == .directory
            try FileSystem.remove(bytes: name.bytes, at: directory, isDirectory: isDirectory)
        }
    }

    /// Renames an entry.
    package func rename(_ name: FileName, to other: FileName) throws(Interruption) {
        try needed("rename \(name) to \(other)") { directory throws(Errno) in
            try FileSystem.rename(bytes: name.bytes, to: other.bytes, at: directory)
        }
    }

    /// Sets an entry's permission bits.
    package func setMode(_ name: FileName, _ mode: UInt32) throws(Interruption) {
        try needed("set the mode of \(name)") { directory throws(Errno) in
            try FileSystem.setMode(bytes: name.bytes, at: directory, mode)
        }
    }

    /// Makes an entry look as if it had been written some time ago.
    ///
    /// - Parameter seconds: how long before now; the time of last change cannot be set and stays now.
    package func setAge(_ name: FileName, seconds: Double) throws(Interruption) {
        let time = WallClock.now - Int64(seconds * 1_000_000_000)
        try needed("set the times of \(name)") { directory throws(Errno) in
            try FileSystem.setTimes(bytes: name.bytes, at: directory, nanoseconds: time)
        }
    }

    /// Keeps what was planted, or opened, until the scene is over.
    func keep(_ hold: any Hold) { holds.all.append(hold) }

    /// Frees every lock that the judge still holds here.
    func letGo() {
        for hold in holds.all { hold.release() }
        holds.all = []
    }

    // MARK: Errors

    // What is done is put into words only where it fails: the witness of a schedule looks after every call.

    /// Runs something that must succeed.
    func doing<Result: ~Copyable>(
        _ what: @autoclosure () -> String, _ body: () throws(Errno) -> Result
    ) throws(Interruption) -> Result {
        do throws(Errno) {
            return try body()
        } catch { throw .failed(what(), error) }
    }

    /// Runs something for which "there is none" is an answer.
    func found<Result>(
        _ what: @autoclosure () -> String, _ body: () throws(Errno) -> Result
    ) throws(Interruption) -> Result? {
        do throws(Errno) {
            return try body()
        } catch {
            if error == .noEntry || error == .notDirectory { return nil }
            throw .failed(what(), error)
        }
    }

    /// Runs something with the directory's descriptor; `nil` where directory or entry is not there.
    func inside<Result>(
        _ what: @autoclosure () -> String, _ body: (Int32) throws(Errno) -> Result
    ) throws(Interruption) -> Result? {
        try found("\(what()) in \(path)") { () throws(Errno) -> Result in
            if let opened { return try body(opened.descriptor.rawValue) }
            let directory = try Descriptor.open(path, [.readOnly, .directory])
            return try body(directory.rawValue)
        }
    }

    /// Runs something with the directory's descriptor, which must succeed.
    ///
    /// - Throws: `skipped` where an entry is gone: the judge knows what it has planted and removed itself, so that the
    ///   recorder has removed it, and neither machine nor suite is at fault.
    func needed<Result: ~Copyable>(
        _ what: @autoclosure () -> String, _ body: (Int32) throws(Errno) -> Result
    ) throws(Interruption) -> Result {
        do throws(Errno) {
            let directory = try Descriptor.open(path, [.readOnly, .directory])
            return try body(directory.rawValue)
        } catch {
            guard error == .noEntry else { throw .failed("\(what()) in \(path)", error) }
            throw .skipped("the judge could not \(what()) in \(path): the recorder has removed it")
        }
    }
}
