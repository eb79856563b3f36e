extension ModelKernel {
    /// Performs one call of a process, as Linux would.
    ///
    /// - Parameters:
    ///   - call: what is asked for.
    ///   - process: who asks.
    /// - Returns: the answer; `nil` where the call is not over: others may come between, and it is to be made again.
    public mutating func perform(_ call: SpoolCall, by process: Int) -> SpoolReply? {
        do throws(SystemError) {
            return try attempt(call, process)
        } catch {
            return .failed(error)
        }
    }

    private mutating func attempt(_ call: SpoolCall, _ process: Int) throws(SystemError) -> SpoolReply? {
        switch call {
        case .lock(let handle, let strength): return try lock(handle, strength, process)
        case .unlock(let handle):
            descriptions[try index(handle, process)].lock = nil
        case .open(let name, let place, let flags, let mode):
            return try open(name, place, flags, mode, process)
        case .openUnnamed(let place, let mode):
            try mayChangeDirectory(place, process)
            let file = makeFile(mode: mode, by: process, links: 0)
            return open(file, reads: false, writes: true, appends: false, by: process)
        case .link(let handle, let name, let place): try link(handle, name, place, process)
        case .unlink(let name, let place): try unlink(name, place, process)
        case .status(let handle): return .facts(facts(of: descriptions[try index(handle, process)].file))
        case .statusOf(let name, let place): return .facts(facts(of: try find(name, place, process)))
        case .read(let handle, let offset, let count): return try read(handle, offset, count, process)
        case .write(let handle, let bytes): return try write(handle, bytes, process)
        case .setMode, .setGroup, .setGroupOf, .makeDirectory, .openDirectory, .list, .listKinds,
            .statusOfDirectory, .setDirectoryGroup, .setDirectoryMode:
            return try attemptOnOwnership(call, process)
        case .empty(let handle): try empty(handle, process)
        case .punchHole(let handle, _): _ = try index(handle, process)
        case .close(let handle):
            guard close(handle, by: process) else { throw .badHandle }
        case .wait: break
        }
        return .done
    }

    func index(_ handle: Handle, _ process: Int) throws(SystemError) -> Int {
        guard let index = description(handle, process) else { throw .badHandle }
        return index
    }

    // MARK: Locks

    /// A lock of another strength is first given up and then asked for: in between anybody may take it, and
    /// where it then fails the old one is lost.
    private mutating func lock(
        _ handle: Handle, _ strength: LockStrength, _ process: Int
    ) throws(SystemError) -> SpoolReply? {
        let index = try index(handle, process)
        if descriptions[index].lock == strength { return .done }
        if descriptions[index].lock != nil {
            descriptions[index].lock = nil
            return nil
        }
        let file = descriptions[index].file
        for other in descriptions where other.file == file && other.lock != nil {
            if strength == .exclusive || other.lock == .exclusive { throw .wouldBlock }
        }
        descriptions[index].lock = strength
        return .done
    }

    // MARK: Names

    private func directory(
        at place: Handle, _ process: Int, wanting bits: UInt16
    ) throws(SystemError) -> ModelDirectory {
        if place != .byPath {
            guard descriptions[try index(place, process)].file == Self.directoryFile else {
                throw .notDirectory
            }
        }
        guard let directory else { throw .noEntry }
        guard allows(directory.mode, directory.owner, directory.group, process, bits) else { throw .noAccess }
        return directory
    }

    func mayChangeDirectory(_ place: Handle, _ process: Int) throws(SystemError) {
        _ = try directory(at: place, process, wanting: 0o3)
    }

    func find(_ name: SpoolName, _ place: Handle, _ process: Int) throws(SystemError) -> UInt16 {
        guard let file = try directory(at: place, process, wanting: 0o1).file(name) else { throw .noEntry }
        return file
    }

    func allows(_ mode: UInt16, _ owner: UInt32, _ group: UInt32, _ process: Int, _ bits: UInt16) -> Bool {
        let user = users[process]
        if user.number == 0 { return true }
        let shift: UInt16 = user.number == owner ? 6 : user.group == group ? 3 : 0
        return (mode >> shift) & bits == bits
    }

    private mutating func open(
        _ name: SpoolName, _ place: Handle, _ flags: OpenFlags, _ mode: UInt16, _ process: Int
    ) throws(SystemError) -> SpoolReply {
        let writes = flags.contains(.writeOnly) || flags.contains(.readWrite)
        let reads = !flags.contains(.writeOnly)
        let number: UInt16
        if let standing = try directory(at: place, process, wanting: 0o1).file(name),
            let index = index(ofFile: standing)
        {
            let bits: UInt16 = (reads ? 4 : 0) | (writes ? 2 : 0)
            guard allows(files[index].mode, files[index].owner, files[index].group, process, bits)
            else { throw .noAccess }
            if flags.contains(.truncate) {
                giveBack(Int32(files[index].contents.count))
                files[index].contents = []
                touch(index)
            }
            number = standing
        } else {
            guard flags.contains(.create) else { throw .noEntry }
            try mayChangeDirectory(place, process)
            number = makeFile(mode: mode, by: process, links: 1)
            directory?.insert(name, number)
        }
        return open(number, reads: reads, writes: writes, appends: flags.contains(.append), by: process)
    }

    private mutating func link(
        _ handle: Handle, _ name: SpoolName, _ place: Handle, _ process: Int
    ) throws(SystemError) {
        let number = descriptions[try index(handle, process)].file
        guard try directory(at: place, process, wanting: 0o1).file(name) == nil else { throw .exists }
        try mayChangeDirectory(place, process)
        guard number != Self.directoryFile else { throw .notPermitted }
        guard let index = index(ofFile: number), files[index].links > 0 || files[index].isUnnamed
        else { throw .noEntry }
        files[index].isUnnamed = false
        files[index].links += 1
        touch(index)
        directory?.insert(name, number)
    }

    private mutating func unlink(
        _ name: SpoolName, _ place: Handle, _ process: Int
    ) throws(SystemError) {
        let number = try find(name, place, process)
        try mayChangeDirectory(place, process)
        directory?.remove(name)
        guard let index = index(ofFile: number) else { return }
        files[index].links -= 1
        touch(index)
        forgetIfUnreachable(number)
    }

    // MARK: Contents

    private func read(
        _ handle: Handle, _ offset: Int64, _ count: Int, _ process: Int
    ) throws(SystemError) -> SpoolReply {
        let description = descriptions[try index(handle, process)]
        if description.file == Self.directoryFile { throw .isDirectory }
        guard description.isReadable, let file = index(ofFile: description.file) else { throw .badHandle }
        return .bytes(Array(files[file].contents.dropFirst(Int(offset)).prefix(count)))
    }

    private mutating func write(
        _ handle: Handle, _ bytes: [UInt8], _ process: Int
    ) throws(SystemError) -> SpoolReply {
        let place = try index(handle, process)
        guard descriptions[place].isWritable, let file = index(ofFile: descriptions[place].file)
        else { throw .badHandle }
        let start = descriptions[place].appends ? files[file].contents.count : Int(descriptions[place].offset)
        let end = start + bytes.count
        let growth = Int32(max(0, end - files[file].contents.count))
        var missing: Int32 = 0
        if let free = bytesFree, growth > free { missing = growth - free }
        let count = bytes.count - Int(missing)
        guard count > 0 else { throw .noSpace }
        if let free = bytesFree { bytesFree = free - growth + missing }
        var contents = files[file].contents
        while contents.count < start { contents.append(0) }
        contents.replaceSubrange(start..<min(start + count, contents.count), with: bytes.prefix(count))
        files[file].contents = contents
        touch(file)
        descriptions[place].offset = Int32(start + count)
        return .wrote(count)
    }

    private mutating func empty(_ handle: Handle, _ process: Int) throws(SystemError) {
        let description = descriptions[try index(handle, process)]
        guard description.isWritable, let file = index(ofFile: description.file) else { throw .badHandle }
        giveBack(Int32(files[file].contents.count))
        files[file].contents = []
        touch(file)
    }

    private mutating func giveBack(_ bytes: Int32) {
        if let free = bytesFree { bytesFree = free + bytes }
    }

    mutating func touch(_ file: Int) {
        if !rules.clockStands { files[file].changes += 1 }
    }
}
