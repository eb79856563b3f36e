package import SpoolSystem

/// The directory in `/proc` of a process or thread of our PID namespace. Whatever is read there is read through this:
/// it knows by which id, and with whose rights.
package struct ProcessDirectory: Sendable {
    /// Where it is.
    package let path: String
    /// With whose rights its files are looked at, where ours do not do: a container's root has no power over the
    /// processes of other users.
    package let owner: UserIdentity?

    /// - Parameter id: as our PID namespace counts.
    /// - Returns: `nil` where `/proc` does not show it.
    package init?(of id: Int32) {
        guard let known = ProcessIDs.inProc(id) else { return nil }
        path = "/proc/\(known)"
        guard let status = try? FileSystem.status(path) else { return nil }
        let user = UserIdentity(user: status.owner, group: status.group)
        if status.owner == Accounts.effectiveUser || (try? FileSystem.linkTarget("\(path)/cwd")) != nil {
            owner = nil
        } else {
            owner = user
        }
    }

    /// One of its files as text; `nil` where it cannot be read.
    package func read(_ name: String) -> String? { looking { ProcessTable.read("\(path)/\(name)") } }

    /// The names in one of its directories; `nil` where it cannot be listed.
    package func entries(_ name: String) -> [String]? {
        looking { ProcessTable.entries("\(path)/\(name)") }
    }

    /// What one of its links says; `nil` where it cannot be read.
    package func linkTarget(_ name: String) -> String? {
        looking { try? FileSystem.linkTarget("\(path)/\(name)") }
    }

    /// Looks with the rights that it takes.
    package func looking<Result>(_ body: () -> Result) -> Result {
        guard let owner else { return body() }
        return owner.lookingAtFiles(body)
    }
}
