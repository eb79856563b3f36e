/// Removes an events file that has no request (REAP-5), by claiming its id first as a start does.
///
/// With the id claimed no start can be between its own claim and its first event, so whatever events file stands
/// then is nobody's. Whoever starts at the same moment finds the name taken and held, and tries again.
public struct Sweep: Procedure {
    /// What came of it.
    public enum Outcome: Hashable, Sendable {
        /// No events file of that id stands any more.
        case swept
        /// The id is somebody's now, or a call failed: nothing was touched.
        case left
    }

    private enum State: Hashable, Sendable {
        case claiming(Claim)
        case removingEvents(Handle)
        case removingRequest(Handle, Outcome)
        case closing(Outcome)
    }

    private let id: RecorderID
    private let directory: Handle
    private var state: State

    /// - Parameters:
    ///   - id: the orphan's id.
    ///   - directory: the spool directory's handle.
    public init(_ id: RecorderID, in directory: Handle) {
        self.id = id
        self.directory = directory
        state = .claiming(Claim(id, in: directory, group: nil))
    }

    /// See `Procedure`.
    public mutating func next(after reply: SpoolReply?) -> Step<Outcome> {
        switch state {
        case .claiming(var claim):
            switch claim.next(after: reply) {
            case .call(let call):
                state = .claiming(claim)
                return .call(call)
            case .done(.claimed(let handle)):
                state = .removingEvents(handle)
                return .call(.unlink(.events(id), in: directory))
            case .done(.taken(let handle)):
                state = .closing(.left)
                return .call(.close(handle))
            case .done(.failed):
                return .done(.left)
            }
        case .removingEvents(let handle):
            let removed = reply == .done || reply == .failed(.noEntry)
            state = .removingRequest(handle, removed ? .swept : .left)
            return .call(.unlink(.request(id), in: directory))
        case .removingRequest(let handle, let outcome):
            state = .closing(outcome)
            return .call(.close(handle))
        case .closing(let outcome):
            return .done(outcome)
        }
    }
}
