package import SpoolSpec
package import SpoolSystem

/// What stands in a spool at one moment. It is looked at, and nothing of it is changed.
package struct SpoolSurvey: Sendable {
    /// One id of the spool: a recording, or what is left of one.
    package struct Entry: Sendable {
        /// What is known of it.
        package enum State: Hashable, Sendable {
            /// A client holds the request's lock.
            case live
            /// Nobody holds it.
            case dead
            /// There is an events file and no request.
            case orphan
            /// What stands under the request's name is no regular file, or a symbolic link.
            case foreign
            /// It cannot be told, for this reason.
            case unknown(Errno)
        }

        /// The id.
        package let id: RecorderID
        /// Whose it is.
        package fileprivate(set) var state: State
        /// The request; `nil` where there is none.
        package fileprivate(set) var request: FileStatus?
        /// The events file; `nil` where there is none.
        package fileprivate(set) var events: FileStatus?
        /// What the request asks for; `nil` where it asks for nothing that a worker understands.
        package fileprivate(set) var filter: Filter?
        /// The processes that hold the request's lock, as far as this machine tells.
        package fileprivate(set) var holders: [Int32] = []
    }

    /// The directory; `nil` where there is none, and so no recording.
    package let directory: FileStatus?
    /// All ids, in their order.
    package let entries: [Entry]
    /// How many names there are that are none of the protocol's; workers leave them alone (NAME-4).
    package let others: Int

    /// Looks at a spool.
    ///
    /// - Throws: `Errno` where its directory cannot be opened or listed; one that is missing is no error.
    package init(at location: SpoolLocation) throws(Errno) {
        let directory: Descriptor
        do throws(Errno) {
            directory = try Descriptor.open(
                LiveKernel(path: location.directory).path, [.readOnly, .directory, .noFollow])
        } catch {
            guard error == .noEntry else { throw error }
            self.directory = nil
            entries = []
            others = 0
            return
        }
        self.directory = try directory.status()
        let all = try directory.allEntries()
        var found: [RecorderID: Entry] = [:]
        let locks = FileLocks()
        // Requests first: an id that has one is no orphan.
        let names = all.compactMap { SpoolName(fileName: $0.name) }
        for case .request(let id) in names { found[id] = Self.look(at: id, in: directory, locks) }
        for case .events(let id) in names {
            guard let status = try? FileSystem.status(SpoolName.events(id).fileName, at: directory.rawValue)
            else { continue }
            found[id, default: Entry(id: id, state: .orphan)].events = status
        }
        entries = found.values.sorted { $0.id < $1.id }
        others = all.count - names.count
    }

    /// - Returns: `nil` where the request has gone meanwhile.
    private static func look(at id: RecorderID, in directory: borrowing Descriptor, _ locks: FileLocks)
        -> Entry?
    {
        let name = SpoolName.request(id).fileName
        do throws(Errno) {
            let file = try Descriptor.open(
                name, at: directory.rawValue, [.readOnly, .noFollow, .nonBlocking])
            let status = try file.status()
            var entry = Entry(id: id, state: .foreign, request: status)
            guard status.kind == .regular else { return entry }
            entry.state = try isHeld(file) ? .live : .dead
            entry.holders = locks.holders(of: status).filter { $0 > 0 }
            let contents = try file.read(Examine.requestBytesMax + 1, at: 0)
            entry.filter = try? Filter.decode(request: contents)
            return entry
        } catch {
            switch error {
            case .noEntry: return nil
            case .loop, .noDevice: return Entry(id: id, state: .foreign)
            default: return Entry(id: id, state: .unknown(error))
            }
        }
    }

    /// Whether a client holds the lock. The probe is a shared one, as a worker's is (LOCK-7), and let go at once.
    private static func isHeld(_ file: borrowing Descriptor) throws(Errno) -> Bool {
        do throws(Errno) {
            try file.tryLock(.shared)
        } catch {
            guard error == .wouldBlock else { throw error }
            return true
        }
        try file.unlock()
        return false
    }
}

extension SpoolSurvey {
    /// What dead recorders have left. An events file that is none, a directory say, no recorder has made.
    package var leftovers: [Entry] {
        entries.filter { entry in
            entry.state == .dead || entry.state == .orphan && entry.events?.kind == .regular
        }
    }
}
