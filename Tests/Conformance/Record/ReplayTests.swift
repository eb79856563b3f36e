import ReferenceRecorder
import SpoolFormatting
import SpoolSpec
import SpoolSystem
import Testing

/// Each printed line of a hostile corpus does in a shell what was recorded, or is a comment and does nothing. The requests
/// go through a spool, from a worker that passes bytes on as characters. What is run are a program that reads its options
/// as `pvesh` does, and curl itself.
@Suite(.serialized) struct `Lines that are run` {
    private static let corpus: [Event] =
        HostileText.values.flatMap { text in
            [
                Event(method: "POST", path: "/" + text, params: .object(["notes": .string(text), "x": "1"])),
                Event(method: "DELETE", path: "/n", params: .object(JSONObject(members: [(text, "v")]))),
            ]
        } + [
            Event(
                method: "GET", path: "/a", params: ["list": ["x", "y z", "-q"], "yes": true, "none": nil]),
            Event(method: "PUT", path: "/a/../b/./c", params: ["net0": "virtio=AA:BB,bridge=vmbr0", "n": 1]),
            Event(method: "PUT", path: "/a", params: ["deep": ["k": ["it's\n", nil, 1.5, true]]]),
            Event(method: "POST", path: "/a", params: ["x": "a\0b"]),
            Event(
                method: "POST", path: "/a",
                params: ["description": .string(String(repeating: "é'", count: 30_000))]),
            Event(method: "DELETE", path: "/a", params: ["purge": ""]),
            Event(
                method: "PUT", path: "/a", params: ["output-format": "json", "api_path": "/b", "quiet": "1"]),
            Event(method: "PATCH", path: "/a"), Event(method: "POST", path: "/empty"),
        ]

    /// The words that have to arrive, by the rules of the API's forms.
    private static func expected(_ event: Event, verb: String, path: String) -> [[UInt8]] {
        var words = [[UInt8](verb), [UInt8](path)]
        guard case .object(let object) = event.params else { return words }
        for (name, value) in object.members.sorted(by: {
            $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }) {
            for item in value.array ?? [value] {
                switch item {
                case .null: continue
                case .bool(let yes): words += [[UInt8](name), [UInt8](yes ? "1" : "0")]
                case .string(let text): words += [[UInt8](name), [UInt8](text)]
                default: words += [[UInt8](name), item.encoded()]
                }
            }
        }
        return words
    }

    /// The corpus and what a recorder prints of it, a line for each.
    private static func printed(_ format: String) throws -> [(event: Event, line: String)] {
        let run = try RecordRun(["--wait", "off", "--all", "--format", format])
        var worker = PublishedWorker(run.location.directory)
        for event in corpus { worker.record(event) }
        let lines = try run.end().lines
        #expect(lines.count == corpus.count)
        return zip(corpus, lines).map { ($0, $1 + "\n") }
    }

    private static let verbs = ["GET": "get", "POST": "create", "PUT": "set", "DELETE": "delete"]

    @Test(
        .timeLimit(.minutes(20)), .enabled(if: CompletionTests.isInstalled("perl")),
        arguments: Shell.installed
    )
    func `pvesh is given what was recorded`(_ shell: Shell) async throws {
        let lines = try Self.printed("pvesh")
        let commands = lines.filter { !$0.line.hasPrefix("# ") }
        #expect(commands.count > HostileText.values.count)
        let arrived = try await Standins().arrivals(of: lines.map(\.line).joined(), in: shell)
        #expect(arrived.count == commands.count)
        for (words, (event, line)) in zip(arrived, commands) {
            let verb = Self.verbs[event.method] ?? ""
            #expect(words == Self.expected(event, verb: verb, path: event.path), "\(shell): \(line)")
        }
    }

    @Test(
        .timeLimit(.minutes(20)),
        .enabled(if: ["python3", "curl", "openssl"].allSatisfy(CompletionTests.isInPath)),
        arguments: Shell.installed)
    func `curl asks the API for what was recorded`(_ shell: Shell) async throws {
        let lines = try Self.printed("curl")
        let commands = lines.filter { !$0.line.hasPrefix("# ") }
        #expect(commands.count > 2 * HostileText.values.count)
        let standins = try Standins()
        try await standins.startServer()
        let arrived = try await standins.arrivals(of: lines.map(\.line).joined(), in: shell)
        #expect(arrived.count == commands.count)
        for (words, (event, line)) in zip(arrived, commands) {
            let path = "/api2/json" + event.path
            if words.count == 4, words[2] == [UInt8]("json") {
                // A body with values that a form does not have: compared as JSON.
                let body = try JSONValue.parse(words[3], limits: .line)
                #expect(words[..<2] == [[UInt8](event.method), [UInt8](path)] && body == event.params)
            } else {
                #expect(words == Self.expected(event, verb: event.method, path: path), "\(shell): \(line)")
            }
        }
    }

    @Test(
        .timeLimit(.minutes(20)), .enabled(if: CompletionTests.isInstalled("perl")),
        arguments: Shell.installed
    )
    func `a script ends at the first request that is refused`(_ shell: Shell) async throws {
        let path = "/tmp/replay-\(MonotonicClock.now)"
        defer { try? FileSystem.unlink(path) }
        let run = try RecordRun(["--wait", "off", "--comments", "--output", path])
        var worker = PublishedWorker(run.location.directory)
        for place in ["/first", "/refused", "/never"] {
            worker.record(Event(method: "POST", path: place, params: ["notes": "it's\n"], userid: "jörg@pam"))
        }
        _ = try run.end()
        let script = String(decoding: try Descriptor.open(path, [.readOnly]).readAll(), as: UTF8.self)
        let arrived = try await Standins().arrivals(of: script, in: shell, isRefused: true)
        #expect(arrived == [["create", "/first", "notes", "it's\n"].map([UInt8].init)], "\(script)")
    }
}
