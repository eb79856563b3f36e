internal import SpoolSystem

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

    /// One of the things that are touched.
    struct Touched: Hashable {
        /// A file under its name, `.` for the directory, `*` for the list of names.
        let thing: String
        var touch: Touch
    }

    /// The things that are touched, each once.
    private(set) var touches: [Touched] = []

    /// - Parameter name: the name of the file that a path or a descriptor stands for; `nil` where nobody else has it.
    init(_ call: ObservedCall, isDirectory: (String) -> Bool, name: (String) -> String?) {
        let kind = Kind.of(call)
        add(call.path, call, kind, isDirectory, name)
        add(call.secondPath, call, kind, isDirectory, name)
    }

    private mutating func add(
        _ path: String?, _ call: ObservedCall, _ kind: Kind, _ isDirectory: (String) -> Bool,
        _ name: (String) -> String?
    ) {
        guard let path else { return }
        if isDirectory(path) {
            touch(".", kind.contains(.changesDirectory) ? .changes : .looks)
            if call.lists { touch("*", .looks) }
        } else if let name = name(path) {
            let isCreation = call.opens && Self.creates(call)
            let isLook = kind.contains(.looks) || call.opens && !isCreation
            touch(name, isLook ? .looks : .changes)
            if kind.contains(.names) || isCreation { touch("*", .addsOrRemovesName) }
        }
    }

    private mutating func touch(_ thing: String, _ touch: Touch) {
        if let place = touches.firstIndex(where: { $0.thing.utf8.elementsEqual(thing.utf8) }) {
            touches[place].touch = touch
        } else {
            touches.append(Touched(thing: thing, touch: touch))
        }
    }

    /// The things by their names, sorted.
    var things: [String] { touches.map(\.thing).sorted() }

    /// Whether it can have changed anything that somebody else can see.
    var isChange: Bool { touches.contains { $0.touch != .looks } }

    /// Whether it makes a difference which of two calls is first.
    func conflicts(with other: Footprint) -> Bool {
        touches.contains { mine in
            other.touches.contains {
                $0.thing.utf8.elementsEqual(mine.thing.utf8) && mine.touch.conflicts(with: $0.touch)
            }
        }
    }

    /// What a call does to what it touches, by its number: names would have to be compared at every stop.
    private struct Kind: OptionSet {
        let rawValue: UInt8
        /// It changes the directory where it works on that.
        static let changesDirectory = Kind(rawValue: 1)
        /// It gives a file a name or takes one away.
        static let names = Kind(rawValue: 2)
        /// It changes nothing.
        static let looks = Kind(rawValue: 4)

        static func of(_ call: ObservedCall) -> Kind {
            known.indices.contains(call.number) ? known[call.number] : []
        }

        private static let known: [Kind] = (0..<512).map { number in
            guard let name = CallShape.of(number)?.name else { return [] }
            var kind: Kind = []
            if changing.contains(name) { kind.insert(.changesDirectory) }
            if naming.contains(name) { kind.insert(.names) }
            if looking.contains(name) { kind.insert(.looks) }
            return kind
        }
    }

    private static let changing: Set<String> = [
        "mkdir", "mkdirat", "rmdir", "chmod", "fchmod", "fchmodat", "chown", "lchown", "fchown", "fchownat",
        "flock", "close", "rename", "renameat", "renameat2",
    ]
    private static let naming: Set<String> = [
        "unlink", "unlinkat", "link", "linkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat",
        "symlink", "symlinkat", "mknod", "mknodat",
    ]
    private static let looking: Set<String> = [
        "read", "pread64", "readv", "preadv", "preadv2", "stat", "lstat", "fstat", "newfstatat", "statx",
        "access", "faccessat", "faccessat2", "readlink", "readlinkat", "lseek", "fcntl", "mmap", "mprotect",
        "dup",
        "dup2", "dup3", "getdents", "getdents64",
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
        return ["lseek", "mmap", "mprotect"].contains(call.name)
    }
}
