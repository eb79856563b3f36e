import SpoolHarness
import SpoolSpec
import SpoolSystem

import ReferenceRecorder

/// `spool-recorder record` in a spool of its own, as it runs.
final class RecordRun {
    let location: SpoolLocation
    var recorder: PipedProcess
    /// When a test gives up, in nanoseconds of the monotonic clock.
    let deadline = MonotonicClock.now + 60_000_000_000
    /// What it has said on standard error so far.
    private(set) var notes = ""
    private let ownsSpool: Bool

    /// Starts it, and waits until it records.
    ///
    /// - Parameters:
    ///   - arguments: besides the spool's place.
    ///   - spool: where it records; `nil` for a new spool.
    ///   - options: what its process is.
    ///   - wrapper: the words of a program that starts it.
    init(
        _ arguments: [String], in spool: SpoolLocation? = nil, _ options: SpawnOptions = SpawnOptions(),
        wrapper: [String] = []
    ) throws {
        ownsSpool = spool == nil
        location = try spool ?? Self.makeSpool()
        recorder = try PipedProcess(
            wrapper + [
                try Siblings.path(of: "spool-recorder"), "record", "--directory", location.directory,
                "--group", location.group,
            ] + arguments, options)
        // It says so on standard error once it records.
        guard try waitForNote("", until: deadline) else { throw Errno.noProcess }
    }

    /// An empty directory that is ours before a recorder finds it: an ordinary user may have no rights to change it.
    static func makeSpool() throws -> SpoolLocation {
        let directory = "/tmp/record-\(MonotonicClock.now)"
        try FileSystem.makeDirectory(directory, mode: 0o700)
        guard let group = UserAccount.nameOfGroup(UserAccount.effectiveGroup) else { throw Errno.noEntry }
        return SpoolLocation(directory: directory, group: group)
    }

    /// The events file, by which a worker with an old list makes it anew.
    var eventsPath: String { "\(location.directory)/\(recorder.process.processID).events" }
    /// The request.
    var requestPath: String { "\(location.directory)/\(recorder.process.processID).req" }

    /// Waits until standard error has a text; an empty one is anything at all.
    ///
    /// - Returns: whether it came before the deadline.
    func waitForNote(_ text: String, until deadline: Int64) throws -> Bool {
        while notes.isEmpty || !notes.contains(text) && !text.isEmpty {
            guard try recorder.error.waitReadable(until: deadline) else { return false }
            let some = try recorder.error.read(1 << 16)
            if some.isEmpty { return false }
            notes += String(decoding: some, as: UTF8.self)
        }
        return true
    }

    /// Reads its output to the end, as lines.
    func lines() throws -> [Substring] {
        var output: [UInt8] = []
        while try recorder.output.waitReadable(until: deadline) {
            let some = try recorder.output.read(1 << 16)
            if some.isEmpty { break }
            output += some
        }
        return String(decoding: output, as: UTF8.self).split(separator: "\n")
    }

    /// Ends it as by Ctrl-C.
    ///
    /// - Returns: what it printed, as lines, and how it ended.
    func end() throws -> (lines: [Substring], exit: ProcessExit?) {
        try recorder.process.sendToGroup(.interrupt)
        let lines = try lines()
        return (lines, try recorder.process.wait(until: deadline))
    }

    /// Closes our end of its output: nobody reads it any more.
    func closeOutput() {
        guard let nowhere = try? Descriptor.open("/dev/null", [.readOnly]) else { return }
        recorder.output = nowhere
    }

    deinit {
        try? recorder.process.sendToGroup(.kill)
        guard ownsSpool else { return }
        _ = try? recorder.process.wait(until: deadline)
        // A test that was given up leaves a dead recorder's files.
        for path in [eventsPath, requestPath] { try? FileSystem.unlink(path) }
        try? FileSystem.removeDirectory(location.directory)
    }
}
