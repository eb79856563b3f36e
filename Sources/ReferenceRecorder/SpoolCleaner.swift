internal import SpoolSpec
internal import SpoolSystem

/// Removes what dead recorders left in a spool, as a worker does it: by the protocol's own procedures, which never touch
/// a live recorder's files.
package struct SpoolCleaner {
    /// What became of one id.
    package enum Outcome: Hashable, Sendable {
        /// Its files are removed.
        case removed
        /// A client has the id now.
        case alive
        /// It has gone meanwhile.
        case gone
        /// Another process removes it now, or this user may not.
        case left
    }

    /// A client that opens its request and locks it by a second call, as the published one does, looks dead between the two.
    /// Only what is dead at two looks so far apart is removed, in nanoseconds.
    private static let confirmation: Int64 = 200_000_000

    /// One reaper is at work at a time: another one is waited for, so many times so many nanoseconds.
    private static let triesMax = 10
    private static let pause: Int64 = 20_000_000

    private let location: SpoolLocation

    /// - Parameter location: the spool.
    package init(at location: SpoolLocation) { self.location = location }

    /// Removes what a survey found to be left, as far as it still is.
    ///
    /// - Parameter leftovers: ids whose recorders are dead, and orphans.
    /// - Returns: what became of each of them.
    package func remove(_ leftovers: [SpoolSurvey.Entry]) -> [Outcome] {
        guard !leftovers.isEmpty else { return [] }
        MonotonicClock.sleep(nanoseconds: Self.confirmation)
        var kernel = LiveKernel(path: location.directory)
        guard case .opened(let directory) = kernel.perform(.openDirectory) else {
            return leftovers.map { _ in .left }
        }
        let outcomes = leftovers.map { remove($0, in: directory, &kernel) }
        _ = kernel.perform(.close(directory))
        return outcomes
    }

    private func remove(
        _ entry: SpoolSurvey.Entry, in directory: Handle, _ kernel: inout LiveKernel
    ) -> Outcome {
        if entry.state == .orphan {
            switch kernel.run(Sweep(entry.id, in: directory)) {
            case .swept: return .removed
            case .left:
                // The id is somebody's, or the events file cannot be taken away.
                let request = kernel.perform(.statusOf(.request(entry.id), in: directory))
                if case .facts = request { return .alive }
                return .left
            }
        }
        for _ in 0..<Self.triesMax {
            let examine = Examine(
                entry.id, in: directory, listedInode: entry.request?.inode, readsContents: false)
            switch kernel.run(examine) {
            case .reaped: return .removed
            case .alive, .unreadable: return .alive
            case .gone, .foreign: return .gone
            case .busy, .unclear: MonotonicClock.sleep(nanoseconds: Self.pause)
            }
        }
        return .left
    }
}
