package import SpoolSpec
internal import SpoolSystem

/// What the judge can plant beside request and events files.
package enum PlantedKind: Hashable, Sendable {
    /// A regular file with these bytes.
    case file([UInt8])
    case fifo
    case directory
    /// A socket that nobody listens on.
    case socket
    /// A symbolic link that says this.
    case symbolicLink(to: String)
    /// A second name of the file at this path, which must be on the same file system.
    case hardLink(to: String)
    /// The character device 1:3, which swallows everything; needs ``Need/deviceNodes``.
    case nullDevice
    /// The character device 1:5, which can be read for ever; needs ``Need/deviceNodes``.
    case zeroDevice
}

extension SpoolDirectory {
    /// Plants an entry of any kind, unlocked.
    ///
    /// - Parameters:
    ///   - mode: its permission bits, whatever the umask; links have none.
    ///   - owner: whose it is; `nil` is the judge's own.
    package func plant(
        _ kind: PlantedKind, _ name: FileName, mode: UInt32 = 0o660, owner: UInt32? = nil
    ) throws(Interruption) {
        try needed("plant \(name)") { directory throws(Errno) in
            let bytes = name.bytes
            switch kind {
            case .file(let contents):
                let file = try FileSystem.open(
                    bytes: bytes, at: directory, [.writeOnly, .create, .exclusive, .noFollow], mode: 0o600)
                try file.setOwner(owner, group: group)
                try file.setMode(mode)
                try file.writeAll(contents)
                return
            case .fifo: try FileSystem.makeNode(.fifo, bytes: bytes, at: directory, mode: 0o600)
            case .socket: try FileSystem.makeNode(.socket, bytes: bytes, at: directory, mode: 0o600)
            case .directory: try FileSystem.makeDirectory(bytes: bytes, at: directory, mode: 0o700)
            case .symbolicLink(let target):
                try FileSystem.symbolicLink(to: target, asBytes: bytes, at: directory)
                return
            case .hardLink(let target):
                try FileSystem.link(target, asBytes: bytes, at: directory)
                return
            case .nullDevice:
                try FileSystem.makeCharacterDevice(
                    bytes: bytes, at: directory, mode: 0o600, major: 1, minor: 3)
            case .zeroDevice:
                try FileSystem.makeCharacterDevice(
                    bytes: bytes, at: directory, mode: 0o600, major: 1, minor: 5)
            }
            try FileSystem.setOwner(bytes: bytes, at: directory, owner: owner, group: group)
            try FileSystem.setMode(bytes: bytes, at: directory, mode)
        }
    }

    /// Plants a request file that says a filter, as a client's start leaves it.
    ///
    /// - Parameters:
    ///   - id: what stands before `.req`.
    ///   - filter: by default everybody's requests, all methods.
    ///   - isLocked: whether the judge holds the lock, which is what being alive means.
    /// - Returns: the hold on it; nothing but its ``PlantedRequest/release()`` frees the lock before the case is over.
    @discardableResult package func plantRequest(
        _ id: String, _ filter: Filter = Filter(userid: nil, all: true), isLocked: Bool = true
    ) throws(Interruption) -> PlantedRequest {
        try plantRequest(named: .request(id), contents: filter.encoded(), isLocked: isLocked)
    }

    /// Plants a request file with any name and any contents.
    ///
    /// - Parameters:
    ///   - mode: by default what MODE-1 asks of a client.
    ///   - owner: whose it is; `nil` is the judge's own.
    @discardableResult package func plantRequest(
        named name: FileName, contents: [UInt8], isLocked: Bool = true, mode: UInt32 = 0o640,
        owner: UInt32? = nil
    ) throws(Interruption) -> PlantedRequest {
        let file = try needed("plant \(name)") { directory throws(Errno) -> Descriptor in
            let file = try FileSystem.open(
                bytes: name.bytes, at: directory, [.readWrite, .create, .exclusive, .noFollow], mode: 0o600)
            if isLocked { try file.tryLock(.exclusive) }
            try file.setOwner(owner, group: group)
            try file.setMode(mode)
            try file.writeAll(contents)
            return file
        }
        let request = PlantedRequest(name: name, in: self, holding: file, isLocked: isLocked)
        keep(request)
        return request
    }

    /// Appends to an events file as a worker does, byte for byte; makes the file where there is none.
    ///
    /// - Parameter bytes: what one `write(2)` appends; a line needs its own line feed.
    package func appendEvents(_ id: String, _ bytes: [UInt8]) throws(Interruption) {
        let name = FileName.events(id)
        try needed("append to \(name)") { directory throws(Errno) in
            let isNew = (try? FileSystem.status(bytes: name.bytes, at: directory)) == nil
            let file = try FileSystem.open(
                bytes: name.bytes, at: directory, [.writeOnly, .append, .create, .noFollow], mode: 0o600)
            if isNew {
                try file.setOwner(workers.user, group: group)
                try file.setMode(0o640)
            }
            try file.writeAll(bytes)
        }
    }

    /// Appends text, encoded in UTF-8, to an events file.
    package func appendEvents(_ id: String, text: String) throws(Interruption) {
        try appendEvents(id, Array(text.utf8))
    }

    /// Cuts an events file to nothing; the file stays the same.
    package func cutEvents(_ id: String) throws(Interruption) {
        let name = FileName.events(id)
        try needed("cut \(name) to nothing") { directory throws(Errno) in
            try FileSystem.open(bytes: name.bytes, at: directory, [.writeOnly, .noFollow], mode: 0).setLength(
                0)
        }
    }
}
