internal import Glibc
internal import SpoolSpec
internal import SpoolSystem

/// Reads the spool with its own eyes: the events files of live recordings, modes, and whether files are there.
final class StressAuditor {
    let path: String
    private let group: UInt32
    let ledger: StressLedger
    private var directory: Int32 = -1
    private static let chunkBytes = 1 << 18
    /// What stays in the file behind the reader, so that evidence can be copied.
    private let keptBytes: Int64

    init(path: String, group: UInt32, ledger: StressLedger, keptBytes: Int64) {
        self.path = path
        self.group = group
        self.ledger = ledger
        self.keptBytes = keptBytes
    }

    deinit { if directory >= 0 { _ = Descriptor(owning: directory) } }

    /// The spool directory's descriptor; it is made by the first start.
    func openDirectory() -> Int32? {
        if directory < 0, let opened = try? Descriptor.open(path, [.readOnly, .directory, .noFollow]) {
            directory = opened.release()
        }
        return directory < 0 ? nil : directory
    }

    /// Looks at the files of a live recording: that they are there, are the same, and have their modes.
    func look(at recording: StressRecording) {
        guard recording.isLive, let directory = openDirectory(), !recording.isSpoiled else { return }
        defer { recording.lookedAt = MonotonicClock.now }
        lookAtRequest(recording, directory)
        guard !recording.isSpoiled else { return }
        if recording.events < 0 { openEvents(recording, directory) }
        guard recording.events >= 0, let status = try? RawFile.status(recording.events) else { return }
        ledger.tally.looked(at: recording.isReuse ? "REAP-3" : "REAP-2")
        if status.linkCount == 0 {
            robbed(recording, "its events file was removed while its client lives")
        } else if status.size > 0 {
            ledger.tally.looked(at: "MODE-2")
            if status.mode & 0o007 != 0 || status.mode & 0o640 != 0o640 || status.group != group {
                ledger.report(
                    StressAccusation(
                        .mode, "MODE-2",
                        "\(recording.eventsName) has mode 0\(String(status.mode, radix: 8)) and group \(status.group)",
                        in: recording))
            }
        }
    }

    private func lookAtRequest(_ recording: StressRecording, _ directory: Int32) {
        let isFirst = !recording.wasLookedAt
        recording.wasLookedAt = true
        if isFirst {
            ledger.tally.looked(at: "LOCK-5")
            guard
                let file = try? Descriptor.open(
                    recording.requestName, at: directory, [.readOnly, .noFollow, .nonBlocking]),
                let status = try? file.status()
            else {
                recording.isSpoiled = true
                guard ProcessTable.isAlive(recording.client.processID) else { return }
                ledger.report(
                    StressAccusation(
                        .liveReaped, recording.isReuse ? "REAP-3" : "LOCK-5",
                        "\(recording.requestName) is not there although start has returned and its client lives",
                        in: recording, evidence: listing()))
                return
            }
            recording.request = file.release()
            recording.requestInode = status.inode
            ledger.tally.looked(at: recording.startedWhileFull ? "START-4" : "START-1")
            readRequest(recording, isFirst: true)
            ledger.tally.looked(at: "MODE-1")
            if status.mode != 0o640 || status.group != group {
                ledger.report(
                    StressAccusation(
                        .mode, "MODE-1",
                        "\(recording.requestName) has mode 0\(String(status.mode, radix: 8)) and group \(status.group)",
                        in: recording))
            }
        } else if let status = try? RawFile.status(recording.request), status.linkCount == 0 {
            robbed(recording, "its request file was removed while its client lives")
        } else {
            readRequest(recording, isFirst: false)
        }
    }

    /// Looks whether the request says what was asked for: no worker can be blamed where it does not.
    private func readRequest(_ recording: StressRecording, isFirst: Bool) {
        guard let bytes = try? RawFile.read(recording.request, 4096, at: 0) else { return }
        if isFirst { recording.requestContents = bytes }
        guard isFirst || bytes != recording.requestContents,
            let fault = RequestContents.fault(
                bytes, in: recording.requestName, saying: StressWorkload.filters[recording.filter])
        else { return }
        recording.isSpoiled = true
        guard ProcessTable.isAlive(recording.client.processID) else { return }
        let clause: ClauseID
        if recording.isSecondStartNew {
            clause = "LOCK-6"
        } else {
            clause = recording.startedWhileFull ? "START-4" : "START-1"
        }
        let when =
            isFirst ? "although start has returned" : "although its client lives and it was right before"
        ledger.report(
            StressAccusation(.wrongRequest, clause, "\(fault), \(when)", in: recording, evidence: listing()))
    }

    private func robbed(_ recording: StressRecording, _ what: String) {
        recording.isSpoiled = true
        // If the client died by itself its files went rightly, and its death is told.
        guard ProcessTable.isAlive(recording.client.processID) else { return }
        let clause: ClauseID
        if recording.isSecondStartNew {
            clause = "LOCK-6"
        } else {
            clause = recording.isReuse ? "REAP-3" : "REAP-2"
        }
        ledger.report(StressAccusation(.liveReaped, clause, what, in: recording, evidence: listing()))
    }

    private func openEvents(_ recording: StressRecording, _ directory: Int32) {
        guard
            let file = try? Descriptor.open(
                recording.eventsName, at: directory,
                [.readWrite, .noFollow, .nonBlocking]),
            let status = try? file.status(), status.kind == .regular
        else { return }
        recording.eventsInode = status.inode
        recording.events = file.release()
    }

    /// Reads what is new in a recording's events file, and judges the lines that it completes.
    ///
    /// - Parameter chunksMax: how much at most.
    /// - Returns: how many bytes wait to be read still.
    @discardableResult func read(_ recording: StressRecording, chunksMax: Int = 16) -> Int64 {
        guard recording.events >= 0 else { return 0 }
        defer { release(recording) }
        for _ in 0..<chunksMax {
            guard let status = try? RawFile.status(recording.events) else { return 0 }
            let left = status.size - recording.offset
            guard left > 0 else { return 0 }
            guard
                let bytes = try? RawFile.read(
                    recording.events, Int(min(left, Int64(Self.chunkBytes))), at: recording.offset),
                !bytes.isEmpty
            else { return 0 }
            feed(bytes, to: recording)
        }
        guard let status = try? RawFile.status(recording.events) else { return 0 }
        return max(0, status.size - recording.offset)
    }

    private func feed(_ bytes: [UInt8], to recording: StressRecording) {
        let base = recording.offset
        bytes.withUnsafeBufferPointer { buffer in
            guard let memory = buffer.baseAddress else { return }
            var start = 0
            while let found = memchr(memory + start, 0x0A, buffer.count - start) {
                let end = found - UnsafeMutableRawPointer(mutating: memory)
                let piece = UnsafeBufferPointer(rebasing: buffer[start..<end])
                if recording.partial.isEmpty {
                    ledger.take(piece, in: recording, at: base + Int64(start))
                } else {
                    let offset = base - Int64(recording.partial.count)
                    recording.partial.append(contentsOf: piece)
                    let line = recording.partial
                    recording.partial = []
                    line.withUnsafeBufferPointer { ledger.take($0, in: recording, at: offset) }
                }
                start = end + 1
            }
            recording.partial.append(contentsOf: buffer[start...])
        }
        recording.offset += Int64(bytes.count)
    }

    /// Gives the file system back what was read long ago: a long run must not fill it.
    private func release(_ recording: StressRecording) {
        let end = (recording.offset - keptBytes) & ~0xFFF
        guard end > recording.released + keptBytes else { return }
        recording.released = end
        try? RawFile.punchHole(recording.events, upTo: end)
    }

    /// Reads the rest of a recording that is over, and settles its account.
    func settle(_ recording: StressRecording) {
        while read(recording) > 0 {}
        if !recording.partial.isEmpty, !recording.isSpoiled {
            ledger.leftover(
                recording.partial, in: recording, at: recording.offset - Int64(recording.partial.count))
        }
        ledger.settle(recording)
        discard(recording)
    }

    /// Gives the file system back all that was written to a recording whose account is settled: whoever still
    /// holds the file, or writes to it until it is reaped, must not fill the file system.
    func discard(_ recording: StressRecording) {
        guard recording.events >= 0, let status = try? RawFile.status(recording.events),
            status.allocated > 0
        else { return }
        Self.release(recording.events, status)
    }

    /// The same for an events file that no recording has: recorders that leave them there would fill the file system.
    ///
    /// - Parameter status: the file's, a moment ago.
    func discard(_ name: String, _ status: FileStatus) {
        guard status.allocated > keptBytes, let directory = openDirectory(),
            let file = try? Descriptor.open(name, at: directory, [.readWrite, .noFollow, .nonBlocking]),
            (try? file.status().inode) == status.inode
        else { return }
        Self.release(file.rawValue, status)
    }

    /// All that was written up to now, and the rest of its last page.
    private static func release(_ file: Int32, _ status: FileStatus) {
        try? RawFile.punchHole(file, upTo: (status.size + 0xFFF) & ~0xFFF)
    }

    /// The same for a recording that nobody reads, where only the load is wanted.
    func discardUnread(_ recording: StressRecording) {
        guard let directory = openDirectory() else { return }
        if recording.events < 0 { openEvents(recording, directory) }
        discard(recording)
    }

    /// Bytes that may still be written to the spool's file system.
    var room: Int64 {
        openDirectory().flatMap { directory in try? FileSystem.room(directory) } ?? .max
    }

    /// The spool as `ls -l` would show it, for evidence.
    func listing() -> [String] {
        guard let directory = openDirectory(), let names = names() else { return ["the spool is not there"] }
        let shown = names.prefix(40).map { name in
            guard let status = try? FileSystem.status(bytes: name, at: directory) else {
                return "\(Excerpt.of(name)): gone"
            }
            return
                "\(Excerpt.of(name)): inode \(status.inode), mode 0\(String(status.mode, radix: 8)), owner \(status.owner), "
                + "group \(status.group), \(status.size) bytes"
        }
        return ["the spool holds \(names.count) files"] + shown
    }

    /// All names in the spool.
    func names() -> [[UInt8]]? {
        guard let opened = try? Descriptor.open(path, [.readOnly, .directory, .noFollow]),
            let entries = try? opened.allEntries()
        else { return nil }
        return entries.map(\.name)
    }

    /// Looks at the directory itself.
    func lookAtDirectory() {
        guard let directory = openDirectory(), let status = try? RawFile.status(directory) else { return }
        ledger.tally.looked(at: "DIR-4")
        if status.mode & 0o007 != 0 {
            ledger.report(
                StressAccusation(
                    .mode, "DIR-4", "the spool directory has mode 0\(String(status.mode, radix: 8))"))
        }
    }
}
