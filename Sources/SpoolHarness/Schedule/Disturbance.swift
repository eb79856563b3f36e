internal import SpoolSystem

/// Something that was done to a call.
struct Disturbance: CustomStringConvertible {
    let treatment: Treatment
    let call: ObservedCall
    /// The call with its file, by the name that others know.
    let words: String

    /// Whether it is about a line.
    var isAppend: Bool { call.writes && call.fileName.map { $0.contains(".events") } ?? false }

    /// Whether a request could not be written because of it.
    var keepsFromWriting: Bool {
        switch treatment {
        case .shorten: true
        case .fail(.noSpace, _), .fail(.noMemory, _): true
        case .fail(.inputOutput, _): call.writes
        case .none, .crash, .crashAfter, .fail: false
        }
    }

    /// What was done to which call, to stand behind "after NAME's".
    var description: String { "\(words) was \(treatment)" }
}

/// What was seen of locks on requests: what the last probe of one said, and which client has which.
struct LockNotes {
    /// By performer, the requests whose lock its last call could not ask for, in the act that it is in.
    private var unknown: [Int: Set<String>] = [:]
    /// By client, whether it has locked a file in the start that it is in.
    private var hasLocked: Set<Int> = []
    /// By client, the request that it has under its lock.
    private var claimed: [Int: String] = [:]
    /// By client, who took its request away from under its lock.
    private(set) var takenBy: [Int: Performer] = [:]

    /// A performer begins an act.
    mutating func began(_ performer: Int) {
        unknown[performer] = nil
        hasLocked.remove(performer)
        claimed[performer] = nil
        takenBy[performer] = nil
    }

    /// Takes note of a call that was made.
    ///
    /// - Returns: the request that a client has under its lock since this call.
    mutating func note(_ call: ObservedCall, by performer: Performer) -> String? {
        let index = performer.index
        if call.unlinks || call.name.hasPrefix("rename"), !call.failed, let name = call.fileName {
            for (client, request) in claimed where request.utf8.elementsEqual(name.utf8) && client != index {
                takenBy[client] = performer
                claimed[client] = nil
            }
        }
        if call.name == "flock", let name = call.fileName, call.arguments[1] & Self.unlocks == 0 {
            if call.result == -Int64(Errno.wouldBlock.rawValue) || !call.failed {
                unknown[index]?.remove(name)
            } else {
                unknown[index, default: []].insert(name)
            }
        }
        guard performer.isClient, case .start? = performer.act?.0, !call.failed else { return nil }
        switch call.name {
        case "flock":
            guard call.arguments[1] & Self.unlocks == 0 else {
                hasLocked.remove(index)
                claimed[index] = nil
                return nil
            }
            hasLocked.insert(index)
            return claim(call.fileName, index)
        case "link", "linkat", "rename", "renameat", "renameat2":
            return hasLocked.contains(index) ? claim(call.secondFileName, index) : nil
        default: return nil
        }
    }

    private mutating func claim(_ name: String?, _ client: Int) -> String? {
        guard let name, name.hasSuffix(".req") else { return nil }
        claimed[client] = name
        takenBy[client] = nil
        return name
    }

    /// Whether a performer's last look at a lock, in the act that it is in, told it nothing.
    func couldNotProbe(_ performer: Performer, _ id: String) -> Bool {
        unknown[performer.index]?.contains("\(id).req") ?? false
    }

    /// LOCK_UN
    private static let unlocks: UInt64 = 8
}
