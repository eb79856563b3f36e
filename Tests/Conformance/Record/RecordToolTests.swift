import ReferenceRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// `spool-recorder record` beside a worker, to its end by Ctrl-C.
@Suite struct `Recording on the command line` {
    @Test(.timeLimit(.minutes(20)))
    func `every request from before the end is printed, and nothing stays in the spool`() async throws {
        let run = try RecordRun(["root@pam"])
        let count = 2_000
        var worker = Worker(at: run.location)
        for number in 1...count {
            worker.record(Event(method: "DELETE", path: "/n/\(number)", userid: "root@pam"))
        }
        #expect(worker.counters.written == count)
        try run.recorder.process.sendToGroup(.interrupt)
        #expect(try run.lines() == (1...count).map { "pvesh delete /n/\($0)" })
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(0))
        // Only an empty directory can be removed.
        try FileSystem.removeDirectory(run.location.directory)
    }

    @Test(.timeLimit(.minutes(20)))
    func `what a worker with an old list writes after Ctrl-C is neither printed nor left behind`() throws {
        let run = try RecordRun(["--all"])
        // `timeout` sends its signal twice.
        try run.recorder.process.sendToGroup(.interrupt)
        try run.recorder.process.sendToGroup(.interrupt)
        // The request is emptied while its lock is held: whoever looks from now on finds no recording.
        while try FileSystem.status(run.requestPath).size > 0, MonotonicClock.now < run.deadline {
            MonotonicClock.sleep(nanoseconds: 1_000_000)
        }
        MonotonicClock.sleep(nanoseconds: 300_000_000)
        let late = try Descriptor.open(run.eventsPath, [.writeOnly, .append, .create], mode: 0o640)
        try late.writeAll(Array("{\"method\":\"GET\",\"path\":\"/late\",\"userid\":\"a@pam\"}\n".utf8))
        #expect(try run.lines() == [])
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(0))
        try FileSystem.removeDirectory(run.location.directory)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a second Ctrl-C ends at once, and removes the files too`() throws {
        let run = try RecordRun([])
        try run.recorder.process.sendToGroup(.interrupt)
        MonotonicClock.sleep(nanoseconds: 600_000_000)
        try run.recorder.process.sendToGroup(.interrupt)
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(0))
        try FileSystem.removeDirectory(run.location.directory)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a reader that does not read keeps nobody from ending it`() throws {
        let run = try RecordRun(["--all"])
        var worker = Worker(at: run.location)
        // More than a pipe holds.
        for number in 1...5_000 {
            worker.record(Event(method: "GET", path: "/a/long/path/\(number)", userid: "root@pam"))
        }
        MonotonicClock.sleep(nanoseconds: 300_000_000)
        try run.recorder.process.sendToGroup(.interrupt)
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(0))
        try FileSystem.removeDirectory(run.location.directory)
    }

    @Test(.timeLimit(.minutes(20)))
    func `nor does one who does not read notes either`() throws {
        // Output and notes go into one pipe, as of `record 2>&1 | less`.
        let run = try RecordRun(
            ["--all", "--wait", "off"], wrapper: ["sh", "-c", #"echo begun >&2; exec "$@" 2>&1"#, "sh"])
        while (try? FileSystem.status(run.requestPath).size) ?? 0 == 0, MonotonicClock.now < run.deadline {
            MonotonicClock.sleep(nanoseconds: 10_000_000)
        }
        var worker = Worker(at: run.location)
        for number in 1...5_000 {
            worker.record(Event(method: "GET", path: "/a/long/path/\(number)", userid: "root@pam"))
        }
        MonotonicClock.sleep(nanoseconds: 300_000_000)
        // There is something to say now, and no room to say it.
        try FileSystem.setMode(run.requestPath, 0o600)
        MonotonicClock.sleep(nanoseconds: 1_200_000_000)
        #expect(try FileSystem.status(run.requestPath).mode == 0o640)
        let began = MonotonicClock.now
        try run.recorder.process.sendToGroup(.interrupt)
        #expect(try run.recorder.process.wait(until: run.deadline) == .exited(0))
        #expect(MonotonicClock.now - began < 3_000_000_000)
        try FileSystem.removeDirectory(run.location.directory)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a user whose name the server passes on as bytes is found`() throws {
        let run = try RecordRun(["jörg@pam"])
        var worker = Worker(at: run.location)
        for user in ["jÃ¶rg@pam", "root@pam", "jörg@pam!ci"] {
            worker.record(Event(method: "DELETE", path: "/of/\(user)", userid: user))
        }
        try run.recorder.process.sendToGroup(.interrupt)
        #expect(try run.lines() == ["pvesh delete '/of/jörg@pam'", "pvesh delete '/of/jörg@pam!ci'"])
    }
}
