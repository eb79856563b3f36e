internal import SpoolSystem

/// The cases of a clause that could not be played, beside those that were.
package struct Shortfall: Hashable, Sendable {
    /// Cases that could not be played for one reason.
    package struct Group: Hashable, Sendable {
        package let reason: String
        package let cases: [String]
    }

    /// How many cases passed.
    package let passed: Int
    /// How many cases judge the clause.
    package let total: Int
    /// What kept the others from being played, in the order in which it was met.
    package let groups: [Group]

    /// Groups cases by the reason for which they were skipped.
    package init(passed: Int, total: Int, skipped: [(name: String, reason: String)]) {
        var found: [(reason: String, cases: [String])] = []
        for (name, reason) in skipped {
            if let index = found.firstIndex(where: { $0.reason == reason }) {
                found[index].cases.append(name)
            } else {
                found.append((reason, [name]))
            }
        }
        self.passed = passed
        self.total = total
        groups = found.map { Group(reason: $0.reason, cases: $0.cases) }
    }

    /// "3 of 4 cases passed; not checked: NAME-4/this, because …".
    package var sentence: String {
        let reasons = groups.map { group in
            passed == 0 && groups.count == 1
                ? group.reason : "\(group.cases.joined(separator: ", ")), because \(group.reason)"
        }
        if passed == 0 { return reasons.joined(separator: "; ") }
        return "\(passed) of \(total) cases passed; not checked: " + reasons.joined(separator: "; ")
    }

    /// "22 of 25 cases passed; 3 could not run:", and a line for each reason; `nil` where the sentence says it as shortly.
    var lines: (first: String, reasons: [String])? {
        if passed == 0 && groups.count == 1 { return nil }
        let missing = groups.reduce(0) { $0 + $1.cases.count }
        let first = "\(passed) of \(counted(total, "case")) passed; \(missing) could not run:"
        return (first, groups.map { "\($0.cases.count): \($0.reason)" })
    }
}

/// What a machine lacks for cases that were skipped.
enum Lack: CaseIterable, Hashable {
    case namespaces, tracing, processIDs, users, groups, fileSystem, room, devices, processes, groupName

    /// What it is, after "for want of".
    var name: String {
        switch self {
        case .namespaces: "namespaces of our own"
        case .tracing: "system calls that can be followed"
        case .processIDs: "process ids that can be chosen"
        case .users: "a second user, for the workers"
        case .groups: "a spool group that is not our own"
        case .fileSystem: "a file system of a chosen size"
        case .room: "room for what a case writes"
        case .devices: "device nodes"
        case .processes: "a /proc that shows our processes"
        case .groupName: "a name for the spool's group"
        }
    }

    /// The words with which the reason of a skipped case begins.
    private var beginnings: [String] {
        switch self {
        case .namespaces: [Need.namespaces.phrase]
        case .tracing: ["the system calls of ", "system calls cannot be followed"]
        case .processIDs: [Need.chosenProcessIDs.phrase]
        case .users: [Need.otherUsers.phrase]
        case .groups: [Need.foreignGroup.phrase]
        case .fileSystem: [Need.privateFileSystem.phrase]
        case .room: [Need.roomPhrase]
        case .devices: [Need.deviceNodes.phrase]
        case .processes: [Need.mountedProc.phrase]
        case .groupName: [Need.namedGroup.phrase]
        }
    }

    /// What a reason says is missing; `nil` where it is not the machine that lacks it.
    init?(reason: String) {
        guard
            let lack = Lack.allCases.first(where: { lack in
                lack.beginnings.contains { reason.utf8.starts(with: $0.utf8) }
            })
        else { return nil }
        self = lack
    }
}
