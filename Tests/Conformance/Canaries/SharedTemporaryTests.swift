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
        let cases = Catalogue.all.filter { entry in Self.cases.contains { entry.name.hasPrefix($0) } }
        // Each of them four times, at least two at a time.
        let death = await canary.play((0..<4).flatMap { _ in cases }, rows: 4)
        #expect(death.cases >= 40, "\(cases.map(\.name))")
        #expect(death.findings.isEmpty, "\(death.findings)")
        #expect(death.unsaid.isEmpty, "\(death.unsaid.map(\.text))")
    }

    private func remove(_ folder: String) {
        guard let entries = try? Descriptor.open(folder, [.readOnly, .directory]).allEntries() else { return }
        for entry in entries {
            _ = try? FileSystem.unlink("\(folder)/\(String(decoding: entry.name, as: UTF8.self))")
        }
        _ = try? FileSystem.removeDirectory(folder)
    }
}
