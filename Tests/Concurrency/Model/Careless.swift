import SpoolSpec

/// One measure of the reference recorder left out: what the measure is there for must then go wrong.
enum Carelessness: String, CaseIterable {
    case reapsWithoutTheDirectoryLock
    case reapsWithoutLookingWhoseFileItIs
    case removesTheRequestFirst
    case appendsWithoutLookingAgain
    case appendsWithoutLookingAtAll
    case visitsWithoutReading
    case sweepsWithoutClaiming
    case locksAfterLinking
    case cleansBeforeClaiming
    case cleansAfterActivating
    case unlocksBeforeRemoving
    case makesTheDirectoryOpenToAll
    case takesAStandingDirectoryForAFailure
    case takesEveryErrorForALock
    case takesAShortWriteForAWholeOne
    case doesNotRepeatAnInterruptedWrite
    case forgetsToClose
}

/// A program of the reference recorder that leaves one measure out.
///
/// It stands between program and kernel: some calls are made otherwise, some are never made and answered as the
/// careless would have assumed.
struct Careless<Program: ModelProgram>: ModelProgram {
    private enum Decision {
        case make(SpoolCall)
        case assume(SpoolReply)
        /// This one first, and then what was asked for.
        case precede(SpoolCall)
    }

    private let carelessness: Carelessness
    private var program: Program
    private var phase: Note?
    private var asked: SpoolCall?
    private var directory: Handle?
    private var request: Handle?
    private var facts: FileFacts?
    private var contents: [UInt8]?
    private var hasOpenedEvents = false
    private var hasClosed = false
    private var held: SpoolReply?
    private var waiting: SpoolCall?

    init(_ carelessness: Carelessness, _ program: Program) {
        self.carelessness = carelessness
        self.program = program
    }

    var events: [ModelEvent] { program.events }

    mutating func next(after reply: SpoolReply?) -> ProgramStep {
        if let call = waiting {
            waiting = nil
            return .call(call, opening: nil)
        }
        var answer = reply
        if let reply = held {
            held = nil
            answer = reply
        } else if let reply, let asked {
            answer = receive(reply, to: asked)
            if let extra = follow(asked, reply) {
                held = answer
                return .call(extra, opening: nil)
            }
        }
        var opening: Note?
        while true {
            switch program.next(after: answer) {
            case .call(let call, let first):
                opening = first ?? opening
                if let first { begin(first) }
                asked = call
                switch decide(call) {
                case .make(let call): return .call(call, opening: opening)
                case .assume(let reply): answer = reply
                case .precede(let extra):
                    waiting = call
                    return .call(extra, opening: opening)
                }
            case let other: return other
            }
        }
    }

    private mutating func begin(_ note: Note) {
        phase = note
        hasOpenedEvents = false
        hasClosed = false
        request = nil
    }

    private var isStopping: Bool { phase == .stopping }

    private var isStarting: Bool {
        if case .starting = phase { true } else { false }
    }

    // MARK: Calls

    private mutating func decide(_ call: SpoolCall) -> Decision {
        switch carelessness {
        case .reapsWithoutTheDirectoryLock:
            switch call {
            case .lock(directory, _), .unlock(directory): return .assume(.done)
            default: return .make(call)
            }
        case .reapsWithoutLookingWhoseFileItIs:
            if case .statusOf(.request, _) = call, let facts { return .assume(.facts(facts)) }
        case .removesTheRequestFirst: return .make(isStarting ? call : swapped(call))
        case .appendsWithoutLookingAgain, .appendsWithoutLookingAtAll: return lookLess(call)
        case .visitsWithoutReading:
            if case .handling = phase, case .read = call, let contents { return .assume(.bytes(contents)) }
        case .sweepsWithoutClaiming: return sweep(call)
        case .locksAfterLinking:
            if case .lock(_, .exclusive) = call, isStarting { return .assume(.done) }
        case .cleansBeforeClaiming:
            if isStarting, case .unlink(.events, _) = call { return .assume(.done) }
            if case .starting(let id, _) = phase, case .openUnnamed(let place, _) = call {
                return .precede(.unlink(.events(id), in: place))
            }
        case .cleansAfterActivating:
            if isStarting, case .unlink(.events, _) = call { return .assume(.done) }
        case .unlocksBeforeRemoving: return unlockEarly(call)
        case .makesTheDirectoryOpenToAll:
            if case .makeDirectory = call { return .make(.makeDirectory(mode: 0o777)) }
        case .forgetsToClose:
            if case .close(let handle) = call, handle != directory, phase == .scanning {
                return .assume(.done)
            }
        case .takesAStandingDirectoryForAFailure, .takesEveryErrorForALock, .takesAShortWriteForAWholeOne,
            .doesNotRepeatAnInterruptedWrite:
            break
        }
        return .make(call)
    }

    private func swapped(_ call: SpoolCall) -> SpoolCall {
        switch call {
        case .unlink(.events(let id), let place): .unlink(.request(id), in: place)
        case .unlink(.request(let id), let place): .unlink(.events(id), in: place)
        default: call
        }
    }

    private mutating func lookLess(_ call: SpoolCall) -> Decision {
        guard case .handling = phase, case .status(let handle) = call, let facts else { return .make(call) }
        let isFirst = !hasOpenedEvents && request == nil
        if isFirst, carelessness == .appendsWithoutLookingAtAll { request = handle }
        return handle == request ? .assume(.facts(facts)) : .make(call)
    }

    private func sweep(_ call: SpoolCall) -> Decision {
        let nobody = Handle(-1)
        switch call {
        case .openUnnamed: return .assume(.opened(nobody))
        case .status(nobody): return .assume(.facts(.nobody))
        case .lock(nobody, _), .setMode(nobody, _), .link(nobody, _, _), .close(nobody): return .assume(.done)
        case .unlink(.request, _) where phase == .scanning && facts == nil: return .assume(.done)
        default: return .make(call)
        }
    }

    private mutating func unlockEarly(_ call: SpoolCall) -> Decision {
        guard isStopping, let request else { return .make(call) }
        if case .unlink = call, !hasClosed {
            hasClosed = true
            return .precede(.close(request))
        }
        return call == .close(request) ? .assume(.done) : .make(call)
    }

    // MARK: Replies

    private mutating func receive(_ reply: SpoolReply, to call: SpoolCall) -> SpoolReply {
        switch (call, reply) {
        case (.openDirectory, .opened(let handle)): directory = handle
        case (.openUnnamed, .opened(let handle)): request = handle
        case (.open(.events, _, _, _), .opened): hasOpenedEvents = true
        case (.read, .bytes(let seen)): contents = seen
        case (.status(let handle), .facts(let seen)) where seen.kind == .regular && !hasOpenedEvents:
            facts = seen
            if case .handling = phase { request = handle }
        default: break
        }
        switch (carelessness, reply) {
        case (.takesAStandingDirectoryForAFailure, .failed(.exists)):
            if case .makeDirectory = call { return .failed(.noAccess) }
        case (.takesEveryErrorForALock, .failed):
            if case .lock(_, .shared) = call { return .failed(.wouldBlock) }
        case (.takesAShortWriteForAWholeOne, .wrote):
            if case .write(_, let bytes) = call { return .wrote(bytes.count) }
        case (.doesNotRepeatAnInterruptedWrite, .failed(.interrupted)):
            if case .write = call { return .failed(.inputOutput) }
        case (.removesTheRequestFirst, .failed(.noEntry)):
            if case .unlink = call { return .done }
        default: break
        }
        return reply
    }

    /// What is done late.
    private func follow(_ call: SpoolCall, _ reply: SpoolReply) -> SpoolCall? {
        switch (carelessness, call, reply) {
        case (.locksAfterLinking, .link(let handle, _, _), .done) where isStarting:
            return .lock(handle, .exclusive)
        case (.cleansAfterActivating, .write, .wrote):
            guard case .starting(let id, _) = phase, let directory else { return nil }
            return .unlink(.events(id), in: directory)
        default: return nil
        }
    }
}

extension FileFacts {
    /// Of a file that was never made.
    fileprivate static let nobody = FileFacts(
        kind: .regular, mode: 0o640, owner: 0, group: ModelKernel.spoolGroup, device: 1, inode: 0,
        linkCount: 1,
        size: 0, allocated: 0, changeTime: 0)
}
