import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The innocent in Python, otherwise in one way: what it may do is let go, and what it may not do is charged to the
/// clause that forbids it, to no other.
@Suite struct `Variants of a recorder` {
    struct Variant: Sendable, CustomTestStringConvertible {
        /// The way of `Tests/Innocents/variants.py`.
        let way: String
        /// The cases that are played, by the beginnings of their names.
        var cases: [String] = []
        /// A scenario of which schedules are searched.
        var scenario: String?
        /// A schedule that is played.
        var token: String?
        /// The clauses that it breaks, and those that may break with them.
        var breaks: [ClauseID] = [], also: [ClauseID] = []
        /// A part of what is said of it.
        var saying = ""
        /// A part of the reason for which one of the cases is skipped.
        var skip: String?

        var testDescription: String { (token ?? scenario).map { "\(way) in \($0)" } ?? way }
    }

    static let all: [Variant] = [
        Variant(way: "probes-again", cases: ["LOCK-4/", "LOCK-1/a lock that is refused once"]),
        Variant(way: "probes-again", scenario: "reap-start"),
        // It tries 400 times while nobody else can do anything.
        Variant(way: "tries-for-seconds", token: "reap-start:0x6.4"),
        Variant(way: "stops-only-with-a-descriptor", scenario: "stop-scan"),
        Variant(way: "tells-its-loss", cases: ["LOCK-8/", "STOP-2/a successor"]),
        Variant(way: "reads-as-none", cases: ["EVENT-4/", "EVENT-5/"], skip: "nesting too deep"),
        Variant(way: "reads-unsupported", cases: ["EVENT-4/nested far too deep"], skip: "2 of 2 events"),
        Variant(way: "reads-with-an-error", cases: ["EVENT-4/nested far too deep"], skip: "the parser stops"),
        Variant(way: "writes-by-pwritev2", cases: ["APPEND-1/", "APPEND-3/", "APPEND-4/"]),
        Variant(
            way: "glues-by-pwritev", cases: ["APPEND-3/a write cut short"], breaks: ["APPEND-3"],
            saying: "each line after a torn one"),
        Variant(
            way: "glues-by-sendfile", cases: ["APPEND-3/a write cut short"], breaks: ["APPEND-3"],
            saying: "each line after a torn one"),
        Variant(
            way: "glues-by-copy", cases: ["APPEND-3/a write cut short"], breaks: ["APPEND-3"],
            saying: "each line after a torn one"),
        Variant(
            way: "glues-by-splice", cases: ["APPEND-3/a write cut short"], breaks: ["APPEND-3"],
            saying: "each line after a torn one"),
        Variant(
            way: "maps-its-lines", cases: ["APPEND-1/one write", "APPEND-3/a write cut short", "APPEND-4/"],
            breaks: ["APPEND-1"], saying: "has mapped 12.events to write it",
            skip: "which a tracer does not see"),
        Variant(
            way: "loops-after-an-error", scenario: "two-reapers", breaks: ["HOOK-1"],
            saying: "calls more while all others stood still"),
        Variant(
            way: "reaps-by-name", scenario: "reap-start", breaks: ["REAP-3"], saying: "removed"),
    ]

    @Test(arguments: all) func `is charged with what it does, and no more`(variant: Variant) async throws {
        let beside = try Siblings.path(of: "innocents")
        let script = "\(PackageFiles.root)/scripts/innocents"
        let run = try await ToolRun.of(command: [script, "--prepare", beside, "python"])
        try #require(run.exit == .exited(0), "\(run.error)")
        guard let words = run.output.split(separator: "\n").first?.split(separator: "\t"), words.count == 3,
            let python = words[1].split(separator: " ").first
        else { try Test.cancel("not judged here: \(run.error)") }

        var cases = Catalogue.unsearched.filter { entry in variant.cases.contains { entry.name.hasPrefix($0) }
        }
        var tape: Tape?
        if let text = variant.token {
            let token = try ReplayToken(text, scenarios: Scenario.all.map(\.name))
            tape = token.tape
            cases.append(try #require(Catalogue.named(scenario: token.scenario)))
        }
        if let name = variant.scenario { cases.append(try #require(Catalogue.named(scenario: name))) }
        try #require(!cases.isEmpty)
        let command = AdapterCommand([String(python), "\(beside)/variants.py", variant.way])
        var death = await (try await Canary(command, searching: 8, replaying: tape)).play(cases)
        // Beside other tests eight seconds may be few schedules.
        if death.unsaid.isEmpty, !variant.breaks.allSatisfy({ death.findings[$0] != nil }) {
            death = await (try await Canary(command, searching: 60, replaying: tape)).play(cases)
        }

        for clause in variant.breaks {
            let found = death.findings[clause] ?? []
            if found.isEmpty, !death.unsaid.isEmpty, variant.skip == nil {
                try Test.cancel("not shown here: \(death.unsaid.map(\.text))")
            }
            #expect(found.contains { $0.contains(variant.saying) }, "\(clause): \(found), \(death.unsaid)")
        }
        for (clause, found) in death.findings
        where !variant.breaks.contains(clause) && !variant.also.contains(clause) {
            Issue.record("\(variant.way) is condemned of \(clause): \(found.first ?? "")")
        }
        if let skip = variant.skip {
            #expect(death.unsaid.contains { $0.isSkip && $0.text.contains(skip) }, "\(death.unsaid)")
        }
        let failures = death.unsaid.filter { !$0.isSkip }
        #expect(failures.isEmpty, "\(failures.map(\.text))")
    }
}

/// Which errors can be injected.
@Suite struct `Errors of system calls` {
    private static func errors(_ name: String, _ arguments: UInt64...) throws -> Set<String> {
        let number = try #require((0..<512).first { CallShape.of($0)?.name == name })
        let all = arguments + Array(repeating: 0, count: 6 - arguments.count)
        let call = SystemCall(
            number: number, arguments: CallArguments((all[0], all[1], all[2], all[3], all[4], all[5])))
        return Set(call.errors.map(\.name))
    }

    private static let shared: UInt64 = 1, exclusive: UInt64 = 2, atOnce: UInt64 = 4, unlock: UInt64 = 8

    @Test func `a lock that is given back cannot fail`() throws {
        for flags in [Self.unlock, Self.unlock | Self.atOnce] {
            #expect(try Self.errors("flock", 3, flags) == [])
        }
    }

    @Test func `only who waits for a lock is interrupted`() throws {
        for kind in [Self.shared, Self.exclusive] {
            #expect(try Self.errors("flock", 3, kind).contains("EINTR"))
            let atOnce = try Self.errors("flock", 3, kind | Self.atOnce)
            #expect(atOnce.contains("ENOLCK") && !atOnce.contains("EINTR") && !atOnce.contains("EAGAIN"))
        }
    }

    @Test(arguments: ["close", "lseek", "fstat", "fsync", "getdents64"])
    func `what tmpfs cannot fail with`(name: String) throws {
        #expect(try Self.errors(name, 3) == [])
    }

    @Test func `only who makes a file finds no room for it`() throws {
        let creates: UInt64 = 0o100
        #expect(try Self.errors("openat", 3, 0, creates).contains("ENOSPC"))
        #expect(try !Self.errors("openat", 3, 0, 0).contains("ENOSPC"))
        #expect(try !Self.errors("openat2", 3, 0, 0).contains("ENOSPC"))
        // The first name of an unnamed file takes no inode.
        let byDescriptor: UInt64 = 0x400
        #expect(try !Self.errors("linkat", 3, 0, 4, 0, byDescriptor).contains("ENOSPC"))
        #expect(try Self.errors("linkat", 3, 0, 4, 0, 0).contains("ENOSPC"))
    }

    @Test func `a range's lock is not a flag's`() throws {
        let setsFlags: UInt64 = 4, locks: UInt64 = 6, waits: UInt64 = 7
        #expect(try Self.errors("fcntl", 3, setsFlags) == [])
        #expect(try Self.errors("fcntl", 3, locks) == ["ENOLCK", "EIO"])
        #expect(try Self.errors("fcntl", 3, waits) == ["ENOLCK", "EIO", "EINTR"])
    }
}
