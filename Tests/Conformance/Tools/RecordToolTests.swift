import ReferenceRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// `spool-recorder record` beside a worker, to its end by Ctrl-C.
@Suite struct `Recording on the command line` {
    @Test(.timeLimit(.minutes(2)))
    func `every request from before the end is printed, and nothing stays in the spool`() async throws {
        let directory = "/tmp/record-\(MonotonicClock.now)"
        // Ours before the recorder finds it: an ordinary user may have no rights to change it.
        try FileSystem.makeDirectory(directory, mode: 0o700)
        defer { try? FileSystem.removeDirectory(directory) }
        let group = try #require(UserAccount.nameOfGroup(UserAccount.effectiveGroup))
        var recorder = try PipedProcess([
            try Siblings.path(of: "spool-recorder"), "record", "--directory", directory, "--group", group,
            "root@pam",
        ])
        defer { try? recorder.process.sendToGroup(.kill) }
        let deadline = MonotonicClock.now + 60_000_000_000
        // It says so on standard error once it records.
        try #require(try recorder.error.waitReadable(until: deadline))

        let count = 2_000
        var worker = Worker(at: SpoolLocation(directory: directory, group: group))
        for number in 1...count {
            worker.record(Event(method: "DELETE", path: "/n/\(number)", userid: "root@pam"))
        }
        #expect(worker.counters.written == count)
        try recorder.process.sendToGroup(.interrupt)

        var output: [UInt8] = []
        while try recorder.output.waitReadable(until: deadline) {
            let some = try recorder.output.read(1 << 16)
            if some.isEmpty { break }
            output += some
        }
        #expect(try recorder.process.wait(until: deadline) == .exited(0))
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
        #expect(lines == (1...count).map { "pvesh delete /n/\($0)" })
        // Only an empty directory can be removed.
        try FileSystem.removeDirectory(directory)
    }
}
