package import SpoolSystem

/// As what an adapter process is to run.
package struct ProcessOptions: Sendable {
    /// Whose process it is.
    package enum User: Hashable, Sendable {
        /// The user who runs the suite, root where everything is to be checked.
        case own
        /// The server's user (`www-data`); a case that asks for it aloud needs ``Need/otherUsers``.
        case server
    }

    /// By default workers are the server's user where that is permitted, and everybody else is our own.
    package var user: User?
    /// The file mode creation mask.
    package var umask: UInt32
    /// The process id to have; needs ``Need/chosenProcessIDs``.
    package var processID: Int32?
    /// Whether it is the first process of a PID namespace of its own; needs ``Need/chosenProcessIDs``.
    package var countsByItself: Bool
    /// Another spool than the scene's, for `SPOOL_DIR`; the path need not lead to a directory.
    package var spoolPath: String?
    /// `SPOOL_LIMIT`: the recorder's limit of growth, in bytes.
    package var limitBytes: Int?
    /// Other variables; `nil` removes one.
    package var environment: [String: String?]
    /// `RLIMIT_FSIZE`: where a write is cut short.
    package var fileSizeLimit: Int64?
    /// `RLIMIT_NOFILE`.
    package var openFilesLimit: Int64?
    /// Descriptors that it has from the start besides the usual three; it may have fewer where the machine forbids them.
    package var moreDescriptors: Int
    /// Signals that are ignored from the start, such as `.fileSize`.
    package var ignoredSignals: Set<Signal>

    package init(
        user: User? = nil, umask: UInt32 = 0o022, processID: Int32? = nil,
        countsByItself: Bool = false, spoolPath: String? = nil, limitBytes: Int? = nil,
        environment: [String: String?] = [:], fileSizeLimit: Int64? = nil, openFilesLimit: Int64? = nil,
        moreDescriptors: Int = 0, ignoredSignals: Set<Signal> = []
    ) {
        self.user = user
        self.umask = umask
        self.processID = processID
        self.countsByItself = countsByItself
        self.spoolPath = spoolPath
        self.limitBytes = limitBytes
        self.environment = environment
        self.fileSizeLimit = fileSizeLimit
        self.openFilesLimit = openFilesLimit
        self.moreDescriptors = moreDescriptors
        self.ignoredSignals = ignoredSignals
    }
}
