/// The user and group that a process runs as.
package struct UserIdentity: Hashable, Sendable {
    package var user: UInt32
    package var group: UInt32

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }
}

/// What a process is to be when its program begins.
///
/// Whatever is chosen: it leads a session and a process group of its own, signals have their default action and none
/// is blocked, and of the starter's descriptors it has 0, 1 and 2 only.
package struct SpawnOptions: Hashable, Sendable {
    /// The environment; its `PATH` is the one in which the program is looked for.
    package var environment: Environment
    /// The file mode creation mask; `nil` keeps the starter's.
    package var umask: UInt32?
    /// Another user and group, without any supplementary group; nothing the process starts can rise
    /// above it again. `nil` keeps the starter's.
    package var identity: UserIdentity?
    /// The process id to have; needs `clone3(2)` and power over the PID namespace.
    package var processID: Int32?
    /// The ``ProcessIDSpace/descriptor`` of the space in which it is to have that id; lent. `nil` for our own.
    package var idSpace: Int32?
    /// Whether it is the first process, with the id 1, of a PID namespace of its own; needs power over the PID
    /// namespace that it is started in.
    package var countsByItself: Bool
    /// A directory, which is made, for all that it changes below `/tmp`: it sees what is there, and nobody sees what it
    /// does there. `nil` for everybody's `/tmp`, which it also has where the kernel refuses an overlay.
    package var ownTemporary: String?
    /// `RLIMIT_FSIZE`, in bytes. A write across it is short; the next one sends `SIGXFSZ`, which ends the
    /// process unless it is among `ignoredSignals`: then it fails with `EFBIG`.
    package var fileSizeLimit: Int64?
    /// `RLIMIT_NOFILE`: the first descriptor number that is not to be had.
    package var openFilesLimit: Int64?
    /// How many descriptors more than 0, 1 and 2 it has from the start, all of `/dev/null`. Its soft `RLIMIT_NOFILE` is
    /// raised for them; where the hard one forbids them it has fewer.
    package var moreDescriptors = 0
    /// Signals that are ignored from the start.
    package var ignoredSignals: Set<Signal>

    package init(
        environment: Environment = .inherited, umask: UInt32? = nil, identity: UserIdentity? = nil,
        processID: Int32? = nil, idSpace: Int32? = nil, countsByItself: Bool = false,
        fileSizeLimit: Int64? = nil,
        openFilesLimit: Int64? = nil,
        ignoredSignals: Set<Signal> = []
    ) {
        self.environment = environment
        self.umask = umask
        self.identity = identity
        self.processID = processID
        self.idSpace = idSpace
        self.countsByItself = countsByItself
        self.fileSizeLimit = fileSizeLimit
        self.openFilesLimit = openFilesLimit
        self.ignoredSignals = ignoredSignals
    }
}
