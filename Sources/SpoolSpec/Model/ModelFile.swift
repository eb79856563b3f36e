/// A file of the imagined file system: an inode, with or without names.
public struct ModelFile: Hashable, Sendable {
    /// Its inode number.
    public let number: UInt16
    /// Permission bits.
    public var mode: UInt16
    /// The owner's number.
    public var owner: UInt32
    /// The group's number.
    public var group: UInt32
    /// How many names it has.
    public var links: UInt8
    /// Whether it was made without a name and never had one: only such a file can be given its first name.
    public var isUnnamed: Bool
    /// How many changes its change time has seen: all that a program can tell from a time is whether it is the same.
    public var changes: Int32
    /// What it holds.
    public var contents: [UInt8]

    /// Hashes everything, few words for many fields: this is done at every step of a walk.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(packed(links, isUnnamed ? 1 : 0, number, UInt32(bitPattern: changes)))
        hasher.combine(mode)
        hasher.combine(UInt64(owner) << 32 | UInt64(group))
        contents.hashBytes(into: &hasher)
    }
}

/// Small numbers side by side in one word.
func packed(_ first: UInt8, _ second: UInt8, _ third: UInt16, _ fourth: UInt32) -> UInt64 {
    UInt64(first) << 56 | UInt64(second) << 48 | UInt64(third) << 32 | UInt64(fourth)
}

extension [UInt8] {
    /// Hashes length and bytes at once: the library does it byte for byte.
    func hashBytes(into hasher: inout Hasher) {
        hasher.combine(count)
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// The spool directory itself.
public struct ModelDirectory: Hashable, Sendable {
    /// One name in it.
    public struct Entry: Hashable, Sendable {
        /// The name.
        public let name: SpoolName
        /// The number of the file that it names.
        public let file: UInt16
    }

    /// Permission, set-id and sticky bits.
    public var mode: UInt16
    /// The owner's number.
    public var owner: UInt32
    /// The group's number.
    public var group: UInt32
    /// All names, sorted: by id, the request before the events file.
    public var entries: [Entry]

    /// An empty directory.
    public init(mode: UInt16, owner: UInt32, group: UInt32) {
        self.mode = mode
        self.owner = owner
        self.group = group
        entries = []
    }

    /// The number of the file that stands under a name.
    public func file(_ name: SpoolName) -> UInt16? {
        for entry in entries where entry.name == name { return entry.file }
        return nil
    }

    mutating func insert(_ name: SpoolName, _ file: UInt16) {
        let place = entries.firstIndex { Self.comesBefore(name, $0.name) } ?? entries.endIndex
        entries.insert(Entry(name: name, file: file), at: place)
    }

    mutating func remove(_ name: SpoolName) {
        entries.removeAll { $0.name == name }
    }

    static func comesBefore(_ first: SpoolName, _ second: SpoolName) -> Bool {
        switch (first, second) {
        case (.request(let one), .request(let other)), (.events(let one), .events(let other)):
            return one < other
        case (.request(let one), .events(let other)): return one <= other
        case (.events(let one), .request(let other)): return one < other
        }
    }
}

/// What `open` makes: the kernel's "open file description", which descriptors share and which holds the lock.
public struct ModelDescription: Hashable, Sendable {
    /// Its number in the kernel's table.
    public let number: UInt8
    /// The file; `ModelKernel.directoryFile` for the spool directory.
    public let file: UInt16
    /// Whether it may be read.
    public let isReadable: Bool
    /// Whether it may be written.
    public let isWritable: Bool
    /// Whether every write lands at the end.
    public let appends: Bool
    /// Where the next write lands, if it does not append.
    public var offset: Int32 = 0
    /// The `flock(2)` that it holds.
    public var lock: LockStrength?
    /// Whether a listing has come to its end.
    public var hasListedAll = false

    /// Hashes everything, few words for many fields.
    public func hash(into hasher: inout Hasher) {
        var bits: UInt8 = isReadable ? 1 : 0
        if isWritable { bits |= 2 }
        if appends { bits |= 4 }
        if hasListedAll { bits |= 8 }
        if lock != nil { bits |= lock == .exclusive ? 16 : 32 }
        hasher.combine(packed(number, bits, file, UInt32(bitPattern: offset)))
    }
}

/// One descriptor of one process.
public struct ModelDescriptor: Hashable, Sendable {
    /// Whose it is.
    public let process: UInt8
    /// Its number in the process.
    public let number: UInt8
    /// The description that it stands for.
    public let description: UInt8

    /// Hashes everything in one word.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(packed(process, number, UInt16(description), 0))
    }
}

/// Who a process is to the kernel.
public struct ModelUser: Hashable, Sendable {
    /// The user's number.
    public var number: UInt32
    /// The group's number.
    public var group: UInt32
    /// Bits that no file or directory is made with.
    public var umask: UInt16

    /// All at once.
    public init(number: UInt32, group: UInt32, umask: UInt16 = 0o022) {
        self.number = number
        self.group = group
        self.umask = umask
    }

    /// A client's user: root.
    public static let root = ModelUser(number: 0, group: 0)
    /// The server's user and group, the group being the spool's too.
    public static let server = ModelUser(number: ModelKernel.spoolGroup, group: ModelKernel.spoolGroup)
}
