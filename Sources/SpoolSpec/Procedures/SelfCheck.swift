/// Looks whether workers can still find and read a recording, and sets right what can be set right in place (LOCK-8,
/// LOCK-9).
public struct SelfCheck: Procedure {
    /// What was found.
    public enum Outcome: Hashable, Sendable {
        /// All is as the start left it.
        case standing
        /// The mode or group of the request or of the directory was another, and is set right.
        case mended
        /// The request is not under its name any more: nothing there is ours.
        case removed
        /// Workers cannot find or read the request, which stands where it was made: stop it, and begin again.
        case outOfReach
    }

    private enum State: Hashable, Sendable {
        case idle
        case lookingAtRequest
        case mendingRequest
        case askingDirectory
        case lookingAtDirectory(FileFacts)
        case mendingDirectory
    }

    private let recording: StartedRecording
    private var state = State.idle
    private var toDo: [SpoolCall] = []
    private var hasMended = false

    /// - Parameter recording: what the start came to.
    public init(_ recording: StartedRecording) { self.recording = recording }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch state {
        case .idle:
            state = .lookingAtRequest
            return .call(.statusOf(.request(recording.id), in: recording.directory))
        case .lookingAtRequest: return sawRequest(reply)
        case .mendingRequest:
            if case .failed = reply { return .done(.outOfReach) }
            return mendRequest()
        case .askingDirectory:
            // An error that says nothing of the directory is no reason to give a recording up.
            guard case .facts(let facts) = reply else { return end() }
            state = .lookingAtDirectory(facts)
            return .call(.statusOfDirectory)
        case .lookingAtDirectory(let facts): return sawDirectory(reply, facts)
        case .mendingDirectory:
            if case .failed = reply { return .done(.outOfReach) }
            return mendDirectory()
        }
    }

    private mutating func sawRequest(_ reply: SpoolReply?) -> Step<Outcome> {
        let wanted = recording.facts
        switch reply {
        case .facts(let named):
            guard named.isSameFile(as: wanted) else { return .done(.removed) }
            guard named.size == wanted.size else { return .done(.outOfReach) }
            plan(recording.request, named, mode: wanted.mode)
            return mendRequest()
        case .failed(.noEntry): return .done(.removed)
        default: return end()
        }
    }

    private mutating func mendRequest() -> Step<Outcome> {
        guard let call = toDo.popLast() else {
            state = .askingDirectory
            return .call(.status(recording.directory))
        }
        state = .mendingRequest
        return .call(call)
    }

    private mutating func sawDirectory(_ reply: SpoolReply?, _ own: FileFacts) -> Step<Outcome> {
        switch reply {
        case .facts(let named):
            guard named.isSameFile(as: own) else { return .done(.outOfReach) }
            plan(recording.directory, named, mode: PrepareDirectory.mode)
            return mendDirectory()
        case .failed(.noEntry), .failed(.notDirectory): return .done(.outOfReach)
        default: return end()
        }
    }

    private mutating func mendDirectory() -> Step<Outcome> {
        guard let call = toDo.popLast() else { return end() }
        state = .mendingDirectory
        return .call(call)
    }

    /// Plans what sets mode and group right; the group comes first, for a change of it may take bits of the mode.
    private mutating func plan(_ handle: Handle, _ facts: FileFacts, mode: UInt16) {
        let group = recording.facts.group
        guard facts.group != group || facts.mode != mode else { return }
        toDo = [.setMode(handle, mode)]
        if facts.group != group { toDo.append(.setGroup(handle, group)) }
        hasMended = true
    }

    private func end() -> Step<Outcome> { .done(hasMended ? .mended : .standing) }
}
