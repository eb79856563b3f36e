// Put into a copy of the package by scripts/mutate; no part of it otherwise.
internal import Glibc

/// Which mutant this process is, and a table in which it notes what it has come by.
///
/// The table is a file that is mapped once, before there is anything to be traced: noting a place makes no system call.
private struct MutantTable: @unchecked Sendable {
    let number: Int
    let seen: UnsafeMutablePointer<UInt8>?

    init() {
        number = getenv("SPOOL_MUTANT").flatMap { Int(String(cString: $0)) } ?? -1
        guard let path = getenv("SPOOL_MUTANTS_SEEN") else {
            seen = nil
            return
        }
        let file = open(path, O_RDWR)
        defer { close(file) }
        let table = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)
        seen = table == MAP_FAILED ? nil : table?.assumingMemoryBound(to: UInt8.self)
    }
}

private let table = MutantTable()

/// Whether this process is that mutant; none is number 0.
public func mutant(_ number: Int) -> Bool {
    if let seen = table.seen { seen[number] = 1 }
    return number == table.number
}

/// A condition, taken for true by one mutant and for false by another.
public func chosen(_ asTrue: Int, _ asFalse: Int, _ condition: @autoclosure () -> Bool) -> Bool {
    if mutant(asTrue) { return true }
    return mutant(asFalse) ? false : condition()
}

/// A call, left out by one mutant and made one call later by another: marked, for ``SpoolCall/alteration``.
func altered(_ omitted: Int, _ later: Int, _ call: SpoolCall) -> SpoolCall {
    if mutant(omitted) { return call.marked(1) }
    return mutant(later) ? call.marked(2) : call
}

/// What is to become of a call.
public enum Alteration {
    case none
    case omitted(SpoolCall)
    case later(SpoolCall)
}

extension SpoolCall {
    /// Marks are in numbers that no kernel gives out.
    private static var step: Int32 { 1_000_000 }

    fileprivate func marked(_ mark: Int32) -> SpoolCall {
        func moved(_ handle: Handle) -> Handle { Handle(handle.number + mark * Self.step) }
        return switch self {
        case .makeDirectory(let mode): .makeDirectory(mode: mode | UInt16(mark) << 14)
        case .link(let handle, let name, let place): .link(moved(handle), as: name, in: place)
        case .unlink(let name, let place): .unlink(name, in: moved(place))
        case .lock(let handle, let strength): .lock(moved(handle), strength)
        case .unlock(let handle): .unlock(moved(handle))
        case .setMode(let handle, let mode): .setMode(moved(handle), mode)
        case .setGroup(let handle, let group): .setGroup(moved(handle), group)
        case .write(let handle, let bytes): .write(moved(handle), bytes)
        case .empty(let handle): .empty(moved(handle))
        case .punchHole(let handle, let end): .punchHole(moved(handle), upTo: end)
        case .close(let handle): .close(moved(handle))
        case .wait(let nanoseconds): .wait(nanoseconds: -nanoseconds)
        default: self
        }
    }

    /// What is to become of it, its mark taken off.
    public var alteration: Alteration {
        let mark: Int32
        switch self {
        case .makeDirectory(let mode):
            mark = Int32(mode >> 14)
            let call = SpoolCall.makeDirectory(mode: mode & 0o7777)
            return mark == 0 ? .none : mark == 1 ? .omitted(call) : .later(call)
        case .wait(let nanoseconds):
            return nanoseconds < 0 ? .omitted(.wait(nanoseconds: -nanoseconds)) : .none
        case .link(let handle, _, _), .lock(let handle, _), .unlock(let handle), .setMode(let handle, _),
            .setGroup(let handle, _), .write(let handle, _), .punchHole(let handle, _), .empty(let handle),
            .close(let handle), .unlink(_, let handle):
            mark = (handle.number + Self.step / 2) / Self.step
        default: return .none
        }
        return mark == 0 ? .none : mark == 1 ? .omitted(marked(-1)) : .later(marked(-2))
    }

    /// The answer that is given without the call.
    public var assumed: SpoolReply {
        if case .write(_, let bytes) = self { .wrote(bytes.count) } else { .done }
    }
}

extension SpoolKernel {
    /// Runs a procedure to its outcome, as the mutant does it.
    public mutating func run<P: Procedure>(_ procedure: P, after reply: SpoolReply? = nil) -> P.Outcome {
        var procedure = procedure
        var reply = reply
        var late: SpoolCall?
        while true {
            switch procedure.next(after: reply) {
            case .call(let call):
                switch call.alteration {
                case .omitted(let omitted): reply = omitted.assumed
                case .later(let later):
                    if let late { _ = perform(late) }
                    late = later
                    reply = later.assumed
                case .none:
                    reply = perform(call)
                    if let made = late { _ = perform(made) }
                    late = nil
                }
            case .done(let outcome):
                if let late { _ = perform(late) }
                return outcome
            }
        }
    }
}
