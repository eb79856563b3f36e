import ReferenceRecorder
import SpoolSpec
import SpoolSystem

/// A server's worker that behaves as the published one does: for a second it goes by the list of recordings that it has, it
/// opens files by their paths and makes the events file anew at each event, and it passes bytes on as if each were a
/// character.
struct PublishedWorker {
    /// For so long it goes by its list, in nanoseconds.
    static let listAge: Int64 = 1_000_000_000

    private let directory: String
    private var listedAt: Int64?
    private var recordings: [(id: RecorderID, filter: Filter)] = []
    /// How many lines it has written.
    private(set) var written = 0

    init(_ directory: String) { self.directory = directory }

    /// Handles a request. What fails is dropped, as there.
    mutating func record(_ event: Event) {
        let now = MonotonicClock.now
        if listedAt.map({ now - $0 >= Self.listAge }) ?? true {
            listedAt = now
            recordings = (try? list()) ?? []
        }
        let passed = event.withBytesAsCharacters
        for recording in recordings where recording.filter.matches(passed) {
            let path = "\(directory)/\(SpoolName.events(recording.id).fileName)"
            guard let file = try? Descriptor.open(path, [.writeOnly, .append, .create], mode: 0o640)
            else { continue }
            if (try? file.write(passed.members.encoded() + [0x0A])) != nil { written += 1 }
        }
    }

    /// Reads who records, and removes whose lock is free.
    private func list() throws(Errno) -> [(id: RecorderID, filter: Filter)] {
        let folder = try Descriptor.open(directory, [.readOnly, .directory])
        var found: [(id: RecorderID, filter: Filter)] = []
        for name in try folder.allEntries() {
            guard case .request(let id) = SpoolName(fileName: name.name) else { continue }
            let request = "\(directory)/\(SpoolName.request(id).fileName)"
            guard let file = try? Descriptor.open(request, [.readOnly]) else { continue }
            if (try? file.tryLock(.exclusive)) != nil {
                try? FileSystem.unlink(request)
                try? FileSystem.unlink("\(directory)/\(SpoolName.events(id).fileName)")
            } else if let contents = try? file.readAll(),
                let filter = try? Filter.decode(request: contents)
            {
                found.append((id, filter))
            }
        }
        return found
    }
}

extension Event {
    /// Paths, users and the names of parameters with a character for each byte of their UTF-8.
    fileprivate var withBytesAsCharacters: Event {
        var event = self
        for name in ["path", "userid"] {
            if let text = members[name]?.text { event.members[name] = .string(text.bytesAsCharacters) }
        }
        if case .object(let object) = params {
            event.members["params"] = .object(
                JSONObject(members: object.members.map { ($0.name.bytesAsCharacters, $0.value) }))
        }
        return event
    }
}

extension String {
    fileprivate var bytesAsCharacters: String {
        var text = String.UnicodeScalarView()
        for byte in utf8 { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}
