internal import SpoolSpec
internal import SpoolSystem

/// Whose fault it is where a request that a start has locked is gone: the client's is only what it does with it.
final class Custody {
    /// The file that the client had under its lock.
    private var inode: UInt64?
    private var isTaken = false

    /// The worker, where its calls are followed, and how many it had made by then.
    private var worker: (traced: TracedProcess, calls: Int)?

    /// Takes note of the request before a worker acts.
    ///
    /// - Parameters:
    ///   - isClients: whether the client is the one that has locked it, if it is locked.
    ///   - worker: where its calls are followed.
    func note(
        _ scene: Scene, _ id: String, isClients: Bool, before worker: TracedProcess? = nil
    ) throws(Interruption) {
        guard isClients, try scene.spool.lockState(.request(id)) == .exclusive else { return }
        inode = try scene.spool.status(.request(id))?.inode
        self.worker = worker.map { ($0, $0.calls.count) }
    }

    /// Looks for it again when the worker has acted, and nobody else.
    func look(_ scene: Scene, _ id: String) throws(Interruption) {
        guard let inode else { return }
        isTaken = try scene.spool.status(.request(id))?.inode != inode
    }

    /// Charges the worker where it has taken the request away.
    ///
    /// - Returns: whether it has.
    func chargesWorker(_ scene: Scene, _ id: String, _ when: String) throws(Interruption) -> Bool {
        if let worker {
            isTaken = worker.traced.calls.dropFirst(worker.calls).contains {
                $0.unlinks && !$0.failed && $0.fileName == "\(id).req"
            }
        }
        guard isTaken else { return false }
        scene.check(
            "REAP-3", false, expected: "\(when): \(id).req, which the start had locked, to stay",
            seen: "the worker removed it")
        return true
    }
}
