/// Empties a recording's request while its lock is held: from now on no worker takes it for a recording.
///
/// A worker goes by what it read in its last scan, for up to a second. One that keeps the identity of what it read (as
/// the reference does) sees before its next line that the request has changed; one that does not, as the published one,
/// writes on for that second, and would make the events file anew behind a ``Stop``. So a client that wants to leave
/// nothing withdraws, waits until nobody can go by the old contents any more, and stops then.
public struct Withdraw: Procedure {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// The request stands under its name, and is empty.
        case withdrawn
        /// The request was not under its name any more: somebody had removed it (LOCK-8).
        case lost
    }

    private let recording: StartedRecording
    private var isEmptying = false

    /// For how long a worker may go by what it read before, in nanoseconds: SCAN-1's second, and a tenth for its hook.
    public static let staleNanoseconds: Int64 = 1_100_000_000

    /// - Parameter recording: what the start came to; its request stays open and locked.
    public init(_ recording: StartedRecording) { self.recording = recording }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch reply {
        case nil: return .call(.statusOf(.request(recording.id), in: recording.directory))
        case .facts(let named) where named.isSameFile(as: recording.facts):
            isEmptying = true
            return .call(.empty(recording.request))
        // A request that cannot be emptied is removed by the stop that follows.
        case _ where isEmptying: return .done(.withdrawn)
        default: return .done(.lost)
        }
    }
}
