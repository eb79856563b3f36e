internal import SpoolSystem

/// What is done to a call when its turn has come.
enum Treatment: Hashable, CustomStringConvertible {
    /// For how long a call fails.
    enum Span: Hashable { case once, fromNowOn }

    case none
    /// The process is killed, and the call is not made.
    case crash
    /// The process is killed when the call has been made.
    case crashAfter
    /// The call is not made, and fails; so do all later ones of the process that can fail so, where it is from now on.
    case fail(Errno, Span)
    /// A write of so many bytes only.
    case shorten(to: Int)

    /// What can be done to a call; the first is nothing.
    ///
    /// - Parameter footprint: what it touches. A process that dies before a call that only looks might as well die
    ///   before its next one.
    static func all(for call: ObservedCall, _ footprint: Footprint) -> [Treatment] {
        var all: [Treatment] = [.none]
        if footprint.isChange {
            all.append(.crash)
            // Whether a lock that is waited for is ever had is another matter.
            if !call.waits { all.append(.crashAfter) }
        }
        for error in errors(for: call) {
            all.append(.fail(error, .once))
            // Who is interrupted again and again tries again and again.
            if error != .interrupted { all.append(.fail(error, .fromNowOn)) }
        }
        if call.canBeCut { all.append(.shorten(to: 7)) }
        return all
    }

    /// The errors that a schedule tries of those that the kernel could answer a call with: one of a kind, for each makes
    /// every schedule branch.
    private static func errors(for call: ObservedCall) -> [Errno] {
        let possible = call.errors
        let tried: [Errno]
        if call.opens {
            tried = [.tooManyOpen, .noAccess, .noSpace]
        } else if call.writes {
            tried = [.noSpace, .inputOutput, .interrupted]
        } else {
            switch call.name {
            case "flock": tried = [.noLocks, .interrupted]
            case "mkdir", "mkdirat": tried = [.noSpace]
            // Without a name that takes up room it can want memory still.
            case "linkat", "link": tried = possible.contains(.noSpace) ? [.noSpace] : [.noMemory]
            case "read", "pread64": tried = [.inputOutput]
            default: tried = []
            }
        }
        return tried.filter(possible.contains)
    }

    /// Whether a fault that lasts concerns a call too.
    func concerns(_ call: ObservedCall) -> Bool {
        if case .fail(let error, .fromNowOn) = self { Self.errors(for: call).contains(error) } else { false }
    }

    var tampering: Tampering {
        switch self {
        case .none: .none
        case .crash: .kill
        case .crashAfter: .killAfter
        case .fail(let error, _): .fail(error.rawValue)
        case .shorten(let count): .shorten(to: count)
        }
    }

    /// What it costs to choose it.
    var cost: Cost {
        switch self {
        case .none: Cost()
        case .crash, .crashAfter: Cost(crashes: 1)
        case .fail, .shorten: Cost(faults: 1)
        }
    }

    var isCrash: Bool { self == .crash || self == .crashAfter }

    var description: String {
        switch self {
        case .none: "nothing"
        case .crash: "killed before it"
        case .crashAfter: "killed after it"
        case .fail(let error, .once): "made to fail: \(error.name)"
        case .fail(let error, .fromNowOn): "made to fail from now on: \(error.name)"
        case .shorten(let count): "cut to \(count) bytes"
        }
    }
}
