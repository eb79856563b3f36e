import SpoolHarness
import SpoolSystem
import Testing

/// The recorders in `Tests/Innocents`.
enum Innocents {
    /// The command of one, or a test that says why it is not played.
    static func command(_ name: String) async throws -> [String] {
        let ready = try await commands([name])
        guard let command = ready.commands[name] else { try Test.cancel("not judged here: \(ready.told)") }
        return command
    }

    /// The command of each that can be run, and what was said of the others.
    static func commands(_ names: [String]) async throws -> (
        commands: [String: [String]], told: String
    ) {
        // Where the tests are another user's, nothing can be made beside them.
        let owner = try FileSystem.status(try Siblings.path(of: "spool-check")).owner
        let isOwn = owner == Accounts.effectiveUser
        let beside =
            isOwn ? try Siblings.path(of: "innocents") : "/tmp/spool-innocents-\(Accounts.effectiveUser)"
        let script = "\(PackageFiles.root)/scripts/innocents"
        let run = try await ToolRun.of(command: [script, "--prepare", beside] + names)
        try #require(run.exit == .exited(0), "\(run.error)")
        var commands: [String: [String]] = [:]
        for line in run.output.split(separator: "\n") {
            let parts = line.split(separator: "\t")
            guard parts.count == 3 else { continue }
            commands[String(parts[0])] = parts[1].split(separator: " ").map(String.init)
        }
        return (commands, run.error)
    }
}
