/// What a case asks of its private world.
package struct ArenaOptions: Hashable, Sendable {
    /// How far a stage may be kept apart; each step down is taken only where the machine forbids the one
    /// above, and says so in ``Permissions``.
    package enum Isolation: Hashable, Sendable {
        /// Namespaces as the machine's root, else in a user namespace, else none.
        case strongest
        /// As an ordinary user has it, also for root: a user namespace, else none.
        case userNamespace
        /// A temporary directory only.
        case none
    }

    /// Size of the arena's file system, in bytes; `nil` for half of the machine's memory. The kernel rounds it
    /// up to whole pages. It binds only where ``Permissions/privateFileSystem`` is granted.
    package var fileSystemBytes: UInt64?
    /// How many inodes it has; its own root directory takes one of them. `nil` for the kernel's own choice.
    package var inodes: UInt64?
    /// How many bytes a case may write at the same time, where it has no file system of its own.
    package var bytesWritten: UInt64
    package var isolation: Isolation
    /// Absolute paths that adapters need: no directory that leads to one of them is covered.
    package var keepVisible: [String]

    package init(
        fileSystemBytes: UInt64? = 256 << 20, inodes: UInt64? = nil, bytesWritten: UInt64 = 3 << 20,
        isolation: Isolation = .strongest,
        keepVisible: [String] = []
    ) {
        self.fileSystemBytes = fileSystemBytes
        self.inodes = inodes
        self.bytesWritten = bytesWritten
        self.isolation = isolation
        self.keepVisible = keepVisible
    }

    /// The usual world, for a case that writes more than most.
    static func writing(mebibytes: UInt64) -> ArenaOptions { ArenaOptions(bytesWritten: mebibytes << 20) }

    /// Where a private file system may be mounted: places that a stage's programs hardly look at.
    private static let bases = ["/dev/shm", "/mnt", "/media", "/srv"]

    /// The places left when those are taken out under which something lies that must stay visible.
    func bases(besides paths: [String]) -> [String] {
        Self.bases.filter { base in
            !(keepVisible + paths).contains { path in
                path.utf8.elementsEqual(base.utf8) || path.utf8.starts(with: (base + "/").utf8)
            }
        }
    }
}
