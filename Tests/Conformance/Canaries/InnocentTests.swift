import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The judge under test from its other side: a recorder that does right in another way must be let go.
@Suite struct `Innocent recorders` {
    /// Those that are asked for with blanks between them, by default the quickest: the whole catalogue is played to each,
    /// and the tests are to be over in minutes. Continuous integration asks for the others too.
    private static let names = (Environment.inherited["SPOOL_INNOCENTS"] ?? "c").split(separator: " ")
        .map(String.init)

    @Test(arguments: names) func `the judge finds nothing`(name: String) async throws {
        let ready = try await Innocents.commands([name])
        guard let command = ready.commands[name] else {
            try Test.cancel("not judged here: \(ready.told)")
        }
        let canary = try await Canary(AdapterCommand(command), searching: 0.5)
        let death = await canary.play(Catalogue.all.filter { canary.roles.contains($0.role) }, rows: 8)
        #expect(death.cases > 100, "that is not the catalogue")
        for (clause, found) in death.findings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            Issue.record("the innocent in \(name) is condemned of \(clause): \(found.first ?? "")")
        }
        // What this machine lacks the reference misses too; anything else is the suite's own failure.
        let failures = death.unsaid.filter { !$0.isSkip }
        #expect(failures.isEmpty, "\(failures.map(\.text))")
    }

    /// Recorders with threads in every state, some beside a first one that has ended, and one whose start waits in flock.
    @Test(arguments: ["c-threads", "c-first-thread-ends", "c-timed-locks", "python-watcher"])
    func `no thread's state is held against a recorder`(name: String) async throws {
        let ready = try await Innocents.commands([name.hasPrefix("c-") ? "c" : "python"])
        guard let command = ready.commands[name] else {
            try Test.cancel("not judged here: \(ready.told)")
        }
        let canary = try await Canary(AdapterCommand(command), searching: 1)
        let scenarios = ["start-scan", "start-start", "start-stranger", "stop-start"]
        let cases =
            scenarios.compactMap { Catalogue.named(scenario: $0) }
            + Catalogue.unsearched.filter { $0.judges.contains("LOCK-2") || $0.judges.contains("APPEND-1") }
        let death = await canary.play(cases)
        #expect(death.cases > scenarios.count)
        #expect(death.findings.isEmpty, "\(death.findings)")
        let failures = death.unsaid.filter { !$0.isSkip }
        #expect(failures.isEmpty, "\(failures.map(\.text))")
    }

    @Test func `who is killed at a call of a second thread is not blamed for its end`() async throws {
        let ready = try await Innocents.commands(["python"])
        guard let command = ready.commands["python"] else {
            try Test.cancel("not judged here: \(ready.told)")
        }
        let canary = try await Canary(AdapterCommand(command), searching: 3)
        let cases = ["two-reapers", "stop-start"].compactMap { Catalogue.named(scenario: $0) }
        let death = await canary.play(cases)
        #expect(death.cases == 2)
        #expect(death.findings.isEmpty, "\(death.findings)")
        let failures = death.unsaid.filter { !$0.isSkip }
        #expect(failures.isEmpty, "\(failures.map(\.text))")
    }
}
