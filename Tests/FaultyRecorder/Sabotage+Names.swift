internal import SpoolSpec
internal import SpoolSystem

/// Traps for the names of files.
extension Sabotage {
    /// Takes other directory entries for requests than the protocol does, or by other ids.
    ///
    /// - Parameter read: what a name's bytes are taken for; `nil` for no name of the protocol's.
    func readNames(_ read: @escaping ([UInt8]) -> SpoolName?) {
        var trueNames: [SpoolName: [UInt8]] = [:]
        answer(in: "record") { [unowned self] call in
            switch call {
            case .list(let handle):
                do throws(Errno) {
                    guard let entries = try RawFile.nextEntries(handle.number) else {
                        return .names([], end: true)
                    }
                    let names = entries.compactMap { entry -> ListedName? in
                        guard let name = read(entry.name) else { return nil }
                        // The true name goes before the one that is mistaken for it.
                        if trueNames[name] == nil || name.fileName.utf8.elementsEqual(entry.name) {
                            trueNames[name] = entry.name
                        }
                        return ListedName(name, inode: entry.inode)
                    }
                    return .names(names, end: false)
                } catch { return .failed(SystemError(code: error.rawValue)) }
            case .open(let name, _, _, _), .unlink(let name, _), .statusOf(let name, _):
                guard let bytes = trueNames[name] else { return nil }
                return perform(call, on: bytes)
            default: return nil
            }
        }
    }

    /// Gives a client's request another name.
    ///
    /// - Parameter name: the file's name in the place of `ID.req`.
    func nameRequests(_ name: @escaping (RecorderID) -> String) {
        answer(in: "start", "advance", "stop") { [unowned self] call in
            switch call {
            case .link(let handle, .request(let id), let directory):
                return attempt { () throws(Errno) in
                    try FileSystem.link(handle.number, as: name(id), at: directory.number)
                    return .done
                }
            case .open(.request(let id), _, _, _), .unlink(.request(let id), _),
                .statusOf(.request(let id), _):
                return perform(call, on: Array(name(id).utf8))
            default: return nil
            }
        }
    }

    /// Performs a call that names a file on a file of another name.
    private func perform(_ call: SpoolCall, on name: [UInt8]) -> SpoolReply? {
        attempt { () throws(Errno) in
            switch call {
            case .open(_, let directory, let flags, let mode):
                var options: OpenOptions = [.noFollow, .nonBlocking]
                if flags.contains(.writeOnly) { options.insert(.writeOnly) }
                if flags.contains(.append) { options.insert(.append) }
                if flags.contains(.create) { options.insert(.create) }
                let file = try FileSystem.open(
                    bytes: name, at: directory.number, options, mode: UInt32(mode))
                return .opened(Handle(file.release()))
            case .unlink(_, let directory):
                try FileSystem.remove(bytes: name, at: directory.number)
                return .done
            case .statusOf(_, let directory):
                let file = try FileSystem.open(
                    bytes: name, at: directory.number, [.pathOnly, .noFollow])
                return live(.status(Handle(file.rawValue)))
            default: return nil
            }
        }
    }

    /// The error as the recorder is told it.
    func attempt(_ body: () throws(Errno) -> SpoolReply?) -> SpoolReply? {
        do throws(Errno) {
            return try body()
        } catch { return .failed(SystemError(code: error.rawValue)) }
    }

    /// Removes a file of the spool behind the recorder's back.
    func remove(_ name: SpoolName) {
        do throws(Errno) {
            try FileSystem.unlink("\(path)/\(name.fileName)")
        } catch {
            // What is not there need not be removed.
        }
    }
}
