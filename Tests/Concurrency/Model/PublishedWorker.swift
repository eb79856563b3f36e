import SpoolSpec

/// A worker of the published recorder, call by call as it was traced: what the model must refute.
struct PublishedWorker: ModelProgram {
    struct Recorder: Hashable {
        var id: RecorderID
        var filter: Filter
    }

    private enum State: Hashable {
        case idle
        case openingDirectory
        case listing
        case openingRequest(RecorderID)
        case locking(RecorderID, Handle)
        case removingRequest(RecorderID, Handle)
        case removingEvents(RecorderID, Handle)
        case reading(RecorderID, Handle)
        case closingRequest
        case closingDirectory
        case openingEvents(ModelEvent)
        case writing(ModelEvent, Handle)
        case closingEvents(ModelEvent)
    }

    private let tasks: [WorkerProgram.Task]
    private var done = 0
    private var state = State.idle
    private var directory = Handle(-1)
    private var requests: [RecorderID] = []
    private var found: [Recorder] = []
    private var recorders: [Recorder] = []
    private var toWrite: [Recorder] = []
    private var toTell: [Note] = []

    init(_ tasks: [WorkerProgram.Task]) { self.tasks = tasks }

    var events: [ModelEvent] {
        tasks.compactMap { task in
            if case .handle(let event) = task { event } else { nil }
        }
    }

    mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let note = toTell.popLast() { return .tell(note) }
        switch state {
        case .idle: return begin()
        case .openingDirectory:
            // No spool directory means that nobody records.
            guard case .opened(let handle) = reply else { return scanned() }
            directory = handle
            return list()
        case .listing:
            guard case .names(let names, false) = reply else {
                return call(.close(directory), .closingDirectory)
            }
            for name in names {
                if case .request(let id) = name.name { requests.append(id) }
            }
            return examineNext()
        case .openingRequest(let id):
            guard case .opened(let handle) = reply else { return examineNext() }
            return call(.lock(handle, .exclusive), .locking(id, handle))
        case .locking(let id, let handle):
            if reply == .done {
                return call(.unlink(.request(id), in: .byPath), .removingRequest(id, handle))
            }
            // Any error is taken for a live client.
            return call(.read(handle, offset: 0, count: 65_536), .reading(id, handle))
        case .removingRequest(let id, let handle):
            return call(.unlink(.events(id), in: .byPath), .removingEvents(id, handle))
        case .removingEvents(_, let handle): return call(.close(handle), .closingRequest)
        case .reading(let id, let handle):
            if case .bytes(let bytes) = reply, let filter = try? Filter.decode(request: bytes) {
                found.append(Recorder(id: id, filter: filter))
            }
            return call(.close(handle), .closingRequest)
        case .closingRequest: return examineNext()
        case .closingDirectory: return scanned()
        case .openingEvents(let event):
            guard case .opened(let handle) = reply else { return writeNext(event, opening: nil) }
            return call(.write(handle, event.line), .writing(event, handle))
        case .writing(let event, let handle): return call(.close(handle), .closingEvents(event))
        case .closingEvents(let event): return writeNext(event, opening: nil)
        }
    }

    private mutating func begin() -> ProgramStep {
        guard done < tasks.count else { return .done }
        let task = tasks[done]
        done += 1
        switch task {
        case .scan:
            found = []
            state = .openingDirectory
            return .call(.openDirectory, opening: .scanning)
        case .handle(let event):
            toWrite = recorders.filter { $0.filter.matches(event.traits) }
                .reversed()
            return writeNext(event, opening: .handling(event.number))
        }
    }

    private mutating func call(_ call: SpoolCall, _ next: State) -> ProgramStep {
        state = next
        return .call(call, opening: nil)
    }

    private mutating func list() -> ProgramStep { call(.list(directory), .listing) }

    private mutating func examineNext() -> ProgramStep {
        guard let id = requests.popLast() else { return list() }
        return call(.open(.request(id), in: .byPath, [], mode: 0), .openingRequest(id))
    }

    private mutating func scanned() -> ProgramStep {
        recorders = found
        return ended(.scanned(recorders.map(\.id)))
    }

    private mutating func writeNext(_ event: ModelEvent, opening: Note?) -> ProgramStep {
        guard let recorder = toWrite.popLast() else { return ended(.handled(event.number)) }
        state = .openingEvents(event)
        return .call(
            .open(.events(recorder.id), in: .byPath, [.writeOnly, .append, .create], mode: 0o640),
            opening: opening)
    }

    private mutating func ended(_ note: Note) -> ProgramStep {
        state = .idle
        toTell = [.holding([])]
        return .tell(note)
    }
}
