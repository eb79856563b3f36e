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
    /// `/proc` shows the stage's own process ids.
    package var mountedProc: Permission
    /// The spool's group has a name by which a recorder can find it.
    package var namedGroup: Permission

    /// All of them by name, for a table or a log.
    package var all: [(name: String, permission: Permission)] {
        [
            ("namespaces", namespaces), ("privateFileSystem", privateFileSystem), ("otherUsers", otherUsers),
            ("chosenProcessIDs", chosenProcessIDs), ("deviceNodes", deviceNodes),
            ("mountedProc", mountedProc), ("namedGroup", namedGroup),
        ]
    }
}
