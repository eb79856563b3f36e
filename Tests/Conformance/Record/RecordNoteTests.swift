import ReferenceRecorder
import SpoolSpec
import SpoolSystem
import Testing

/// What a recorder says of workers that look, or do not.
@Suite struct `Notes of a recorder` {
    @Test(.timeLimit(.minutes(20)))
    func `Ready is said when every worker can know`() throws {
        let began = MonotonicClock.now
        let run = try RecordRun(["root@pam"])
        #expect(run.notes.contains("Recording changing requests of root@pam"))
        #expect(try run.waitForNote("Ready: every worker", until: run.deadline))
        #expect(MonotonicClock.now - began >= 1_000_000_000)
        #expect(!run.notes.contains("realm"))
        #expect(try run.end().exit == .exited(0))
    }

    @Test(.timeLimit(.minutes(20)))
    func `without waiting Ready is said at once`() throws {
        let run = try RecordRun(["--wait", "off", "root"])
        #expect(try run.waitForNote("Ready, by request", until: MonotonicClock.now + 900_000_000))
        #expect(run.notes.contains("'root' has no realm"))
        #expect(try run.end().exit == .exited(0))
    }

    @Test(.timeLimit(.minutes(20)))
    func `where no worker looks it is told what to check, and told when one does`() throws {
        let run = try RecordRun([])
        let began = MonotonicClock.now
        #expect(try run.waitForNote("no worker has looked", until: run.deadline))
        let waited = MonotonicClock.now - began
        #expect(waited > 4_000_000_000 && waited < 9_000_000_000)
        for word in ["request_recording", run.location.group, run.location.directory] {
            #expect(run.notes.contains(word), "\(run.notes)")
        }
        var worker = PublishedWorker(run.location.directory)
        worker.record(Event(method: "GET", path: "/"))
        #expect(try run.waitForNote("a worker has looked", until: MonotonicClock.now + 3_000_000_000))
        #expect(try run.end().exit == .exited(0))
    }

    @Test(.timeLimit(.minutes(20)))
    func `where workers look nothing is told`() throws {
        let run = try RecordRun(["--for", "7"])
        var worker = Worker(at: run.location)
        while try run.recorder.process.wait(until: MonotonicClock.now + 300_000_000) == nil {
            worker.record(Event(method: "GET", path: "/"))
        }
        _ = try run.waitForNote("\u{0}", until: run.deadline)
        #expect(!run.notes.contains("looked"), "\(run.notes)")
    }

    @Test(.timeLimit(.minutes(20)), arguments: ["instances", "watches"])
    func `without notices of the kernel it polls, and names the limit`(_ limit: String) throws {
        // A user namespace has limits of its own.
        let run: RecordRun
        do {
            run = try RecordRun(
                [],
                wrapper: [
                    "unshare", "--user", "--map-root-user", "sh", "-c",
                    #"echo 0 > /proc/sys/user/max_inotify_\#(limit) && exec "$@""#, "sh",
                ])
        } catch { try Test.cancel("no user namespace can be made here: \(error)") }
        guard run.notes.contains("Recording") else {
            try Test.cancel("no limit can be set here: \(run.notes)")
        }
        #expect(try run.waitForNote("fs.inotify.max_user_\(limit)", until: run.deadline), "\(run.notes)")
        #expect(run.notes.contains("five times a second"))
        var worker = PublishedWorker(run.location.directory)
        worker.record(Event(method: "DELETE", path: "/seen", userid: "a@pam"))
        MonotonicClock.sleep(nanoseconds: 600_000_000)
        #expect(try run.end().lines == ["pvesh delete /seen"])
    }
}
