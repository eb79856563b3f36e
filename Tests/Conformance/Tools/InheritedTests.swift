import Glibc
import SpoolHarness
import SpoolSystem
import Testing

/// What a tool is given by whoever starts it, and what it must do with it.
@Suite struct `What a tool inherits` {
    /// Runs a tool by a shell that changes something first.
    private func run(_ script: String, _ words: [String], seconds: Double = 60) async throws -> ToolRun {
        try await ToolRun.of(command: ["sh", "-c", script, "sh"] + words, seconds: seconds)
    }

    private func tool(_ name: String) throws -> String { try Siblings.path(of: name) }

    /// A directory of the test's own, removed with what is in it.
    private func withDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = "/tmp/inherited-\(MonotonicClock.now)"
        try FileSystem.makeDirectory(directory, mode: 0o755)
        // Workers are another user, and may write there too.
        try FileSystem.setMode(directory, 0o777)
        do { try await body(directory) } catch {
            _ = try await ToolRun.of(command: ["rm", "-rf", directory])
            throw error
        }
        _ = try await ToolRun.of(command: ["rm", "-rf", directory])
    }

    @Test func `closed standard descriptors are harmless`() async throws {
        let words = [try tool("spool-check"), "--clause", "NAME-1", "--quiet"]
        let run = try await run(#"exec "$@" <&- >&- 2>&-"#, words)
        #expect(run.exit == .exited(0))
        try await withDirectory { directory in
            // The report must not be mixed with what goes to a closed standard stream.
            let file = directory + "/report"
            let all = try await self.run(
                #"exec "$@" <&- >&- 2>&-"#, words + ["--output", file, "--format", "tap"])
            #expect(all.exit == .exited(0))
            let report = String(decoding: try Descriptor.open(file, .readOnly).readAll(), as: UTF8.self)
            #expect(report.hasPrefix("TAP version"))
        }
    }

    @Test func `a recording without a standard output is refused`() async throws {
        let run = try await run(
            #"exec "$@" >&-"#, [try tool("spool-recorder"), "record", "--directory", "/tmp/no-such-place"])
        #expect(run.exit == .exited(1))
        #expect(run.error.hasPrefix("Error: standard output is closed"))
    }

    @Test func `a pipe that does not block is waited for`() async throws {
        let pipes = try StandardPipes()
        try pipes.output.writer.setNonBlocking()
        // F_SETPIPE_SZ, which glibc shows to GNU programs only: as small as a pipe can be, one page.
        _ = fcntl(pipes.output.writer.rawValue, 1031, 4096)
        let words = [try tool("spool-check"), "--list", "--format", "markdown"]
        // Beside other tests it may take minutes until this one is resumed: nothing is timed across an `await`.
        let whole = try await ToolRun.of(command: words)
        var child = try ChildProcess(
            words, input: pipes.input.reader, output: pipes.output.writer, error: pipes.error.writer)
        // By then it has met a full pipe.
        MonotonicClock.sleep(nanoseconds: 300_000_000)
        let deadline = MonotonicClock.now + 60_000_000_000
        var output: [UInt8] = []
        while output.count < whole.output.utf8.count, try pipes.output.reader.waitReadable(until: deadline) {
            output += try pipes.output.reader.read(1 << 16)
            if try child.wait(until: 0) == .exited(2) { break }
        }
        #expect(try child.wait(until: deadline) == .exited(0))
        #expect(output == Array(whole.output.utf8))
    }

    @Test func `a file that may not grow is an error, not a death`() async throws {
        try await withDirectory { directory in
            let run = try await self.run(
                #"ulimit -f 8; file=$1; shift; exec "$@" > "$file""#,
                [directory + "/list", try self.tool("spool-check"), "--list", "--format", "markdown"])
            #expect(run.exit == .exited(2))
            #expect(run.error.contains("File too large (EFBIG)"))
        }
    }

    /// Sends a signal to a judge that waits for an adapter which never answers.
    private func exit(of script: String, after signal: Signal) async throws -> ProcessExit? {
        let words = [try tool("spool-check"), "--deadline", "2", "--clause", "NAME-1", "--", "sleep", "30"]
        var piped = try PipedProcess(["sh", "-c", script, "sh"] + words)
        piped.input = nil
        MonotonicClock.sleep(nanoseconds: 1_000_000_000)
        try piped.process.send(signal)
        return try piped.process.wait(until: MonotonicClock.now + 60_000_000_000)
    }

    @Test(arguments: [("HUP", Signal.hangUp), ("INT", .interrupt), ("TERM", .terminate)])
    func `a signal that is ignored stays so`(name: String, signal: Signal) async throws {
        #expect(try await exit(of: #"trap '' \#(name); exec "$@""#, after: signal) == .exited(2))
        #expect(try await exit(of: #"exec "$@""#, after: signal) == .signalled(signal))
    }

    @Test(arguments: [(30, 1024), (2000, 2000)])
    func `a judge raises its limits, and a recorder has what programs count on`(given: Int, expected: Int)
        async throws
    {
        try await withDirectory { directory in
            let adapter = #"ulimit -Sn > \#(directory)/limit; exec "$0" adapter"#
            let run = try await self.run(
                #"ulimit -Sn \#(given); exec "$@""#,
                [
                    try self.tool("spool-check"), "--jobs", "8", "--clause", "NAME-1", "--",
                    "sh", "-c",
                    adapter, try self.tool("spool-recorder"),
                ])
            #expect(run.exit == .exited(0), "\(run.output)")
            let limit = try Descriptor.open(directory + "/limit", .readOnly).readAll()
            #expect(String(decoding: limit, as: UTF8.self) == "\(expected)\n")
        }
    }

    @Test(arguments: ["0777", "0000"])
    func `no umask changes a verdict`(mask: String) async throws {
        let run = try await run(
            #"umask \#(mask); exec "$@""#,
            [try tool("spool-check"), "--clause", "MODE-", "--clause", "DIR-1"])
        #expect(run.exit == .exited(0), "\(run.output)")
    }

    @Test func `a tool that is removed while it runs goes on`() async throws {
        try await withDirectory { directory in
            for name in ["spool-check", "spool-recorder"] {
                _ = try await ToolRun.of(command: ["cp", try self.tool(name), directory])
            }
            // The adapter's first start comes before the first case.
            let adapter = #"rm -f \#(directory)/spool-check; exec "$0" adapter"#
            let run = try await ToolRun.of(
                command: [
                    directory + "/spool-check", "--clause", "NAME-1", "--", "sh", "-c",
                    adapter,
                    try self.tool("spool-recorder"),
                ])
            #expect(run.exit == .exited(0), "\(run.output)\(run.error)")
            #expect((try? FileSystem.status(directory + "/spool-check")) == nil)
        }
    }

    @Test func `a command of twenty thousand words is judged`() async throws {
        let words = (0..<20_000).map { "argument-\($0)" }
        let run = try await ToolRun.of(
            "spool-check",
            ["--clause", "NAME-1", "--", "sh", "-c", #"exec "$0" adapter"#, try tool("spool-recorder")]
                + words)
        #expect(run.exit == .exited(0), "\(run.output.suffix(2000))\(run.error.suffix(2000))")
    }

    @Test func `a recorder may have a name of 200,000 bytes`() async throws {
        try await withDirectory { directory in
            let name = String(repeating: "x", count: 200_000)
            let hello = """
                {"seq":1,"ok":true,"name":"\(name)","version":"1","language":"sh","roles":["worker","client","follower"],\
                "capabilities":["time","wall-clock"]}

                """
            let file = try Descriptor.open(directory + "/hello", [.writeOnly, .create], mode: 0o644)
            try file.writeAll(Array(hello.utf8))
            // The first reply is another; the rest is as it comes.
            let adapter = #""$0" adapter | { read -r first; cat "$1"; exec cat; }"#
            let run = try await ToolRun.of(
                "spool-check",
                [
                    "--clause", "FOLLOW-1", "--deadline", "60", "--", "sh", "-c", adapter,
                    try self.tool("spool-recorder"),
                    directory + "/hello",
                ])
            #expect(run.exit == .exited(0), "\(run.output.suffix(2000))\(run.error.suffix(2000))")
            #expect(run.output.contains(name))
        }
    }
}
