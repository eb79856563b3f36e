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

    /// Starts it, and waits until it records.
    ///
    /// - Parameter arguments: besides the spool's place.
    init(_ arguments: [String]) throws {
        let directory = "/tmp/record-\(MonotonicClock.now)"
        // Ours before the recorder finds it: an ordinary user may have no rights to change it.
        try FileSystem.makeDirectory(directory, mode: 0o700)
        guard let group = UserAccount.nameOfGroup(UserAccount.effectiveGroup) else { throw Errno.noEntry }
        location = SpoolLocation(directory: directory, group: group)
        recorder = try PipedProcess(
            [
                try Siblings.path(of: "spool-recorder"), "record", "--directory", directory, "--group", group,
            ] + arguments)
        // It says so on standard error once it records.
        guard try recorder.error.waitReadable(until: deadline) else { throw Errno.noProcess }
    }

    /// The events file, by which a worker with an old list makes it anew.
    var eventsPath: String { "\(location.directory)/\(recorder.process.processID).events" }
    /// The request.
    var requestPath: String { "\(location.directory)/\(recorder.process.processID).req" }

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

    deinit {
        try? recorder.process.sendToGroup(.kill)
        try? FileSystem.removeDirectory(location.directory)
    }
}
