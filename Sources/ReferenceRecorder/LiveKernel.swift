internal import SpoolSystem

public import SpoolSpec

/// Performs a procedure's calls on Linux, in one spool directory.
public struct LiveKernel: SpoolKernel, Sendable {
    /// The spool directory's path.
    public let path: String

    /// - Parameter path: the spool directory, absolute; it need not exist. What stands behind its last name, `/` and
    ///   `/.`, is left out: it would make the kernel follow a symbolic link of that name (DIR-5).
    public init(path: String) {
        var bytes = Array(path.utf8)
        while bytes.count > 1, bytes.last == UInt8(ascii: "/") || bytes.suffix(2) == Array("/.".utf8)[...] {
            bytes.removeLast()
        }
        self.path = String(decoding: bytes, as: UTF8.self)
    }

    /// Performs one call and answers it.
    public mutating func perform(_ call: SpoolCall) -> SpoolReply {
        do throws(Errno) {
            return try attempt(call)
        } catch {
            return .failed(SystemError(code: error.rawValue))
        }
    }

    /// See `SpoolKernel`.
    public mutating func facts(of handle: Handle) -> FileFacts? {
        do throws(Errno) { return FileFacts(try RawFile.status(handle.number)) } catch { return nil }
    }

    /// See `SpoolKernel`.
    public mutating func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to handle: Handle
    ) -> Result<Int, SystemError> {
        do throws(Errno) {
            return .success(try RawFile.writeOnce(handle.number, UnsafeRawBufferPointer(bytes)))
        } catch {
            return .failure(SystemError(code: error.rawValue))
        }
    }

    private func attempt(_ call: SpoolCall) throws(Errno) -> SpoolReply {
        switch call {
        case .status(let handle):
            return .facts(FileFacts(try RawFile.status(handle.number)))
        case .write(let handle, let bytes):
            return .wrote(try RawFile.writeOnce(handle.number, bytes))
        case .statusOf(let name, let directory):
            let (path, place) = locate(name, directory)
            return .facts(FileFacts(try FileSystem.status(path, at: place)))
        case .read(let handle, let offset, let count):
            return .bytes(try RawFile.read(handle.number, count, at: offset))
        case .lock(let handle, let strength):
            try RawFile.tryLock(handle.number, strength == .shared ? .shared : .exclusive)
        case .unlock(let handle):
            try RawFile.unlock(handle.number)
        case .open(let name, let directory, let flags, let mode):
            let (path, place) = locate(name, directory)
            let file = try Descriptor.open(path, at: place, OpenOptions(flags), mode: UInt32(mode))
            return .opened(Handle(file.release()))
        case .openUnnamed(let directory, let mode):
            let place = directory == .byPath ? FileSystem.workingDirectory : directory.number
            let file = try Descriptor.open(
                directory == .byPath ? path : ".", at: place, [.unnamed, .writeOnly], mode: UInt32(mode))
            return .opened(Handle(file.release()))
        case .link(let handle, let name, let directory):
            let (path, place) = locate(name, directory)
            try FileSystem.link(handle.number, as: path, at: place)
        case .unlink(let name, let directory):
            let (path, place) = locate(name, directory)
            try FileSystem.unlink(path, at: place)
        case .setMode(let handle, let mode):
            try RawFile.setMode(handle.number, UInt32(mode))
        case .setGroup(let handle, let group):
            try RawFile.setGroup(handle.number, group)
        case .setGroupOf(let name, let directory, let group):
            let (path, place) = locate(name, directory)
            try FileSystem.setOwner(path, at: place, owner: nil, group: group)
        case .statusOfDirectory:
            return .facts(FileFacts(try FileSystem.status(path)))
        case .setDirectoryGroup(let group):
            try FileSystem.setOwner(path, owner: nil, group: group)
        case .setDirectoryMode(let mode):
            try FileSystem.setMode(path, UInt32(mode))
        case .empty(let handle):
            try RawFile.empty(handle.number)
        case .punchHole(let handle, let end):
            try RawFile.punchHole(handle.number, upTo: end)
        case .close(let handle):
            _ = Descriptor(owning: handle.number)
        case .makeDirectory(let mode):
            try FileSystem.makeDirectory(path, mode: UInt32(mode))
        case .openDirectory:
            let directory = try Descriptor.open(path, [.readOnly, .directory, .noFollow])
            return .opened(Handle(directory.release()))
        case .list(let handle):
            return try list(handle)
        case .listKinds(let handle):
            guard let entries = try RawFile.nextEntries(handle.number) else {
                return .kinds(own: 0, others: 0, end: true)
            }
            let own = entries.count { SpoolName(fileName: $0.name) != nil }
            return .kinds(own: own, others: entries.count - own, end: false)
        case .wait(let nanoseconds):
            // Cut short is fine: waits are counted, not measured.
            MonotonicClock.sleepOnce(nanoseconds: nanoseconds)
        }
        return .done
    }

    /// How one of the spool's names is found: from a descriptor, or by its whole path.
    private func locate(_ name: SpoolName, _ directory: Handle) -> (path: String, place: Int32) {
        directory == .byPath
            ? (path + "/" + name.fileName, FileSystem.workingDirectory)
            : (name.fileName, directory.number)
    }

    private func list(_ handle: Handle) throws(Errno) -> SpoolReply {
        guard let entries = try RawFile.nextEntries(handle.number) else { return .names([], end: true) }
        let names = entries.compactMap { entry in
            SpoolName(fileName: entry.name).map { ListedName($0, inode: entry.inode) }
        }
        return .names(names, end: false)
    }
}

extension OpenOptions {
    fileprivate init(_ flags: OpenFlags) {
        self = []
        if flags.contains(.writeOnly) { insert(.writeOnly) }
        if flags.contains(.readWrite) { insert(.readWrite) }
        if flags.contains(.append) { insert(.append) }
        if flags.contains(.create) { insert(.create) }
        if flags.contains(.noFollow) { insert(.noFollow) }
        if flags.contains(.nonBlocking) { insert(.nonBlocking) }
        if flags.contains(.truncate) { insert(.truncate) }
    }
}

extension FileFacts {
    fileprivate init(_ status: FileStatus) {
        let kind: Kind =
            switch status.kind {
            case .regular: .regular
            case .directory: .directory
            default: .other
            }
        self.init(
            kind: kind, mode: UInt16(status.mode), owner: status.owner, group: status.group,
            device: status.device, inode: status.inode, linkCount: status.linkCount, size: status.size,
            allocated: status.allocated, changeTime: status.changeTime)
    }
}
