import ReferenceRecorder
import SpoolSpec
import SpoolSystem
import Testing

/// `spool-recorder clean` and `status`: what dead recorders left is found and removed, and nothing of a live one.
@Suite struct `Care for a spool` {
    private static func names(_ location: SpoolLocation) throws -> [String] {
        try Descriptor.open(location.directory, [.readOnly, .directory]).allEntries()
            .map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }

    private static func run(
        _ word: String, _ run: RecordRun, _ arguments: [String] = []
    ) async throws -> ToolRun {
        try await ToolRun.of(
            "spool-recorder", [word, "--directory", run.location.directory] + arguments)
    }

    /// A spool with a live recorder, a dead one with requests, an orphan, and a name that is none of the protocol's.
    private static func spool() throws -> RecordRun {
        let live = try RecordRun(["live@pam", "--wait", "off"])
        let dead = try RecordRun(["dead@pam", "--wait", "off"], in: live.location)
        var worker = PublishedWorker(live.location.directory)
        for user in ["live@pam", "dead@pam"] {
            worker.record(Event(method: "DELETE", path: "/a", userid: user))
        }
        try dead.recorder.process.sendToGroup(.kill)
        _ = try dead.recorder.process.wait(until: live.deadline)
        for name in ["777777.events", "notes.txt"] {
            _ = try Descriptor.open("\(live.location.directory)/\(name)", [.writeOnly, .create], mode: 0o640)
        }
        return live
    }

    @Test(.timeLimit(.minutes(20)))
    func `clean lists what is left, removes it, and leaves the rest alone`() async throws {
        let live = try Self.spool()
        let before = try Self.names(live.location)
        let dry = try await Self.run("clean", live, ["--dry-run"])
        #expect(dry.exit == .exited(1) && dry.output.split(separator: "\n").count == 2, "\(dry.output)")
        #expect(dry.output.contains("recording of changing requests of dead@pam"), "\(dry.output)")
        #expect(try Self.names(live.location) == before)

        let clean = try await Self.run("clean", live)
        #expect(clean.exit == .exited(0), "\(clean.output)\(clean.error)")
        #expect(
            clean.output.split(separator: "\n").allSatisfy { $0.hasPrefix("removed: ") }, "\(clean.output)")
        let id = live.recorder.process.processID
        #expect(try Self.names(live.location) == ["\(id).events", "\(id).req", "notes.txt"])

        let again = try await Self.run("clean", live)
        #expect(again.exit == .exited(0) && again.output.hasPrefix("nothing is left"), "\(again.output)")
        #expect(try live.end() == (["pvesh delete /a"], .exited(0)))
        try FileSystem.unlink("\(live.location.directory)/notes.txt")
    }

    @Test(.timeLimit(.minutes(20)))
    func `record says at its start what is left`() async throws {
        let live = try Self.spool()
        let other = try RecordRun(["--wait", "off"], in: live.location)
        #expect(try other.waitForNote("spool-recorder clean", until: other.deadline))
        #expect(other.notes.contains("2 recordings"), "\(other.notes)")
        _ = try other.end()
        _ = try await Self.run("clean", live)
        _ = try live.end()
        try FileSystem.unlink("\(live.location.directory)/notes.txt")
    }

    @Test(.timeLimit(.minutes(20)))
    func `status says who records, what is left, what is wrong, and whether workers look`() async throws {
        let live = try Self.spool()
        let group = ["--group", live.location.group]
        let id = live.recorder.process.processID
        let first = try await Self.run("status", live, ["--for", "1"] + group)
        #expect(first.exit == .exited(1))
        for text in [
            "\(id): recording of changing requests of live@pam, held by process \(id) (`spool-recorder`)",
            "dead recording of changing requests of dead@pam", "777777: requests without a recording",
            "left by dead recorders: 2", "no worker has looked for 1 s", "1 other name",
        ] {
            #expect(first.output.contains(text), "\(first.output)")
        }
        _ = try await Self.run("clean", live)
        try FileSystem.setMode("\(live.location.directory)/\(id).events", 0o644)
        let arguments =
            ["status", "--directory", live.location.directory, "--for", "20", "--format", "json"] + group
        async let watching = ToolRun.of("spool-recorder", arguments)
        // A server that handles requests looks.
        var worker = PublishedWorker(live.location.directory)
        for _ in 0..<100 {
            worker.record(Event(method: "GET", path: "/"))
            try await Task.sleep(for: .milliseconds(30))
        }
        let second = try await watching
        let json = try JSONValue.parse(Array(second.output.utf8.dropLast()), limits: .line)
        #expect(json["workers_look"] == true && second.exit == .exited(1), "\(second.output)")
        #expect(second.output.contains("can be used by everybody"), "\(second.output)")
        #expect(second.output.contains(#""userid":"live@pam""#), "\(second.output)")
        _ = try live.end()
        try FileSystem.unlink("\(live.location.directory)/notes.txt")
    }

    @Test(.timeLimit(.minutes(20)))
    func `what strangers put there is neither waited for, followed nor removed`() async throws {
        let spool = try RecordRun.makeSpool()
        let directory = spool.directory
        let target = directory + "-target"
        _ = try Descriptor.open(target, [.writeOnly, .create], mode: 0o600)
        try FileSystem.makeFIFO("\(directory)/1.req", mode: 0o600)
        try FileSystem.symbolicLink(to: target, as: "\(directory)/2.req")
        try FileSystem.symbolicLink(to: target, as: "\(directory)/3.events")
        try FileSystem.makeDirectory("\(directory)/4.events", mode: 0o700)
        try FileSystem.makeFIFO("\(directory)/5.events", mode: 0o600)
        let place = ["--directory", directory]
        let status = try await ToolRun.of(
            "spool-recorder", ["status", "--for", "0", "--group", spool.group] + place, seconds: 10)
        #expect(status.exit == .exited(1))
        for name in ["1.req", "2.req", "3.events", "4.events", "5.events"] {
            #expect(status.output.contains("\(name) is no regular file"), "\(status.output)")
        }
        let clean = try await ToolRun.of("spool-recorder", ["clean"] + place, seconds: 10)
        #expect(clean.exit == .exited(0) && clean.output.hasPrefix("nothing is left"), "\(clean.output)")
        let folder = try Descriptor.open(directory, [.readOnly, .directory])
        #expect(try folder.allEntries().count == 5)
        for name in ["1.req", "2.req", "3.events", "5.events"] {
            try FileSystem.unlink("\(directory)/\(name)")
        }
        try FileSystem.unlink(target)
        for path in ["\(directory)/4.events", directory] { try FileSystem.removeDirectory(path) }
    }

    @Test func `a spool that is not there is no fault`() async throws {
        let place = ["--directory", "/tmp/no-such-spool", "--group", "0"]
        let status = try await ToolRun.of("spool-recorder", ["status"] + place)
        #expect(status.exit == .exited(0) && status.output.contains("nobody records"))
        #expect(try await ToolRun.of("spool-recorder", ["clean"] + place.prefix(2)).exit == .exited(0))
    }
}
