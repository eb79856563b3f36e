/// Linux as far as the spool needs it, in memory: one spool directory, its files, everybody's descriptors and locks.
///
/// A value: copied before each step, compared and hashed, so that every interleaving can be walked. Each process
/// has numbers of its own for what it makes, so that two that make files in one order or the other come to the
/// same state.
public struct ModelKernel: Hashable, Sendable {
    /// What kind of machine it is. The rules are chosen once and never change during a walk.
    public struct Rules: Hashable, Sendable {
        /// Whether two changes of a file can have the same time: then all of them have.
        public var clockStands = false
        /// Whether a new file takes the lowest free inode number, whoever had it.
        public var numbersComeBack = false
        /// Whether a listing tells one name a call, so that names come and go in the middle of it.
        public var listsOneByOne = false

        /// The ordinary machine.
        public init() {}
    }

    /// What the file number of a description says that is the directory's.
    public static let directoryFile: UInt16 = 1
    /// The group that the spool directory must have.
    public static let spoolGroup: UInt32 = 33

    /// What kind of machine it is.
    public let rules: Rules
    /// Each process's user.
    public let users: [ModelUser]
    /// The spool directory, if somebody made it.
    public internal(set) var directory: ModelDirectory?
    /// Files with a name or a description, by number.
    public internal(set) var files: [ModelFile] = []
    /// Every process's descriptors, by process and number.
    public internal(set) var descriptors: [ModelDescriptor] = []
    /// Open descriptions, by number.
    public internal(set) var descriptions: [ModelDescription] = []
    /// Listings in the middle, where they tell one name a call: the last name that each description told.
    var listings: [UInt8: SpoolName] = [:]
    /// Bytes that the file system still takes; `nil` for as many as one likes.
    public internal(set) var bytesFree: Int32?

    /// - Parameters:
    ///   - users: each process's user; the processes are numbered like these.
    ///   - rules: what kind of machine it is.
    ///   - directoryStands: whether the spool directory is there, as a start leaves it.
    ///   - bytesFree: bytes that the file system takes.
    public init(
        users: [ModelUser], rules: Rules = Rules(), directoryStands: Bool = true, bytesFree: Int? = nil
    ) {
        self.users = users
        self.rules = rules
        self.bytesFree = bytesFree.map { Int32($0) }
        if directoryStands {
            directory = ModelDirectory(mode: PrepareDirectory.mode, owner: 0, group: Self.spoolGroup)
        }
    }

    /// Equal when nothing tells them apart; what never changes is not looked at.
    public static func == (one: ModelKernel, other: ModelKernel) -> Bool {
        one.directory == other.directory && one.files == other.files && one.descriptors == other.descriptors
            && one.descriptions == other.descriptions && one.bytesFree == other.bytesFree
            && one.listings == other.listings
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(directory)
        hasher.combine(files)
        hasher.combine(descriptors)
        hasher.combine(descriptions)
        hasher.combine(bytesFree)
        if !listings.isEmpty { hasher.combine(listings) }
    }

    // MARK: Questions of a judge

    /// The number of the file that stands under a name.
    public func file(_ name: SpoolName) -> UInt16? { directory?.file(name) }

    /// What stands under a name.
    public func contents(_ name: SpoolName) -> [UInt8]? {
        file(name).flatMap { number in files.first { $0.number == number }?.contents }
    }

    /// The process that holds a file's exclusive lock.
    public func exclusiveHolder(of file: UInt16) -> Int? {
        for description in descriptions where description.file == file && description.lock == .exclusive {
            for descriptor in descriptors where descriptor.description == description.number {
                return Int(descriptor.process)
            }
        }
        return nil
    }

    /// The file behind a process's descriptor.
    public func file(of handle: Handle, in process: Int) -> UInt16? {
        description(handle, process).map { descriptions[$0].file }
    }

    /// The numbers of a process's open descriptors.
    public func openHandles(of process: Int) -> [Handle] {
        descriptors.compactMap { $0.process == process ? Handle(Int32($0.number)) : nil }
    }

    /// Puts an empty file of the server's under a name, as a process that died long ago may have left it.
    mutating func leave(_ name: SpoolName) {
        let number = (files.last?.number).map { max($0, Self.directoryFile) } ?? Self.directoryFile
        let server = ModelUser.server
        files.append(
            ModelFile(
                number: number + 1, mode: 0o640, owner: server.number, group: Self.spoolGroup, links: 1,
                isUnnamed: false, changes: 0, contents: []))
        directory?.insert(name, number + 1)
    }

    // MARK: Tables

    func index(ofFile number: UInt16) -> Int? { files.firstIndex { $0.number == number } }

    func description(_ handle: Handle, _ process: Int) -> Int? {
        for descriptor in descriptors
        where descriptor.process == process && Int32(descriptor.number) == handle.number {
            return descriptions.firstIndex { $0.number == descriptor.description }
        }
        return nil
    }

    mutating func makeFile(mode: UInt16, by process: Int, links: UInt8) -> UInt16 {
        let number = freeFileNumber(for: process)
        let user = users[process]
        let inherited = directory.flatMap { $0.mode & 0o2000 != 0 ? $0.group : nil }
        let file = ModelFile(
            number: number, mode: mode & ~user.umask, owner: user.number, group: inherited ?? user.group,
            links: links, isUnnamed: links == 0, changes: 0, contents: [])
        files.insert(file, at: files.firstIndex { $0.number > number } ?? files.endIndex)
        return number
    }

    private func freeFileNumber(for process: Int) -> UInt16 {
        var number = rules.numbersComeBack ? Self.directoryFile + 1 : UInt16(process + 1) << 8
        while files.contains(where: { $0.number == number }) { number += 1 }
        return number
    }

    mutating func open(
        _ file: UInt16, reads: Bool, writes: Bool, appends: Bool, by process: Int
    ) -> SpoolReply {
        var number = UInt8(16 * process)
        while descriptions.contains(where: { $0.number == number }) { number += 1 }
        let description = ModelDescription(
            number: number, file: file, isReadable: reads, isWritable: writes, appends: appends)
        descriptions.insert(
            description, at: descriptions.firstIndex { $0.number > number } ?? descriptions.endIndex)
        return .opened(addDescriptor(of: number, to: process))
    }

    private mutating func addDescriptor(of description: UInt8, to process: Int) -> Handle {
        var number: UInt8 = 3
        while descriptors.contains(where: { $0.process == process && $0.number == number }) { number += 1 }
        let place = descriptors.firstIndex {
            ($0.process, $0.number) > (UInt8(process), number)
        }
        descriptors.insert(
            ModelDescriptor(process: UInt8(process), number: number, description: description),
            at: place ?? descriptors.endIndex)
        return Handle(Int32(number))
    }

    /// Gives a process a second descriptor of a description, its own or another's, as `dup` and `fork` do.
    ///
    /// - Parameters:
    ///   - handle: the descriptor that is copied.
    ///   - owner: whose it is.
    ///   - heir: who gets the copy.
    /// - Returns: the copy; `nil` where there is no such descriptor.
    public mutating func duplicate(_ handle: Handle, of owner: Int, for heir: Int) -> Handle? {
        guard let index = description(handle, owner) else { return nil }
        return addDescriptor(of: descriptions[index].number, to: heir)
    }

    /// The last descriptor takes the description along, and with it the lock; the last of a file's descriptions
    /// takes a file without names along, and gives its bytes back.
    mutating func close(_ handle: Handle, by process: Int) -> Bool {
        guard
            let place = descriptors.firstIndex(where: {
                $0.process == process && Int32($0.number) == handle.number
            })
        else { return false }
        let number = descriptors.remove(at: place).description
        if descriptors.contains(where: { $0.description == number }) { return true }
        if !listings.isEmpty { listings[number] = nil }
        guard let index = descriptions.firstIndex(where: { $0.number == number }) else { return true }
        forgetIfUnreachable(descriptions.remove(at: index).file)
        return true
    }

    mutating func forgetIfUnreachable(_ number: UInt16) {
        guard let index = index(ofFile: number), files[index].links == 0,
            !descriptions.contains(where: { $0.file == number })
        else { return }
        let file = files.remove(at: index)
        if let free = bytesFree { bytesFree = free + Int32(file.contents.count) }
    }
}
