import SpoolSpec

/// A client of the published recorder, call by call as it was traced: what the model must refute.
struct PublishedClient: ModelProgram {
    private enum State: Hashable {
        case idle
        case askingForDirectory
        case makingDirectory
        case settingDirectoryGroup
        case settingDirectoryMode
        case removingOldEvents
        case opening
        case locking
        case writing
        case settingGroup
        case unlocking
        case removingRequest
        case removingEvents
    }

    private let tasks: [ClientProgram.Task]
    private var done = 0
    private var state = State.idle
    private var id: RecorderID?
    private var filter = Filter()
    private var request = Handle(-1)
    private var toTell: [Note] = []

    /// The published client prepares the directory in each start: `prepare` and `open` are nothing to it.
    init(_ tasks: [ClientProgram.Task]) {
        self.tasks = tasks.filter { $0 != .prepare && $0 != .open }
    }

    var events: [ModelEvent] { [] }

    mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let note = toTell.popLast() { return .tell(note) }
        guard state != .idle, let id else { return begin() }
        switch state {
        case .idle: return begin()
        case .askingForDirectory:
            if case .facts = reply {
                return call(.setDirectoryGroup(ModelKernel.spoolGroup), .settingDirectoryGroup)
            }
            return call(.makeDirectory(mode: 0o777), .makingDirectory)
        case .makingDirectory:
            if case .failed(let error) = reply { return failed(.system(.makeDirectory, error)) }
            return call(.setDirectoryGroup(ModelKernel.spoolGroup), .settingDirectoryGroup)
        case .settingDirectoryGroup: return call(.setDirectoryMode(0o2770), .settingDirectoryMode)
        case .settingDirectoryMode: return call(.unlink(.events(id), in: .byPath), .removingOldEvents)
        case .removingOldEvents:
            let flags: OpenFlags = [.writeOnly, .create, .truncate]
            return call(.open(.request(id), in: .byPath, flags, mode: 0o640), .opening)
        case .opening:
            switch reply {
            case .opened(let handle):
                request = handle
                return call(.lock(handle, .exclusive), .locking)
            case .failed(let error): return failed(.system(.makeRequest, error))
            default: return failed(.nameTaken)
            }
        case .locking:
            if case .failed(let error) = reply { return failed(.system(.lockRequest, error)) }
            return call(.write(request, filter.encoded()), .writing)
        case .writing:
            // Whether it was written nobody asks.
            return call(.setGroupOf(.request(id), in: .byPath, ModelKernel.spoolGroup), .settingGroup)
        case .settingGroup:
            state = .idle
            toTell = [.holding([request])]
            return .tell(.started(request))
        case .unlocking: return call(.unlink(.request(id), in: .byPath), .removingRequest)
        case .removingRequest: return call(.unlink(.events(id), in: .byPath), .removingEvents)
        case .removingEvents:
            state = .idle
            toTell = [.holding([])]
            return .tell(.stopped)
        }
    }

    private mutating func begin() -> ProgramStep {
        guard done < tasks.count else { return .done }
        let task = tasks[done]
        done += 1
        switch task {
        case .start(let id, let filter):
            self.id = id
            self.filter = filter
            state = .askingForDirectory
            return .call(.statusOfDirectory, opening: .starting(id, filter))
        case .stop:
            state = .unlocking
            return .call(.close(request), opening: .stopping)
        case .prepare, .open: return begin()
        }
    }

    private mutating func call(_ call: SpoolCall, _ next: State) -> ProgramStep {
        state = next
        return .call(call, opening: nil)
    }

    private mutating func failed(_ failure: StartFailure) -> ProgramStep {
        state = .idle
        done = tasks.count
        return .tell(.startFailed(failure))
    }
}
