internal import CSpoolSystem

/// What the first process of a stage tries, in this order.
package enum StageStep: Int, CaseIterable, Hashable, Sendable {
    case namespaces, userNamespace, denySetgroups, mapUser, mapGroup, privateMounts
    case proc, base, directory, arena, deviceNode, otherUser, ownIDs, chosenProcess

    /// What was tried, for a sentence that goes on with why it failed.
    package var description: String {
        switch self {
        case .namespaces: "making PID and mount namespaces"
        case .userNamespace: "making PID and mount namespaces in a user namespace"
        case .denySetgroups: "giving up setgroups(2) in the user namespace"
        case .mapUser: "mapping our user into the user namespace"
        case .mapGroup: "mapping our group into the user namespace"
        case .privateMounts: "making mounts private"
        case .proc: "mounting /proc"
        case .base: "mounting a tmpfs"
        case .directory: "making a temporary directory"
        case .arena: "mounting a tmpfs of the chosen size"
        case .deviceNode: "making and opening a device node"
        case .otherUser: "becoming another user"
        case .ownIDs: "choosing where process ids begin"
        case .chosenProcess: "choosing a process id"
        }
    }
}

/// What came of each step.
package struct StageOutcomes: Hashable, Sendable {
    /// As the first process counts: 0 done, -1 not tried, else the errno.
    private(set) var codes = [Int32](repeating: -1, count: StageStep.allCases.count)

    /// Nothing was tried yet.
    package init() {}

    /// - Returns: `nil` where the codes are not one for each step.
    init?(codes: [Int32]) {
        guard codes.count == self.codes.count else { return nil }
        self.codes = codes
    }

    /// Whether a step was tried and succeeded.
    package func succeeded(_ step: StageStep) -> Bool { codes[step.rawValue] == 0 }

    /// Why a step failed; `nil` where it succeeded or nobody tried it.
    package func failure(of step: StageStep) -> Errno? {
        codes[step.rawValue] > 0 ? Errno(rawValue: codes[step.rawValue]) : nil
    }

    /// Notes what came of a step that the suite itself took: `nil` is success.
    package mutating func note(_ step: StageStep, _ failure: Errno?) {
        codes[step.rawValue] = failure?.rawValue ?? 0
    }

    /// `making PID and mount namespaces: Operation not permitted (EPERM)`, for each of the steps that failed.
    package func failures(of steps: [StageStep]) -> String {
        steps.compactMap { step in failure(of: step).map { "\(step.description): \($0)" } }
            .joined(separator: "; ")
    }
}

/// How a stage is kept apart from the machine.
package enum StageIsolation: Int32, Hashable, Sendable {
    /// New PID and mount namespaces, as the machine's own root.
    case asRoot
    /// The same in a new user namespace, in which we are root and the only user.
    case asUser
    /// A temporary directory only; orphans fall back to the first process.
    case apart
}

/// What the first process found: the suite reads it from a pipe, the stage program from its environment.
package struct StageReport: Hashable, Sendable {
    package var isolation: StageIsolation
    package var outcomes: StageOutcomes
    /// The directory in which the case plays; empty where none could be made.
    package var arena: String
    /// A process id that is free in the stage, and that no other stage has at this time; `nil` where there is none.
    package var ownID: Int32?

    /// The variable in which the stage program finds it.
    package static let variable = "SPOOL_STAGE"

    package init(isolation: StageIsolation, outcomes: StageOutcomes, arena: String, ownID: Int32?) {
        self.isolation = isolation
        self.outcomes = outcomes
        self.arena = arena
        self.ownID = ownID
    }

    /// Reads the variable's value: `ISOLATION CODE CODE … ID PATH`.
    package init?(variable text: String) {
        let words = text.utf8.split(separator: UInt8(ascii: " "), maxSplits: 2 + StageStep.allCases.count)
        let numbers = words.dropLast().compactMap { Int32(String(decoding: $0, as: UTF8.self)) }
        guard let last = words.last, let first = numbers.first, let ownID = numbers.last,
            numbers.count == words.count - 1,
            let isolation = StageIsolation(rawValue: first),
            let outcomes = StageOutcomes(codes: Array(numbers.dropFirst().dropLast()))
        else { return nil }
        self.init(
            isolation: isolation, outcomes: outcomes, arena: String(keeping: last),
            ownID: ownID > 0 ? ownID : nil)
    }
}
