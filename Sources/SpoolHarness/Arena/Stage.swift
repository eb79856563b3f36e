package import SpoolSystem

/// The private world of one case, as the stage program inside it sees it.
package struct Stage: Hashable, Sendable {
    /// The directory in which the case plays; the spool is to be made in it. Its parent is private too
    /// and not limited in size.
    package let root: String
    package let permissions: Permissions
    /// The user whom workers run as by default; `nil` where only one user is to be had.
    package let server: UserAccount?
    /// The name of the spool's group, which workers and clients share, and its number.
    package let spoolGroup: String
    package let spoolGroupID: UInt32
    /// A process id that is free, and that no other stage has at this time; `nil` where there is none.
    package let ownID: Int32?

    /// The name of the server's user.
    package static let serverName = "www-data"

    /// The stage that this process runs in; `nil` in any other process.
    package static var current: Stage? {
        guard let text = Environment.inherited[StageReport.variable],
            let report = StageReport(variable: text)
        else { return nil }
        return Stage(report)
    }

    /// What this process was given, without what the stage added: the environment for adapters.
    package static var adapterEnvironment: Environment {
        var environment = Environment.inherited
        environment[StageReport.variable] = nil
        return environment
    }

    init(_ report: StageReport) {
        root = report.arena
        ownID = report.ownID
        let account = UserAccount.named(Self.serverName)
        var permissions = Permissions(report, server: account)
        server = permissions.otherUsers.isGranted ? account : nil
        spoolGroupID = server?.identity.group ?? UserAccount.effectiveGroup
        if let name = UserAccount.nameOfGroup(spoolGroupID) {
            spoolGroup = name
        } else {
            spoolGroup = String(spoolGroupID)
            permissions.namedGroup = .missing("this machine has no name for group \(spoolGroupID)")
        }
        if spoolGroupID == UserAccount.effectiveGroup {
            permissions.foreignGroup = .missing(
                "all that our user makes belongs to \(spoolGroup) by itself, so nobody can be seen to forget it; "
                    + "run as root, with a user \(Self.serverName)")
        }
        if !permissions.mountedProc.isGranted, ProcessIDs.areKnown { permissions.mountedProc = .granted }
        self.permissions = permissions
    }
}
