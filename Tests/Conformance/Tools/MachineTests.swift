import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// What a machine lacks is never the recorder's fault: it is told, and not judged. The reference is judged, so every
/// failure would be the machine's.
@Suite struct `A machine that lacks something` {
    /// Judges the reference on a machine of `scripts/on-machine`.
    private static func judge(_ machine: String, _ clauses: [ClauseID]) async throws -> ToolRun {
        let check = try Siblings.path(of: "spool-check")
        let run = try await ToolRun.of(
            command: ["\(PackageFiles.root)/scripts/on-machine", machine, check, "--budget", "1"]
                + clauses.flatMap { ["--clause", $0.rawValue] },
            seconds: 120)
        if run.exit == .exited(77) { try Test.cancel("not tried here: \(run.error)") }
        return run
    }

    @Test(arguments: [
        ("file-size", "RLIMIT_FSIZE is 65536 bytes"), ("few-files", "RLIMIT_NOFILE is 64 descriptors"),
    ])
    func `too little for any recorder ends the run, and says what to do`(machine: String, told: String)
        async throws
    {
        let run = try await Self.judge(machine, ["EVENT-2"])
        #expect(run.exit == .exited(2), "\(run.output)\(run.error)")
        #expect(run.error.contains(told) && run.error.contains("ulimit"), "\(run.error)")
        #expect(run.output.hasSuffix("Nothing could be judged.\n"))
    }

    @Test func `no room for a case leaves it out`() async throws {
        let run = try await Self.judge("small-shm", ["EVENT-2", "EVENT-3", "FILTER-1"])
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        #expect(run.output.contains("there is no room for it here: it may write"), "\(run.output)")
        #expect(run.output.contains("for want of room for what a"), "\(run.output)")
    }

    @Test func `a full folder for temporary files is passed over for the next`() async throws {
        let run = try await Self.judge("full-shm", ["EVENT-2"])
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        #expect(run.output.contains("pass    EVENT-2"), "\(run.output)")
    }

    @Test func `a group without a name leaves out what takes a start`() async throws {
        let run = try await Self.judge("no-group", ["START-1", "FILTER-1"])
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        #expect(run.output.contains("pass    FILTER-1"), "\(run.output)")
        #expect(run.output.contains("the spool's group has no name here"), "\(run.output)")
    }

    @Test func `no /proc is no wrong command line`() async throws {
        let run = try await Self.judge("no-proc", ["NAME-1"])
        #expect(run.exit == .exited(2), "\(run.output)\(run.error)")
        #expect(run.error.contains("is /proc mounted here?"), "\(run.error)")
    }

    /// A recorder in a home of mode 0700, which workers of another user cannot reach.
    @Test func `a folder that keeps workers out is named`() async throws {
        let recorder = try Siblings.path(of: "spool-recorder")
        let script = """
            home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT && cp '\(recorder)' "$home/recorder"
            '\(try Siblings.path(of: "spool-check"))' --clause MODE-2 -- "$home/recorder" adapter
            """
        let run = try await ToolRun.of(command: ["/bin/sh", "-c", script])
        guard run.output.contains("the user www-data cannot run the adapter") else {
            try Test.cancel("workers are no other user's here")
        }
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        #expect(
            run.output.contains("has mode 0700 and keeps www-data out; put the recorder"), "\(run.output)")
    }

    /// The same under stress, which goes on with workers of our own user.
    @Test func `stress goes on as one user where workers cannot reach the recorder, and says so`()
        async throws
    {
        let recorder = try Siblings.path(of: "spool-recorder")
        let script = """
            home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT && cp '\(recorder)' "$home/recorder"
            '\(try Siblings.path(of: "spool-stress"))' --workers 2 --duration 1 -- "$home/recorder" adapter
            """
        let run = try await ToolRun.of(command: ["/bin/sh", "-c", script])
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        guard Probe.isRoot else { return }
        #expect(
            run.output.contains("not possible here: workers of another user than clients: "), "\(run.output)")
        #expect(run.output.contains("keeps www-data out"), "\(run.output)")
    }
}
