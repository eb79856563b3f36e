package import SpoolSystem

/// Where and as whom a case plays: what a stage gives it.
package struct World: Sendable {
    /// The directory in which everything is made.
    package let root: String
    package let permissions: Permissions
    /// As whom workers run; `nil` where only our own user is to be had.
    package let server: UserIdentity?
    /// The spool group's name, for `SPOOL_GROUP`.
    package let groupName: String
    /// The spool group's number.
    package let group: UInt32
    /// The environment for adapters, before a case adds to it.
    package let environment: Environment
    /// The process id of recorders that come back under the id of one that has ended. No other stage has it at this
    /// time: a recorder that names a file in `/tmp` by its id would find another stage's.
    package let reusedID: Int32

    package init(
        root: String, permissions: Permissions, server: UserIdentity?, groupName: String, group: UInt32,
        environment: Environment, reusedID: Int32 = 777
    ) {
        self.root = root
        self.permissions = permissions
        self.server = server
        self.groupName = groupName
        self.group = group
        self.environment = environment
        self.reusedID = reusedID
    }

    /// The world of the stage that this process runs in.
    ///
    /// - Parameters:
    ///   - serverRefused: why the server's user cannot run this recorder's adapter, where it cannot.
    ///   - unseen: what a look at a process of our own did not find.
    package init(_ stage: Stage, serverRefused: String? = nil, unseen: UnseenWays = UnseenWays()) {
        var permissions = stage.permissions
        if let serverRefused, permissions.otherUsers.isGranted {
            permissions.otherUsers = .missing(serverRefused)
        }
        if let reason = unseen.tracing { permissions.tracing = .missing(reason) }
        if let reason = unseen.proc { permissions.mountedProc = .missing(reason) }
        self.init(
            root: stage.root, permissions: permissions,
            server: permissions.otherUsers.isGranted ? stage.server?.identity : nil,
            groupName: stage.spoolGroup, group: stage.spoolGroupID, environment: Stage.adapterEnvironment,
            reusedID: stage.ownID ?? 777)
    }
}

extension Permissions {
    /// The same answer to everything: what a plain temporary directory gives.
    package init(everything permission: Permission) {
        self.init(
            namespaces: permission, privateFileSystem: permission, otherUsers: permission,
            chosenProcessIDs: permission, deviceNodes: permission, mountedProc: permission,
            namedGroup: permission, foreignGroup: permission, tracing: permission)
    }
}
