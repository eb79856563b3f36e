import ReferenceRecorder
import SpoolSpec
import SpoolSystem

/// The model's kernel and Linux, which are asked the same and must answer the same.
///
/// The processes of the model are one process on Linux: `flock(2)` asks for open descriptions, not for processes.
struct TwinKernels: ~Copyable {
    /// A descriptor as both know it.
    struct Twin {
        let process: Int
        let modelled: Handle
        let real: Handle
    }

    private var model: ModelKernel
    private var linux: LiveKernel
    private var inodes: [UInt64: UInt64] = [:]
    private var times: [UInt64: [Int64: Int64]] = [:]
    private(set) var twins: [Twin] = []
    private(set) var difference: String?

    /// - Parameter path: where Linux's spool directory is made; nothing stands there.
    init(path: String, processes: Int) {
        let user = ModelUser(
            number: Accounts.effectiveUser, group: UserAccount.effectiveGroup, umask: Self.umask(beside: path)
        )
        model = ModelKernel(users: Array(repeating: user, count: processes), directoryStands: false)
        linux = LiveKernel(path: path)
    }

    deinit {
        var linux = linux
        for twin in twins { _ = linux.perform(.close(twin.real)) }
        for id in [Worlds.seven, Worlds.eight] {
            _ = linux.perform(.unlink(.request(id), in: .byPath))
            _ = linux.perform(.unlink(.events(id), in: .byPath))
        }
        do throws(Errno) { try FileSystem.removeDirectory(linux.path) } catch {}
    }

    /// What this process's files are made without, found out without changing it.
    private static func umask(beside path: String) -> UInt16 {
        do throws(Errno) {
            try FileSystem.makeDirectory(path, mode: 0o777)
            let mode = try FileSystem.status(path).mode
            try FileSystem.removeDirectory(path)
            return UInt16(0o777 & ~mode)
        } catch { return 0o022 }
    }

    /// Asks both.
    ///
    /// - Parameter call: the call, with handles as the model numbers them.
    mutating func perform(_ call: SpoolCall, by process: Int) {
        let isNew = makesFile(call)
        var reply = model.perform(call, by: process)
        while reply == nil { reply = model.perform(call, by: process) }
        guard let reply else { return }
        let real = answer(to: translate(call, process), whereModelSays: reply)
        if case .close(let handle) = call {
            twins.removeAll { $0.process == process && $0.modelled == handle }
        }
        if case .opened(let modelled) = reply, case .opened(let handle) = real {
            twins.append(Twin(process: process, modelled: modelled, real: handle))
            if isNew { pair(modelled, handle, process) }
        } else if case .opened(let handle) = real {
            _ = linux.perform(.close(handle))
        }
        if !isSame(reply, real) { difference = "\(call): the model says \(reply), Linux says \(real)" }
    }

    /// What Linux says, asked again for a moment where it finds a lock held that nobody holds in the model: a test beside
    /// this one may just have forked, and its child has every descriptor of ours until it executes its program.
    private mutating func answer(to call: SpoolCall, whereModelSays modelled: SpoolReply) -> SpoolReply {
        var real = linux.perform(call)
        let deadline = MonotonicClock.now + 2_000_000_000
        while case .lock = call, modelled == .done, real == .failed(.wouldBlock),
            MonotonicClock.now < deadline
        {
            real = linux.perform(call)
        }
        return real
    }

    private func makesFile(_ call: SpoolCall) -> Bool {
        switch call {
        case .openUnnamed: true
        case .open(let name, _, _, _): model.file(name) == nil
        default: false
        }
    }

    /// The model may give a new file the number of one that is gone.
    private mutating func pair(_ modelled: Handle, _ real: Handle, _ process: Int) {
        guard case .facts(let one) = model.perform(.status(modelled), by: process),
            case .facts(let other) = linux.perform(.status(real))
        else { return }
        inodes[one.inode] = other.inode
        times[one.inode] = nil
    }

    private func translate(_ call: SpoolCall, _ process: Int) -> SpoolCall {
        func real(_ handle: Handle) -> Handle {
            twins.first { $0.process == process && $0.modelled == handle }?.real ?? handle
        }
        return switch call {
        case .list(let handle): .list(real(handle))
        case .listKinds(let handle): .listKinds(real(handle))
        case .open(let name, let place, let flags, let mode): .open(name, in: real(place), flags, mode: mode)
        case .openUnnamed(let place, let mode): .openUnnamed(in: real(place), mode: mode)
        case .link(let handle, let name, let place): .link(real(handle), as: name, in: real(place))
        case .unlink(let name, let place): .unlink(name, in: real(place))
        case .status(let handle): .status(real(handle))
        case .statusOf(let name, let place): .statusOf(name, in: real(place))
        case .lock(let handle, let strength): .lock(real(handle), strength)
        case .unlock(let handle): .unlock(real(handle))
        case .setMode(let handle, let mode): .setMode(real(handle), mode)
        case .setGroup(let handle, let group): .setGroup(real(handle), group)
        case .setGroupOf(let name, let place, let group): .setGroupOf(name, in: real(place), group)
        case .read(let handle, let offset, let count): .read(real(handle), offset: offset, count: count)
        case .write(let handle, let bytes): .write(real(handle), bytes)
        case .empty(let handle): .empty(real(handle))
        case .punchHole(let handle, let end): .punchHole(real(handle), upTo: end)
        case .close(let handle): .close(real(handle))
        case .makeDirectory, .openDirectory, .statusOfDirectory, .setDirectoryGroup, .setDirectoryMode, .wait:
            call
        }
    }

    private mutating func isSame(_ modelled: SpoolReply, _ real: SpoolReply) -> Bool {
        switch (modelled, real) {
        case (.opened, .opened): true
        case (.names(let one, let end), .names(let other, let otherEnd)):
            end == otherEnd && isSame(one, other)
        case (.facts(let one), .facts(let other)): isSame(one, other)
        default: modelled == real
        }
    }

    private mutating func isSame(_ modelled: [ListedName], _ real: [ListedName]) -> Bool {
        guard modelled.count == real.count else { return false }
        for one in modelled {
            guard let other = real.first(where: { $0.name == one.name }), inodes[one.inode] == other.inode
            else { return false }
        }
        return true
    }

    private mutating func isSame(_ modelled: FileFacts, _ real: FileFacts) -> Bool {
        guard modelled.kind == real.kind, modelled.mode == real.mode, modelled.group == real.group,
            modelled.owner == real.owner
        else { return false }
        guard modelled.kind == .regular else { return true }
        return modelled.linkCount == real.linkCount && modelled.size == real.size
            && inodes[modelled.inode] == real.inode && isSameTime(modelled, real)
    }

    /// Where the model sees no change, Linux sees none; the other way round its clock may be too coarse.
    private mutating func isSameTime(_ modelled: FileFacts, _ real: FileFacts) -> Bool {
        let known = times[modelled.inode]?[modelled.changeTime]
        times[modelled.inode, default: [:]][modelled.changeTime] = real.changeTime
        return known == nil || known == real.changeTime
    }
}
