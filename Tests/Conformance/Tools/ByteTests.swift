import SpoolHarness
import SpoolSystem
import Testing

/// Arguments, variables and paths are bytes, and what they say to a terminal is text.
@Suite struct `Bytes are bytes` {
    @Test(arguments: [
        Array("plain".utf8), Array("äöü \u{1F600}".utf8), [0x61, 0xFF, 0x62], [0xC3], [0xC3, 0x28],
        [0xE2, 0x82],
        [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0xAF], [0x80, 0xC3, 0xA4, 0xFE],
        Array("\u{10FEFF}".utf8), Array("\u{10FE80}".utf8) + [0xF4], [],
    ])
    func `every byte is kept`(bytes: [UInt8]) {
        let text = String(keeping: bytes)
        #expect(text.keptBytes == bytes)
        #expect(text.utf8.count >= bytes.count)
        if let plain = String(validating: bytes, as: UTF8.self), !plain.contains(where: { $0 > "\u{10FE00}" })
        {
            #expect(text.utf8.elementsEqual(plain.utf8) && !text.hasKeptBytes)
        } else {
            #expect(text.hasKeptBytes)
        }
    }

    /// A name that no text is, in a directory of the test's own, which is removed.
    private func withOddName(
        _ body: (_ name: [UInt8], _ path: String, _ directory: String) async throws -> Void
    )
        async throws
    {
        let directory = "/tmp/bytes-\(MonotonicClock.now)"
        try FileSystem.makeDirectory(directory, mode: 0o755)
        let name: [UInt8] = [0x61, 0xFF, 0x1B, 0x62]
        do { try await body(name, directory + "/" + String(keeping: name), directory) } catch {
            _ = try await ToolRun.of(command: ["rm", "-rf", directory])
            throw error
        }
        _ = try await ToolRun.of(command: ["rm", "-rf", directory])
    }

    private func names(in directory: String) throws -> [[UInt8]] {
        try Descriptor.open(directory, [.readOnly, .directory]).allEntries().map(\.name)
    }

    /// Whether a text would move somebody's cursor.
    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    }

    @Test func `a report goes to the file that was named`() async throws {
        try await withOddName { name, path, directory in
            let run = try await ToolRun.of("spool-check", ["--clause", "NAME-1", "--output", path])
            #expect(run.exit == .exited(0))
            #expect(try self.names(in: directory) == [name])
        }
    }

    @Test func `evidence is kept in the directory that was named`() async throws {
        try await withOddName { name, path, directory in
            let run = try await ToolRun.of(
                "spool-check",
                [
                    "--clause", "NAME-1", "--keep", path, "--", try Siblings.path(of: "FaultyRecorder"),
                    "NAME-1/padded-events",
                ])
            #expect(run.exit == .exited(1) || run.exit == .exited(2), "\(run.output)")
            #expect(try self.names(in: directory) == [name])
            #expect(self.isHarmless(run.output) && self.isHarmless(run.error))
        }
    }

    @Test func `an adapter is started by its bytes, and shown again by them`() async throws {
        try await withOddName { _, path, _ in
            try FileSystem.symbolicLink(to: try Siblings.path(of: "FaultyRecorder"), as: path)
            let run = try await ToolRun.of(
                "spool-check", ["--clause", "NAME-1", "--format", "json", "--", path, "NAME-1/padded-events"])
            let again = try await ToolRun.of(
                "spool-check", ["--clause", "NAME-1", "--", path, "NAME-1/padded-events"])
            #expect(run.exit == again.exit && run.exit != .exited(64))
            #expect(
                self.isHarmless(run.output) && self.isHarmless(again.output) && self.isHarmless(again.error))
            if again.exit == .exited(1) {
                #expect(again.output.contains(#"/a\xff\x1bb' NAME-1/padded-events"#), "\(again.output)")
            }
            #expect(run.output.contains(#"a\\xFF\u001bb"#), "\(run.output.prefix(400))")
        }
    }

    @Test func `a spool is where its bytes say`() async throws {
        try await withOddName { name, path, directory in
            try FileSystem.makeDirectory(path, mode: 0o700)
            let group = try #require(UserAccount.nameOfGroup(UserAccount.effectiveGroup))
            var recorder = try PipedProcess([
                try Siblings.path(of: "spool-recorder"), "record", "--directory", path, "--group", group,
                "a\u{1B}[2Jb",
            ])
            defer { try? recorder.process.sendToGroup(.kill) }
            let deadline = MonotonicClock.now + 60_000_000_000
            try #require(try recorder.error.waitReadable(until: deadline))
            #expect(try self.names(in: path).contains { $0.suffix(4) == Array(".req".utf8)[...] })
            #expect(try self.names(in: directory) == [name])
            let said = String(decoding: try recorder.error.read(1 << 16), as: UTF8.self)
            #expect(
                said.contains(#"a\u{1B}[2Jb"#) && said.contains(#"a\xFF\u{1B}b"#) && self.isHarmless(said))
            try recorder.process.sendToGroup(.interrupt)
            #expect(try recorder.process.wait(until: deadline) == .exited(0))
        }
    }

    @Test(arguments: ["text", "markdown", "html"])
    func `what a report in a file says moves nobody's cursor`(format: String) async throws {
        try await withOddName { _, path, _ in
            let report =
                #"{"format":1,"recorder":{"name":"a\u001b[2Jb","version":"\u009b","language":null,"command":["\u0007"]},"#
                + #""clauses":[{"id":"NAME-1","verdict":"pass","evidence":null,"replay":null}]}"#
            try Descriptor.open(path, [.writeOnly, .create], mode: 0o644).writeAll(Array(report.utf8))
            let run = try await ToolRun.of("spool-check", ["--compare", path, path, "--format", format])
            #expect(run.exit == .exited(0), "\(run.error)")
            #expect(self.isHarmless(run.output), "\(run.output)")
        }
    }

    @Test func `a user's name must be text`() async throws {
        let run = try await ToolRun.of("spool-recorder", ["record", String(keeping: [0x61, 0xFF])])
        #expect(run.exit == .exited(64))
        #expect(run.error.hasPrefix(#"Error: USER must be UTF-8, as users' names are, not 'a\xFF'"#))
    }

    @Test(arguments: [
        ("spool-check", ["--cla\u{1B}[31muse"]), ("spool-check", ["--explain", "\u{9B}31m\nError: forged"]),
        ("spool-check", ["--output", "/no\u{1B}where/at/all"]),
        ("spool-stress", ["--nemesis", "\u{1B}]0;x\u{7}"]),
        ("spool-stress", ["--directory", "\u{1B}c"]), ("spool-recorder", ["\u{1B}c"]),
        ("spool-recorder", ["record", "--directory", "/no\u{1B}where/\nat/all"]),
        ("spool-check", ["--", "./there/is/\u{1B}none"]),
    ])
    func `an error moves nobody's cursor`(tool: String, arguments: [String]) async throws {
        let run = try await ToolRun.of(tool, arguments)
        #expect(run.exit != .exited(0))
        #expect(isHarmless(run.error) && isHarmless(run.output), "\(run.error)")
        #expect(!run.error.contains("\nError: forged") && run.error.contains(#"\u{"#), "\(run.error)")
    }
}
