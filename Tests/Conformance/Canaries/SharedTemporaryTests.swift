import SpoolHarness
import SpoolSystem
import Testing

/// A recorder whose runtime keeps a file in `/tmp` that it names by its process id, as a Java machine does: it locks the
/// file, and warns on standard output where somebody else has locked it. All stages see the same `/tmp`.
@Suite struct `Recorders that name a file by their process id` {
    private static let canBegin =
        Probe.mayUseUserNamespaces
        && (try? Descriptor.open("/proc/sys/kernel/ns_last_pid", .writeOnly)) != nil

    /// Cases that let recorders live beside each other, and those that choose the id of one.
    private static let cases = [
        "NAME-1/", "LOCK-1/", "LOCK-6/beside others",
        "LOCK-6/a start, and another that takes the id in between",
        "REUSE-2/a chosen id", "REUSE-2/a start on a dead id", "SCAN-2/one listing a second", "APPEND-1/",
    ]

    @Test(.enabled(if: canBegin)) func `find nobody else's file when stages play beside each other`()
        async throws
    {
        let (death, cases) = try await play(Self.cases, times: 4)
        #expect(death.cases >= 40, "\(cases)")
    }

    /// Two recorders of one id, in two PID namespaces: nothing but a `/tmp` of its own keeps their files apart.
    @Test(.enabled(if: canBegin), arguments: ["start-start", "stop-start"])
    func `find nobody else's file beside another of the same id`(scenario: String) async throws {
        let entry = try #require(Catalogue.named(scenario: scenario))
        let (death, _) = try await play([entry.name], times: 1)
        #expect(death.cases == 1)
    }

    /// Plays cases, each so many times, and always some at a time.
    private func play(_ names: [String], times: Int) async throws -> (Canary.Death, [String]) {
        let recorder = try await Innocents.command("python").joined(separator: " ")
        let folder = "/tmp/spool-test-\(Accounts.process)-\(MonotonicClock.now)"
        try FileSystem.makeDirectory(folder, mode: 0o777)
        try FileSystem.setMode(folder, 0o777)
        defer { remove(folder) }
        let script = """
            exec 9>> \(folder)/$(id -u)-$$; flock -n 9 || echo "[warning] $$ is locked by another process"
            exec \(recorder)
            """
        let canary = try await Canary(AdapterCommand(["/bin/sh", "-c", script]))
        let cases = Catalogue.all.filter { entry in names.contains { entry.name.hasPrefix($0) } }
        let death = await canary.play((0..<times).flatMap { _ in cases }, rows: times)
        #expect(death.findings.isEmpty, "\(death.findings)")
        #expect(death.unsaid.isEmpty, "\(death.unsaid.map(\.text))")
        return (death, cases.map(\.name))
    }

    private func remove(_ folder: String) {
        guard let entries = try? Descriptor.open(folder, [.readOnly, .directory]).allEntries() else { return }
        for entry in entries {
            _ = try? FileSystem.unlink("\(folder)/\(String(decoding: entry.name, as: UTF8.self))")
        }
        _ = try? FileSystem.removeDirectory(folder)
    }
}
