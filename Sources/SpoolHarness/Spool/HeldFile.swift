internal import SpoolSystem

/// A file or directory of the spool that the judge holds open, as a worker does that looks at a recorder.
///
/// It stays what it is, whatever becomes of its name. The directory's value keeps it open until ``release()`` or
/// the end of the case.
package final class HeldFile: Hold {
    /// The name under which it was opened; `nil` for the directory itself.
    package let name: FileName?
    private let directory: SpoolDirectory
    private let identity: FileStatus
    private var file: Descriptor?

    init(_ name: FileName?, of directory: SpoolDirectory, holding file: consuming Descriptor) throws(Errno) {
        self.name = name
        self.directory = directory
        identity = try file.status()
        self.file = consume file
    }

    /// Tries a lock by `flock(2)`.
    ///
    /// - Returns: whether it was to be had.
    package func tryLock(exclusive: Bool) throws(Interruption) -> Bool {
        guard file != nil else { throw .suite("the judge was to lock \(called) after its release") }
        do throws(Errno) {
            try file?.tryLock(exclusive ? .exclusive : .shared)
            return true
        } catch {
            guard error == .wouldBlock else { throw .failed("lock \(called)", error) }
            return false
        }
    }

    /// Takes a lock that nobody else can have, which is the judge's own affair.
    package func lock(exclusive: Bool) throws(Interruption) {
        guard try tryLock(exclusive: exclusive) else {
            throw .environment("the judge could not lock \(called): somebody holds it")
        }
    }

    /// Probes who else has it locked; a lock of its own is lost by that.
    package func lockState() throws(Interruption) -> LockState {
        guard try tryLock(exclusive: false) else { return .exclusive }
        let isAlone = try tryLock(exclusive: true)
        do throws(Errno) {
            try file?.unlock()
        } catch { throw .failed("unlock \(called)", error) }
        return isAlone ? .free : .shared
    }

    /// Closes it, and frees its lock by that.
    package func release() { file = nil }

    /// Whether its name still stands for this very file.
    package func isStillNamed() throws(Interruption) -> Bool {
        let status: FileStatus?
        if let name { status = try directory.status(name) } else { status = try directory.ownStatus() }
        return status?.inode == identity.inode && status?.device == identity.device
    }

    private var called: String { name?.description ?? directory.path }
}

extension SpoolDirectory {
    /// Opens a regular file to read, and keeps it open; `nil` where there is none.
    package func hold(_ name: FileName) throws(Interruption) -> HeldFile? {
        let held = try inside("open \(name)") { directory throws(Errno) in
            try HeldFile(
                name, of: self,
                holding: FileSystem.open(
                    bytes: name.bytes, at: directory, [.readOnly, .noFollow, .nonBlocking]))
        }
        if let held { keep(held) }
        return held
    }

    /// Opens the directory itself, and keeps it open.
    package func holdItself() throws(Interruption) -> HeldFile {
        let held = try doing("open \(path)") { () throws(Errno) in
            try HeldFile(nil, of: self, holding: Descriptor.open(path, [.readOnly, .directory]))
        }
        keep(held)
        return held
    }
}

/// Something that the judge holds open until it lets go of it.
package protocol Hold: AnyObject {
    /// Closes it, and frees its lock by that.
    func release()
}

/// All that the judge holds open in a directory.
final class Holds {
    var all: [any Hold] = []
}
