internal import SpoolSystem

/// Whether something may be done in a stage.
package enum Permission: Hashable, Sendable {
    case granted
    /// It may not, because of what the text says.
    case missing(String)

    package var isGranted: Bool { self == .granted }

    /// Why it may not; `nil` where it may.
    package var reason: String? {
        guard case .missing(let reason) = self else { return nil }
        return reason
    }
}

/// What a stage has. A case that needs what is missing is skipped, and the reason is told to the user.
package struct Permissions: Hashable, Sendable {
    /// PID and mount namespaces of our own: whatever a case starts ends with it.
    package var namespaces: Permission
    /// A file system of the chosen size and number of inodes, which nobody else sees.
    package var privateFileSystem: Permission
    /// Adapters may be started as the server's user.
    package var otherUsers: Permission
    /// Adapters may be started under a chosen process id.
    package var chosenProcessIDs: Permission
    /// Device nodes may be made and opened.
    package var deviceNodes: Permission
    /// `/proc` shows the stage's processes, under their own ids or under such as can be told from those.
    package var mountedProc: Permission
    /// The spool's group has a name by which a recorder can find it.
    package var namedGroup: Permission
    /// The spool's group is another than that of our own user, who makes the spool.
    package var foreignGroup: Permission
    /// The system calls of a case's processes can be followed and changed.
    package var tracing: Permission

    /// All of them by name, for a table or a log.
    package var all: [(name: String, permission: Permission)] {
        [
            ("namespaces", namespaces), ("privateFileSystem", privateFileSystem), ("otherUsers", otherUsers),
            ("chosenProcessIDs", chosenProcessIDs), ("deviceNodes", deviceNodes),
            ("mountedProc", mountedProc), ("namedGroup", namedGroup), ("foreignGroup", foreignGroup),
            ("tracing", tracing),
        ]
    }

}

extension Permissions {
    /// Says what a stage's report means.
    init(_ report: StageReport, server: UserAccount?) {
        let outcomes = report.outcomes
        let apart = report.isolation == .apart
        namespaces = apart ? .missing(Self.whyApart(outcomes)) : .granted
        // Without a PID namespace the machine's own /proc is the right one.
        mountedProc = apart ? .granted : Self.needing(.proc, outcomes, false)
        chosenProcessIDs = Self.needing(.chosenProcess, outcomes, apart)
        deviceNodes = Self.needing(.deviceNode, outcomes, false)
        if !apart, !outcomes.succeeded(.arena) {
            let why = outcomes.failures(of: [.base, .arena])
            privateFileSystem = .missing(
                why.isEmpty ? "every directory that could be covered holds something needed" : why)
        } else {
            privateFileSystem = Self.needing(.arena, outcomes, apart)
        }
        if outcomes.succeeded(.otherUser) {
            otherUsers = .granted
        } else if server == nil {
            otherUsers = .missing("this machine has no user \(Stage.serverName)")
        } else if report.isolation == .asUser {
            otherUsers = .missing("a user namespace has no other user than ours; run as root")
        } else {
            let advice = Accounts.effectiveUser == 0 ? "" : "; run as root"
            otherUsers = .missing(outcomes.failures(of: [.otherUser]) + advice)
        }
        namedGroup = .granted
        foreignGroup = .granted
        tracing = .granted
    }

    private static func needing(_ step: StageStep, _ outcomes: StageOutcomes, _ apart: Bool) -> Permission {
        if apart { return .missing("it takes namespaces of our own, and there are none") }
        if outcomes.succeeded(step) { return .granted }
        return .missing(outcomes.failures(of: [step]))
    }

    private static func whyApart(_ outcomes: StageOutcomes) -> String {
        let why = outcomes.failures(of: [.namespaces, .userNamespace, .mapUser, .mapGroup, .privateMounts])
        if why.isEmpty { return "nobody asked for namespaces" }
        guard Accounts.effectiveUser == 0 else {
            return why + "; run as root, or allow user namespaces"
                + " (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone,"
                + " kernel.apparmor_restrict_unprivileged_userns)"
        }
        return why + "; in a container, start it with the capability SYS_ADMIN, and let it mount"
    }
}
