import ReferenceRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The model's kernel answers as Linux does.
@Suite struct `Kernel in memory` {
    @Test(arguments: 1...80)
    func `answers like Linux, whatever is asked`(seed: UInt64) {
        var random = SeededGenerator(seed: seed, name: "kernel")
        let path = "/dev/shm/spool-model-\(Accounts.process)-\(seed)"
        var twins = TwinKernels(path: path, processes: 3)
        var calls: [String] = []
        for _ in 0..<400 {
            let process = Int.random(in: 0..<3, using: &random)
            let handles = twins.twins.filter { $0.process == process }.map(\.modelled)
            let call = Self.call(handles, &random)
            calls.append("\(process): \(call)")
            twins.perform(call, by: process)
            if let difference = twins.difference {
                Issue.record("\(calls.suffix(25).joined(separator: "\n"))\n\(difference)")
                return
            }
        }
    }

    /// A descriptor that no test of this process can have, however many it opens: they run side by side.
    private static let unknown = Handle(.max)

    private static func call(_ handles: [Handle], _ random: inout SeededGenerator) -> SpoolCall {
        let id = [Worlds.seven, Worlds.seven, Worlds.eight].randomElement(using: &random) ?? Worlds.seven
        let name: SpoolName = Bool.random(using: &random) ? .request(id) : .events(id)
        let place = Bool.random(using: &random) ? handles.first ?? .byPath : .byPath
        let handle = handles.randomElement(using: &random) ?? Self.unknown
        let flags: [OpenFlags] = [
            [], .writeOnly, .readWrite, [.writeOnly, .append, .create], [.writeOnly, .create, .truncate],
            [.readWrite, .create], [.writeOnly, .truncate], [.noFollow, .nonBlocking],
        ]
        switch Int.random(in: 0..<23, using: &random) {
        case 0: return .makeDirectory(mode: 0o700)
        case 1, 2: return .openDirectory
        case 3: return .list(handle)
        case 4, 5, 6:
            return .open(name, in: place, flags.randomElement(using: &random) ?? [], mode: 0o640)
        case 7, 8: return .openUnnamed(in: place, mode: 0o600)
        case 9, 10: return .link(handle, as: name, in: place)
        case 11, 12: return .unlink(name, in: place)
        case 13: return .status(handle)
        case 14: return .statusOf(name, in: place)
        case 15, 16: return .lock(handle, Bool.random(using: &random) ? .shared : .exclusive)
        case 17: return .unlock(handle)
        case 18: return .setMode(handle, 0o640)
        case 19: return .read(handle, offset: 1, count: 8)
        case 20, 21: return .write(handle, [1, 2, 3])
        default: return handles.isEmpty ? .statusOfDirectory : .close(handle)
        }
    }

    // MARK: What one process cannot show

    private let user = ModelUser.root

    private func kernel() -> ModelKernel { ModelKernel(users: [user, user, .server]) }

    private func openRequest(_ kernel: inout ModelKernel, by process: Int) -> Handle {
        let flags: OpenFlags = [.readWrite, .create]
        let reply = kernel.perform(
            .open(.request(Worlds.seven), in: .byPath, flags, mode: 0o640), by: process)
        guard case .opened(let handle) = reply else { return Handle(-1) }
        return handle
    }

    @Test func `a lock belongs to the description that descriptors share`() throws {
        var kernel = kernel()
        let parent = openRequest(&kernel, by: 0)
        let copy = kernel.duplicate(parent, of: 0, for: 1)
        let child = try #require(copy)
        let stranger = openRequest(&kernel, by: 1)
        #expect(kernel.perform(.lock(parent, .exclusive), by: 0) == .done)
        #expect(kernel.perform(.lock(child, .exclusive), by: 1) == .done)
        #expect(kernel.perform(.lock(stranger, .shared), by: 1) == .failed(.wouldBlock))
        #expect(kernel.perform(.close(parent), by: 0) == .done)
        #expect(kernel.perform(.lock(stranger, .shared), by: 1) == .failed(.wouldBlock))
        #expect(kernel.perform(.close(child), by: 1) == .done)
        #expect(kernel.perform(.lock(stranger, .shared), by: 1) == .done)
    }

    @Test func `a lock that is made stronger is given up first`() {
        var kernel = kernel()
        let one = openRequest(&kernel, by: 0)
        let other = openRequest(&kernel, by: 1)
        #expect(kernel.perform(.lock(one, .shared), by: 0) == .done)
        #expect(kernel.perform(.lock(one, .exclusive), by: 0) == nil)
        #expect(kernel.perform(.lock(other, .exclusive), by: 1) == .done)
        #expect(kernel.perform(.lock(one, .exclusive), by: 0) == .failed(.wouldBlock))
        #expect(kernel.exclusiveHolder(of: kernel.file(.request(Worlds.seven)) ?? 0) == 1)
    }

    @Test func `a full file system takes a part, and has room again when a file is gone`() {
        var kernel = ModelKernel(users: [user], bytesFree: 3)
        let handle = openRequest(&kernel, by: 0)
        #expect(kernel.perform(.write(handle, [1, 2, 3, 4]), by: 0) == .wrote(3))
        #expect(kernel.perform(.write(handle, [5]), by: 0) == .failed(.noSpace))
        #expect(kernel.perform(.unlink(.request(Worlds.seven), in: .byPath), by: 0) == .done)
        #expect(kernel.bytesFree == 0)
        #expect(kernel.perform(.close(handle), by: 0) == .done)
        #expect(kernel.bytesFree == 3)
    }

    @Test func `the server reads what its group may read`() {
        var kernel = kernel()
        let handle = openRequest(&kernel, by: 0)
        let open = SpoolCall.open(.request(Worlds.seven), in: .byPath, [], mode: 0)
        #expect(kernel.perform(.setMode(handle, 0o600), by: 0) == .done)
        #expect(kernel.perform(open, by: 2) == .failed(.noAccess))
        #expect(kernel.perform(.setMode(handle, 0o640), by: 0) == .done)
        #expect(kernel.perform(open, by: 2) == .opened(Handle(3)))
    }
}
