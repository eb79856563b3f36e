internal import SpoolSystem

/// What is done to a call when its turn has come.
enum Treatment: Hashable, CustomStringConvertible {
    case none
    /// The process is killed, and the call is not made.
    case crash
    case fail(Errno)
    /// A write of so many bytes only.
    case shorten(to: Int)

    /// What can be done to a call; the first is nothing.
    static func all(for call: ObservedCall) -> [Treatment] {
        var all: [Treatment] = [.none, .crash]
        if call.opens { all += [.fail(.tooManyOpen), .fail(.noAccess)] }
        if call.writes {
            all += [.fail(.noSpace), .fail(.inputOutput), .fail(.interrupted), .shorten(to: 7)]
        }
        if call.name == "flock" { all += [.fail(.noLocks), .fail(.interrupted)] }
        if call.name == "linkat" { all.append(.fail(.noSpace)) }
        if call.lists { all.append(.fail(.inputOutput)) }
        return all
    }

    var tampering: Tampering {
        switch self {
        case .none: .none
        case .crash: .kill
        case .fail(let error): .fail(error.rawValue)
        case .shorten(let count): .shorten(to: count)
        }
    }

    var description: String {
        switch self {
        case .none: "nothing"
        case .crash: "killed before it"
        case .fail(let error): "made to fail: \(error.name)"
        case .shorten(let count): "cut to \(count) bytes"
        }
    }
}

/// What a decision costs; the simplest schedules cost nothing.
struct Cost: Hashable, CustomStringConvertible {
    /// Times that a process in the middle of something had to wait for others.
    var preemptions = 0
    var crashes = 0
    var faults = 0

    var total: Int { preemptions + crashes + faults }

    static func + (first: Cost, second: Cost) -> Cost {
        Cost(
            preemptions: first.preemptions + second.preemptions, crashes: first.crashes + second.crashes,
            faults: first.faults + second.faults)
    }

    func fits(_ other: Cost) -> Bool {
        preemptions <= other.preemptions && crashes <= other.crashes && faults <= other.faults
    }

    var description: String {
        func counted(_ number: Int, _ one: String, _ many: String) -> String {
            "\(number) \(number == 1 ? one : many)"
        }
        return [
            counted(preemptions, "preemption", "preemptions"), counted(crashes, "crash", "crashes"),
            counted(faults, "fault", "faults"),
        ].joined(separator: ", ")
    }
}
