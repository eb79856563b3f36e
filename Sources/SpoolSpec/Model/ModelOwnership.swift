extension ModelKernel {
    /// The directory itself, and whose everything is.
    mutating func attemptOnOwnership(
        _ call: SpoolCall, _ process: Int
    ) throws(SystemError) -> SpoolReply {
        switch call {
        case .makeDirectory(let mode):
            guard directory == nil else { throw .exists }
            let user = users[process]
            directory = ModelDirectory(mode: mode & ~user.umask, owner: user.number, group: user.group)
        case .openDirectory:
            guard let directory else { throw .noEntry }
            guard allows(directory.mode, directory.owner, directory.group, process, 0o4) else {
                throw .noAccess
            }
            return open(Self.directoryFile, reads: true, writes: false, appends: false, by: process)
        case .list(let handle): return try list(handle, process)
        case .listKinds(let handle):
            guard case .names(let names, let end) = try list(handle, process) else { return .done }
            return .kinds(own: names.count, others: 0, end: end)
        case .statusOfDirectory:
            guard directory != nil else { throw .noEntry }
            return .facts(facts(of: Self.directoryFile))
        case .setDirectoryGroup(let group): try setGroup(of: Self.directoryFile, group, process)
        case .setDirectoryMode(let mode): try setMode(of: Self.directoryFile, mode, process)
        case .setMode(let handle, let mode):
            try setMode(of: descriptions[try index(handle, process)].file, mode, process)
        case .setGroup(let handle, let group):
            try setGroup(of: descriptions[try index(handle, process)].file, group, process)
        case .setGroupOf(let name, let place, let group):
            try setGroup(of: try find(name, place, process), group, process)
        default: preconditionFailure("\(call) is no call on ownership")
        }
        return .done
    }

    private mutating func list(_ handle: Handle, _ process: Int) throws(SystemError) -> SpoolReply {
        let place = try index(handle, process)
        guard let directory, descriptions[place].file == Self.directoryFile else { throw .notDirectory }
        if descriptions[place].hasListedAll { return .names([], end: true) }
        var rest = directory.entries[...]
        if let last = listings[descriptions[place].number] {
            rest = rest.drop { !ModelDirectory.comesBefore(last, $0.name) }
        }
        if rules.listsOneByOne {
            guard let next = rest.first else {
                descriptions[place].hasListedAll = true
                return .names([], end: true)
            }
            rest = rest.prefix(1)
            listings[descriptions[place].number] = next.name
        } else {
            // Even an empty directory has something to tell, its dots: the end comes with the next call.
            descriptions[place].hasListedAll = true
        }
        return .names(rest.map { ListedName($0.name, inode: UInt64($0.file)) }, end: false)
    }

    func facts(of number: UInt16) -> FileFacts {
        if let index = index(ofFile: number) {
            let file = files[index]
            return FileFacts(
                kind: .regular, mode: file.mode, owner: file.owner, group: file.group, device: 1,
                inode: UInt64(number), linkCount: UInt64(file.links), size: Int64(file.contents.count),
                allocated: Int64(file.contents.count), changeTime: Int64(file.changes))
        }
        return FileFacts(
            kind: .directory, mode: directory?.mode ?? 0, owner: directory?.owner ?? 0,
            group: directory?.group ?? 0, device: 1, inode: UInt64(number), linkCount: 2, size: 0,
            allocated: 0, changeTime: 0)
    }

    private func mayOwn(_ owner: UInt32, _ process: Int) throws(SystemError) {
        guard users[process].number == 0 || users[process].number == owner else { throw .notPermitted }
    }

    private mutating func setMode(of number: UInt16, _ mode: UInt16, _ process: Int) throws(SystemError) {
        if number == Self.directoryFile {
            guard let standing = directory else { throw .noEntry }
            try mayOwn(standing.owner, process)
            directory?.mode = mode
        } else if let index = index(ofFile: number) {
            try mayOwn(files[index].owner, process)
            files[index].mode = mode
            touch(index)
        }
    }

    private mutating func setGroup(of number: UInt16, _ group: UInt32, _ process: Int) throws(SystemError) {
        let user = users[process]
        if number == Self.directoryFile {
            guard let standing = directory else { throw .noEntry }
            try mayOwn(standing.owner, process)
            guard user.number == 0 || user.group == group else { throw .notPermitted }
            directory?.group = group
        } else if let index = index(ofFile: number) {
            try mayOwn(files[index].owner, process)
            guard user.number == 0 || user.group == group else { throw .notPermitted }
            files[index].group = group
            touch(index)
        }
    }
}
