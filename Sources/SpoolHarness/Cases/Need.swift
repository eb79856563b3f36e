/// What a case cannot do without; where it is missing the case is skipped, and the reason is told.
package enum Need: Hashable, Sendable {
    /// The recorder's adapter has this capability. (`time` is rarely needed: without it the suite waits.)
    case capability(Hello.Capability)
    /// Workers can run as another user than clients.
    case otherUsers
    /// Adapters can be started under a chosen process id.
    case chosenProcessIDs
    /// The spool's file system has a chosen size, and nobody else uses it.
    case privateFileSystem
    /// Device nodes can be made and opened.
    case deviceNodes
    /// PID and mount namespaces of our own.
    case namespaces
    /// `/proc` shows the case's processes.
    case mountedProc
    /// The spool's group has a name by which a recorder can find it.
    case namedGroup
    /// The spool's group is another than our own, so that what nobody gives to it is told from what somebody does.
    case foreignGroup
    /// The system calls of processes can be followed; whatever follows one asks for it by itself.
    case tracing

    /// Why the stage cannot give it; `nil` where it can, or where that is for the adapter to say.
    package func missing(from permissions: Permissions) -> String? {
        switch self {
        case .capability: nil
        case .otherUsers: permissions.otherUsers.reason
        case .chosenProcessIDs: permissions.chosenProcessIDs.reason
        case .privateFileSystem: permissions.privateFileSystem.reason
        case .deviceNodes: permissions.deviceNodes.reason
        case .namespaces: permissions.namespaces.reason
        case .mountedProc: permissions.mountedProc.reason
        case .namedGroup: permissions.namedGroup.reason
        case .foreignGroup: permissions.foreignGroup.reason
        case .tracing: permissions.tracing.reason
        }
    }

    /// What is missing where a case finds no room for all that it may write.
    static let roomPhrase = "there is no room for it here"

    /// What is missing, in words that can stand before a reason.
    var phrase: String {
        switch self {
        case .capability(let capability): "the adapter has no capability `\(capability.rawValue)`"
        case .otherUsers: "workers cannot run as a user of their own here"
        case .chosenProcessIDs: "process ids cannot be chosen here"
        case .privateFileSystem: "there is no private file system of a chosen size here"
        case .deviceNodes: "device nodes cannot be made here"
        case .namespaces: "there are no namespaces of our own here"
        case .mountedProc: "/proc does not show the case's own processes here"
        case .tracing: "system calls cannot be followed here"
        case .namedGroup: "the spool's group has no name here"
        case .foreignGroup: "the spool's group is our own here"
        }
    }
}
