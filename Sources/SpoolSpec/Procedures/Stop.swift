/// Ends a recording: removes its two files under its own lock, then lets go of the lock.
///
/// Events go first: as long as the request stands and is locked, nobody can claim the id, so neither name can be
/// a successor's (STOP-2); a crash in between leaves a dead request, which every scan removes (STOP-3). A
/// worker in the middle of an append may leave an events file behind the first removal: it is swept at once.
public struct Stop: Procedure {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// Both files are removed and the lock is free.
        case stopped
        /// The request was not under its name any more: somebody had removed it (LOCK-8).
        case lost
    }

    private enum State: Hashable, Sendable {
        case idle
        case comparing
        case removingEvents
        case removingRequest
        case lookingForEvents
        case sweeping(Sweep)
        case closing(Outcome)
    }

    private let recording: StartedRecording
    private var state = State.idle

    /// - Parameter recording: what the start came to; its request is closed, its directory is not.
    public init(_ recording: StartedRecording) { self.recording = recording }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        let id = recording.id
        let directory = recording.directory
        switch state {
        case .idle:
            state = .comparing
            return .call(.statusOf(.request(id), in: directory))
        case .comparing:
            guard case .facts(let named) = reply, named.isSameFile(as: recording.facts) else {
                return close(.lost)
            }
            state = .removingEvents
            return .call(.unlink(.events(id), in: directory))
        case .removingEvents:
            state = .removingRequest
            return .call(.unlink(.request(id), in: directory))
        case .removingRequest:
            state = .lookingForEvents
            return .call(.statusOf(.events(id), in: directory))
        case .lookingForEvents:
            guard case .facts = reply else { return close(.stopped) }
            return sweep(Sweep(id, in: directory), nil)
        case .sweeping(let procedure):
            return sweep(procedure, reply)
        case .closing(let outcome):
            return .done(outcome)
        }
    }

    private mutating func sweep(_ procedure: Sweep, _ reply: SpoolReply?) -> Step<Outcome> {
        var procedure = procedure
        switch procedure.next(after: reply) {
        case .call(let call):
            state = .sweeping(procedure)
            return .call(call)
        case .done:
            return close(.stopped)
        }
    }

    private mutating func close(_ outcome: Outcome) -> Step<Outcome> {
        state = .closing(outcome)
        return .call(.close(recording.request))
    }
}
