import SpoolSystem
import Testing

/// What every process that the suite starts is promised, whoever starts it.
@Suite struct `A child process` {
    /// Runs a command to its end.
    private func run(
        _ arguments: [String], _ options: SpawnOptions = SpawnOptions()
    ) throws -> (output: String, error: String, status: ProcessExit?) {
        var piped = try PipedProcess(arguments, options)
        piped.input = nil
        let deadline = MonotonicClock.now + 10_000_000_000
        let output = try Self.readToEnd(piped.output, until: deadline)
        let error = try Self.readToEnd(piped.error, until: deadline)
        return (output, error, try piped.process.wait(until: deadline))
    }

    private static func readToEnd(_ pipe: borrowing Descriptor, until deadline: Int64) throws -> String {
        var bytes: [UInt8] = []
        while try pipe.waitReadable(until: deadline) {
            let some = try pipe.read(1 << 16)
            if some.isEmpty { break }
            bytes += some
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func inSeconds(_ seconds: Int64) -> Int64 { MonotonicClock.now + seconds * 1_000_000_000 }

    @Test func `is found on the PATH of its own environment`() throws {
        var environment = Environment()
        environment["PATH"] = "/nowhere:/bin"
        environment["GREETING"] = "hello"
        let result = try run(
            ["sh", "-c", "echo $GREETING; echo oops >&2; exit 3"], SpawnOptions(environment: environment))
        #expect(result.output == "hello\n")
        #expect(result.error == "oops\n")
        #expect(result.status == .exited(3))
        environment["PATH"] = "/nowhere"
        let failure = #expect(throws: SpawnError.self) {
            try run(["sh"], SpawnOptions(environment: environment))
        }
        #expect(failure == .program("sh", .noEntry, nil))
        #expect(failure?.description.contains("PATH") == true)
    }

    @Test func `that cannot be run says why and what to do`() throws {
        #expect(throws: SpawnError.program("/etc/passwd", .noAccess, nil)) { try run(["/etc/passwd"]) }
        #expect(throws: SpawnError.program("/no/such", .noEntry, nil)) { try run(["/no/such"]) }
        #expect(throws: SpawnError.unusableArguments) { try run([]) }
        #expect(throws: SpawnError.unusableArguments) { try run(["true", "a\0b"]) }
    }

    @Test func `has no descriptor of ours but its three`() throws {
        let stray = try Descriptor.open("/dev/null", .readOnly)
        let result = try run(["sh", "-c", "ls /proc/$$/fd"])
        #expect(result.output.split(separator: "\n").prefix(3) == ["0", "1", "2"])
        #expect(!result.output.split(separator: "\n").contains("\(stray.rawValue)"))
    }

    @Test func `starts with its own umask and limits, no signal blocked, those ignored that were asked for`()
        throws
    {
        let options = SpawnOptions(
            umask: 0o27, fileSizeLimit: 4096, openFilesLimit: 77, ignoredSignals: [.fileSize])
        let script =
            "umask; ulimit -n; grep -E 'Sig(Blk|Ign)' /proc/self/status; cut -d' ' -f5 /proc/$$/stat; echo $$"
        let lines = try run(["sh", "-c", script], options).output.split(separator: "\n")
        try #require(lines.count == 6)
        #expect(lines[0] == "0027")
        #expect(lines[1] == "77")
        #expect(lines[2] == "SigBlk:\t0000000000000000")
        #expect(lines[3] == "SigIgn:\t0000000001000000")
        #expect(lines[4] == lines[5])
    }

    @Test func `is waited for until a deadline, stopped, let go on and killed`() throws {
        var piped = try PipedProcess(["sleep", "60"])
        #expect(try piped.process.wait(until: 0) == nil)
        #expect(try piped.process.stop(until: inSeconds(5)))
        let state = try Descriptor.open("/proc/\(piped.process.processID)/stat", .readOnly).readAll()
        #expect(String(decoding: state, as: UTF8.self).contains(") T "))
        try piped.process.resume()
        #expect(try piped.process.wait(until: MonotonicClock.now + 5_000_000) == nil)
        try piped.process.send(.terminate)
        #expect(try piped.process.wait(until: inSeconds(5)) == .signalled(.terminate))
        #expect(try piped.process.wait(until: nil) == .signalled(.terminate))
        #expect(throws: Errno.noProcess) { try piped.process.send(.kill) }
        #expect(try !piped.process.stop(until: inSeconds(5)))
    }

    @Test func `is gone with its group when its owner lets go`() throws {
        let id: Int32
        do {
            let piped = try PipedProcess(["sh", "-c", "sleep 60 & echo; wait"])
            #expect(try piped.output.waitReadable(until: inSeconds(5)))
            id = piped.process.processID
        }
        #expect(throws: Errno.noEntry) { try FileSystem.status("/proc/\(id)") }
    }

    @Test func `that reads no more does not end us with SIGPIPE`() throws {
        var piped = try PipedProcess(["true"])
        _ = try piped.process.wait(until: inSeconds(5))
        // For a moment a process that another thread is starting may hold a copy of the pipe's end.
        let deadline = inSeconds(5)
        #expect(throws: Errno.brokenPipe) {
            while MonotonicClock.now < deadline { _ = try piped.input?.writeToPipe(Array("x".utf8)) }
        }
    }

    @Test func `does not keep another's pipe open, also when many threads start some at once`() async throws {
        try await withThrowingTaskGroup(of: ProcessExit?.self) { group in
            for _ in 0..<24 {
                group.addTask {
                    // `cat` ends when the last copy of its input's writing end is closed: a leak would hang it.
                    var piped = try PipedProcess(["cat"])
                    piped.input = nil
                    return try piped.process.wait(until: inSeconds(10))
                }
            }
            for try await status in group { #expect(status == .exited(0)) }
        }
    }
}
