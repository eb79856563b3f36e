/// How a call goes wrong although nothing is wrong with it.
public enum ModelFault: Hashable, Sendable {
    /// It fails without any effect; a close takes effect nevertheless, as on Linux.
    case error(SystemError)
    /// A write ends after its first half.
    case shortWrite

    /// What can befall a call.
    ///
    /// - Parameter call: the call.
    /// - Returns: faults, the plainest first; none for a call that cannot fail.
    public static func faults(of call: SpoolCall) -> [ModelFault] {
        switch call {
        case .makeDirectory: [.error(.noSpace)]
        case .openDirectory: [.error(.tooManyOpen), .error(.noAccess)]
        case .open(_, _, let flags, _):
            flags.contains(.create)
                ? [.error(.tooManyOpen), .error(.noSpace), .error(.noAccess)]
                : [.error(.tooManyOpen), .error(.noAccess)]
        case .openUnnamed: [.error(.tooManyOpen), .error(.noSpace)]
        case .link: [.error(.noSpace), .error(.inputOutput)]
        case .lock: [.error(.noLocks), .error(.interrupted)]
        case .write(_, let bytes):
            bytes.count > 1
                ? [.error(.interrupted), .error(.noSpace), .error(.inputOutput), .shortWrite]
                : [.error(.interrupted), .error(.noSpace)]
        case .read: [.error(.inputOutput), .error(.interrupted)]
        case .list, .listKinds, .unlink, .status, .statusOf, .statusOfDirectory, .close:
            [.error(.inputOutput)]
        case .setMode, .setGroup, .setGroupOf, .setDirectoryGroup, .setDirectoryMode:
            [.error(.notPermitted)]
        case .unlock, .wait, .punchHole, .empty: []
        }
    }
}

extension ModelKernel {
    /// Performs a call that goes wrong.
    ///
    /// - Parameters:
    ///   - call: what is asked for.
    ///   - process: who asks.
    ///   - fault: what befalls it.
    /// - Returns: the answer.
    public mutating func perform(_ call: SpoolCall, by process: Int, with fault: ModelFault) -> SpoolReply? {
        switch fault {
        case .error(let error):
            if case .close(let handle) = call { _ = close(handle, by: process) }
            return .failed(error)
        case .shortWrite:
            guard case .write(let handle, let bytes) = call else { return perform(call, by: process) }
            return perform(.write(handle, Array(bytes.prefix(max(1, bytes.count / 2)))), by: process)
        }
    }

    /// A process dies: descriptors without a lock are closed at once, since nobody sees in which order.
    ///
    /// - Returns: whether descriptors with a lock are left, which are closed one at a time.
    mutating func beginDeath(of process: Int) -> Bool {
        for handle in openHandles(of: process) {
            guard let index = description(handle, process), descriptions[index].lock == nil else { continue }
            _ = close(handle, by: process)
        }
        return !openHandles(of: process).isEmpty
    }

    /// The kernel closes a dead process's lowest descriptor.
    ///
    /// - Returns: whether more are left.
    mutating func continueDeath(of process: Int) -> Bool {
        if let handle = openHandles(of: process).first { _ = close(handle, by: process) }
        return !openHandles(of: process).isEmpty
    }
}
