import FaultyRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Whoever tests in a container finds the same faults as elsewhere. Each machine here is this one with some rights less.
@Suite struct `In a container` {
    /// Faults that only system calls and `/proc` show, with the clause that each breaks.
    static let faults = [
        ("APPEND-1/line-feed-apart", "APPEND-1"), ("MODE-3/request-open-for-a-moment", "MODE-3"),
        ("LOCK-2/inherited", "LOCK-2"),
    ]

    /// What stands before a command that is to run as an ordinary user where a part of /proc is covered: there nobody
    /// may mount a /proc of his own.
    private static let maskedProc = [
        "unshare", "-m", "/bin/sh", "-c",
        """
        mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys \
        && exec setpriv --reuid=65534 --regid=65534 --clear-groups -- env HOME=/tmp "$@"
        """, "sh",
    ]

    private func judge(_ arguments: [String]) async throws -> ToolRun {
        let tool = try Siblings.path(of: "spool-check")
        return try await ToolRun.of(command: Self.maskedProc + [tool] + arguments, seconds: 100)
    }

    @Test(.enabled(if: Probe.isRoot), .timeLimit(.minutes(20)))
    func `whose /proc counts otherwise, what /proc shows is found`() async throws {
        guard try await judge(["--list"]).exit == .exited(0) else {
            try Test.cancel("no ordinary user can run the tools here, or nothing can be mounted over /proc")
        }
        let faulty = try Siblings.path(of: "FaultyRecorder")
        for (fault, clause) in Self.faults {
            let run = try await judge(["--clause", clause, "--budget", "1", "--", faulty, fault])
            #expect(run.exit == .exited(1), "\(fault): \(run.output)\(run.error)")
        }
        let run = try await judge(["--clause", "APPEND-1", "--clause", "NAME-2", "--clause", "LOCK-2"])
        #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
        for clause in ["APPEND-1", "NAME-2", "LOCK-2"] {
            #expect(run.output.contains("pass    \(clause)"), "\(run.output)")
        }
    }

    @Test(.enabled(if: Probe.isRoot))
    func `whose root has no power over other users' processes, their calls are followed`() async throws {
        let tool = try Siblings.path(of: "spool-check")
        let words = ["setpriv", "--bounding-set=-sys_ptrace", "--"]
        guard try await ToolRun.of(command: words + ["true"]).exit == .exited(0) else {
            try Test.cancel("setpriv(1) is not here")
        }
        let directory = "/tmp/spool-container-\(MonotonicClock.now)"
        let script = directory + "/stage"
        try FileSystem.makeDirectory(directory, mode: 0o755)
        defer {
            try? FileSystem.unlink(script)
            try? FileSystem.removeDirectory(directory)
        }
        let text = "#!/bin/sh\nexec \(words.joined(separator: " ")) '\(tool)' \"$@\"\n"
        do {
            let file = try Descriptor.open(script, [.writeOnly, .create, .exclusive], mode: 0o755)
            try file.writeAll(Array(text.utf8))
        }
        let entry = try #require(Catalogue.named("APPEND-1/one write a line"))
        let faulty = AdapterCommand([try Siblings.path(of: "FaultyRecorder"), "APPEND-1/line-feed-apart"])
        for command in [try AdapterCommand.reference(), faulty] {
            var options = SuiteOptions(candidate: command)
            options.reference = try .reference()
            options.stageProgram = script
            options.isolation = .none
            let stages = StageRun(options: options)
            let (preflight, result) = await Turnstile.stages.pass {
                let preflight = stages.preflight()
                return (preflight, stages.play(entry, preflight: preflight))
            }
            #expect(preflight.unseen == UnseenWays())
            #expect(!preflight.missing.contains { $0.hasPrefix("otherUsers") })
            #expect(result.ending == nil, "\(result.ending?.text ?? "")")
            #expect(result.violations.isEmpty == (command != faulty), "\(result.violations)")
        }
    }
}
