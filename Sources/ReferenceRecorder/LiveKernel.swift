internal import SpoolSystem

public import SpoolSpec

/// Performs a procedure's calls on Linux, in one spool directory.
public struct LiveKernel: SpoolKernel, Sendable {
    /// The spool directory's path.
    public let path: String

    /// - Parameter path: the spool directory, absolute; it need not exist.
    public init(path: String) { self.path = path }

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
    public mutating func write(_ bytes: [UInt8], to handle: Handle) -> Result<Int, SystemError> {
        do throws(Errno) {
            return .success(try RawFile.writeOnce(handle.number, bytes))
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
            return .facts(FileFacts(try FileSystem.status(name.fileName, at: directory.number)))
        case .read(let handle, let offset, let count):
            return .bytes(try RawFile.read(handle.number, count, at: offset))
        case .lock(let handle, let strength):
            try RawFile.tryLock(handle.number, strength == .shared ? .shared : .exclusive)
        case .unlock(let handle):
            try RawFile.unlock(handle.number)
        case .open(let name, let directory, let flags, let mode):
            let options = OpenOptions(flags)
            let file = try Descriptor.open(
                name.fileName, at: directory.number, options, mode: UInt32(mode))
            return .opened(Handle(file.release()))
        case .openUnnamed(let directory, let mode):
            let file = try Descriptor.open(
                ".", at: directory.number, [.unnamed, .writeOnly], mode: UInt32(mode))
            return .opened(Handle(file.release()))
        case .link(let handle, let name, let directory):
            try FileSystem.link(handle.number, as: name.fileName, at: directory.number)
        case .unlink(let name, let directory):
            try FileSystem.unlink(name.fileName, at: directory.number)
        case .setMode(let handle, let mode):
            try RawFile.setMode(handle.number, UInt32(mode))
        case .setGroup(let handle, let group):
            try RawFile.setGroup(handle.number, group)
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
        case .wait(let nanoseconds):
            // Cut short is fine: waits are counted, not measured.
            MonotonicClock.sleepOnce(nanoseconds: nanoseconds)
        }
        return .done
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
