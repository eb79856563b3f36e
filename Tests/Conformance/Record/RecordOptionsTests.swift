import ReferenceRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Which requests are printed, for how long, where, and in which form.
@Suite struct `Options of record` {
    private static let requests: [(method: String, path: String, client: String)] = [
        ("POST", "/nodes/a/qemu/1/config", "::ffff:192.0.2.1"), ("PUT", "/nodes/b/lxc/2/config", "192.0.2.2"),
        ("DELETE", "/nodes/a/qemu/3", "2001:db8::1"), ("GET", "/nodes/a/qemu", "192.0.2.1"),
        ("POST", "/access/ticket", "192.0.2.1"),
    ]

    /// What is printed of the requests above, their paths only.
    private static func printed(_ arguments: [String]) throws -> [String] {
        let run = try RecordRun(["--wait", "off"] + arguments)
        var worker = PublishedWorker(run.location.directory)
        for request in requests {
            worker.record(
                Event(
                    method: request.method, path: request.path, userid: "a@pam", clientIP: request.client))
        }
        return try run.end().lines.map { String($0.split(separator: " ").last ?? "") }
    }

    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            (["--method", "GET"], [3]), (["--method", "PUT", "--method", "DELETE"], [1, 2]),
            (["--all", "--path", "/nodes/*/qemu"], [3]), (["--path", "/nodes/**"], [0, 1, 2]),
            (["--path", "/nodes/*/qemu/?"], [2]),
            (["--exclude", "/access/**", "--exclude", "/nodes/b/**"], [0, 2]),
            (["--client", "192.0.2.1"], [0, 4]), (["--client", "192.0.2.*"], [0, 1, 4]),
            (["--client", "2001:db8::1"], [2]), (["--path", "/access/ticket", "--method", "PUT"], []),
        ])
    func `a request is printed where all that is asked for fits`(arguments: [String], places: [Int]) throws {
        #expect(try Self.printed(arguments) == places.map { Self.requests[$0].path })
    }

    @Test(.timeLimit(.minutes(20)))
    func `a number of requests ends it, and a time`() throws {
        let counted = try RecordRun(["--wait", "off", "--count", "2"])
        var worker = PublishedWorker(counted.location.directory)
        for number in 1...5 { worker.record(Event(method: "DELETE", path: "/\(number)")) }
        #expect(try counted.lines() == ["pvesh delete /1", "pvesh delete /2"])
        #expect(try counted.recorder.process.wait(until: counted.deadline) == .exited(0))
        let began = MonotonicClock.now
        let timed = try RecordRun(["--wait", "off", "--for", "1"])
        #expect(try timed.recorder.process.wait(until: timed.deadline) == .exited(0))
        #expect(MonotonicClock.now - began >= 1_000_000_000)
        for run in [counted, timed] { try FileSystem.removeDirectory(run.location.directory) }
    }

    @Test(.timeLimit(.minutes(20)))
    func `a script is its owner's, ends at the first failure, and names its variables at its top`()
        async throws
    {
        let path = "/tmp/record-script-\(MonotonicClock.now)"
        defer { try? FileSystem.unlink(path) }
        let run = try RecordRun(["--wait", "off", "--hide-secrets", "--output", path, "--comments"])
        var worker = PublishedWorker(run.location.directory)
        for number in 1...2 {
            worker.record(
                Event(
                    method: "POST", path: "/access/users", params: ["password": .string("s3cr3t\(number)")],
                    userid: "root@pam", clientIP: "192.0.2.1"))
        }
        #expect(try run.end() == ([], .exited(0)))
        #expect(try FileSystem.status(path).mode == 0o700)
        let text = String(decoding: try Descriptor.open(path, [.readOnly]).readAll(), as: UTF8.self)
        #expect(text.hasPrefix("#!/bin/sh\n") && text.contains("\nset -e\n") && !text.contains("s3cr3t"))
        let expected = [
            #": "${PASSWORD:?the value of password}""#, #": "${PASSWORD_2:?the value of password}""#, "",
            #"pvesh create /access/users --password="${PASSWORD:?}""#,
            #"pvesh create /access/users --password="${PASSWORD_2:?}""#,
        ]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter {
            !$0.hasPrefix("#")
        }
        #expect(lines.dropFirst().dropLast() == expected[...].map { Substring($0) }[...], "\(text)")
        #expect(text.contains(" root@pam from 192.0.2.1\n"))
        // It says which variable it wants, and does nothing.
        let unset = try await ToolRun.of(
            command: ["sh", path], environment: ["PASSWORD": "a", "PASSWORD_2": nil])
        #expect(!(unset.exit?.isSuccess ?? true) && unset.error.contains("PASSWORD_2"))

        let again = try await ToolRun.of(
            "spool-recorder",
            ["record", "--directory", run.location.directory, "--group", run.location.group, "-o", path])
        #expect(again.exit == .exited(1) && again.error.contains("remove it, or name another file"))
    }

    @Test(.timeLimit(.minutes(20)))
    func `a file of another format is no script`() throws {
        let path = "/tmp/record-script-\(MonotonicClock.now)"
        defer { try? FileSystem.unlink(path) }
        let run = try RecordRun(["--wait", "off", "--format", "ndjson", "--output", path])
        var worker = PublishedWorker(run.location.directory)
        let event = Event(method: "PUT", path: "/jörg", params: ["ä": "ö"], userid: "jörg@pam")
        worker.record(event)
        _ = try run.end()
        #expect(try FileSystem.status(path).mode == 0o600)
        let text = try Descriptor.open(path, [.readOnly]).readAll()
        let object = try JSONValue.parse(Array(text.dropLast()), limits: .line)
        #expect(object["event"] == .object(event.members) && object["time"]?.text?.utf8.count == 20)
    }

    @Test(.timeLimit(.minutes(20)))
    func `a group has a number, too`() throws {
        let spool = try RecordRun.makeSpool()
        let run = try RecordRun(
            ["--wait", "off"],
            in: SpoolLocation(directory: spool.directory, group: "\(UserAccount.effectiveGroup)"))
        #expect(try FileSystem.status(run.requestPath).group == UserAccount.effectiveGroup)
        #expect(try run.end().exit == .exited(0))
        try FileSystem.removeDirectory(spool.directory)
    }

    @Test(
        .timeLimit(.minutes(20)), .enabled(if: CompletionTests.isInPath("script")),
        arguments: [(nil, [], true, true), ("1", [], false, true), (nil, ["--no-comments"], true, false)]
            as [(String?, [String], Bool, Bool)])
    func `a terminal has colours and comments, unless they are not wanted`(
        noColour: String?, arguments: [String], hasColours: Bool, hasComments: Bool
    ) async throws {
        let spool = try RecordRun.makeSpool()
        let words = [
            try Siblings.path(of: "spool-recorder"), "record", "--directory", spool.directory, "--group",
            spool.group, "--wait", "off", "--count", "1",
        ]
        let line = (words + arguments).joined(separator: " ")
        async let shown = ToolRun.of(
            command: ["script", "-qec", line, "/dev/null"],
            environment: ["NO_COLOR": noColour, "TERM": "xterm"], seconds: 30)
        var worker = PublishedWorker(spool.directory)
        for _ in 0..<100 {
            worker.record(Event(method: "DELETE", path: "/a", userid: "a@pam"))
            try await Task.sleep(for: .milliseconds(30))
        }
        let output = try await shown.output
        #expect(output.contains("\u{1B}[31mpvesh delete\u{1B}[0m /a") == hasColours, "\(output)")
        #expect(output.contains("\u{1B}") == hasColours, "\(output)")
        #expect(output.contains(" a@pam") == hasComments && output.contains("pvesh delete"), "\(output)")
        try FileSystem.removeDirectory(spool.directory)
    }

    @Test(arguments: [
        ["--count", "0"], ["--for", "x"], ["--comments", "--no-comments"], ["--method", "PATCH"],
        ["--format", "xml"], ["--wait", "2"],
    ])
    func `what cannot be meant is refused`(_ arguments: [String]) async throws {
        #expect(try await ToolRun.of("spool-recorder", ["record"] + arguments).exit == .exited(64))
    }
}
