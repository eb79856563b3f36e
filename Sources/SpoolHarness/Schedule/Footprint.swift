/// What a call touches, as far as other processes' calls can come out otherwise for it.
struct Footprint: Hashable {
    /// How strongly.
    enum Touch: Hashable {
        case looks, changes, addsOrRemovesName

        /// Whether it makes a difference which of two touches of the same thing is first.
        func conflicts(with other: Touch) -> Bool {
            switch (self, other) {
            case (.looks, .looks), (.addsOrRemovesName, .addsOrRemovesName): false
            default: true
            }
        }
    }

    /// The things that are touched: a file under its name, `.` for the directory, `*` for the list of names.
    let touches: [String: Touch]

    /// - Parameter name: the name of the file that a path or a descriptor stands for; `nil` where nobody else has it.
    init(_ call: ObservedCall, isDirectory: (String) -> Bool, name: (String) -> String?) {
        var touches: [String: Touch] = [:]
        for path in [call.path, call.secondPath].compactMap(\.self) {
            if isDirectory(path) {
                touches["."] = Self.changing.contains(call.name) || call.name == "close" ? .changes : .looks
                if call.lists { touches["*"] = .looks }
            } else if let name = name(path) {
                let isChange = !Self.looking.contains(call.name) && !(call.opens && !Self.creates(call))
                touches[name] = isChange ? .changes : .looks
                if Self.naming.contains(call.name) || call.opens && Self.creates(call) {
                    touches["*"] = .addsOrRemovesName
                }
            }
        }
        self.touches = touches
    }

    /// Whether it can have changed anything that somebody else can see.
    var isChange: Bool { touches.values.contains { $0 != .looks } }

    /// Whether it makes a difference which of two calls is first.
    func conflicts(with other: Footprint) -> Bool {
        touches.contains { thing, touch in other.touches[thing].map(touch.conflicts) ?? false }
    }

    private static let changing: Set<String> = [
        "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat",
        "flock",
        "rename", "renameat", "renameat2",
    ]
    private static let naming: Set<String> = [
        "unlink", "unlinkat", "link", "linkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat",
        "symlink",
        "symlinkat", "mknod", "mknodat",
    ]
    private static let looking: Set<String> = [
        "read", "pread64", "readv", "preadv", "preadv2", "stat", "lstat", "fstat", "newfstatat", "statx",
        "access",
        "faccessat", "faccessat2", "readlink", "readlinkat", "lseek", "fcntl", "mmap", "dup", "dup2", "dup3",
        "getdents", "getdents64",
    ]

    private static func creates(_ call: ObservedCall) -> Bool {
        let flags: UInt64
        switch call.name {
        case "open": flags = call.arguments[1]
        case "openat": flags = call.arguments[2]
        default: return true  // creat, and openat2, whose flags are behind a pointer
        }
        return flags & 0o1100 != 0  // O_CREAT, O_TRUNC
    }

    /// Whether a call changes nothing and learns nothing that another process could have to do with: it need not be
    /// a place to stop at.
    static func isPrivate(_ call: ObservedCall, _ footprint: Footprint) -> Bool {
        if call.sleeps { return false }
        if footprint.touches.isEmpty { return true }
        if call.name == "fcntl" { return ![5, 6, 7, 36, 37, 38].contains(call.arguments[1]) }
        return call.name == "lseek" || call.name == "mmap"
    }
}
