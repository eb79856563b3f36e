import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The tool as a person meets it: pages, mistakes, exit statuses.
@Suite struct SpoolCheckTests {
    @Test func `help is one page of 80 columns`() async throws {
        let run = try await ToolRun.of("spool-check", ["--help"])
        #expect(run.exit == .exited(0) && run.error.isEmpty)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 50 && lines.allSatisfy { $0.count <= 80 })
        #expect(!run.output.contains("stage"), "what the tool says to itself is not for people")
    }

    @Test(arguments: [
        (["--profil", "wire"], "unknown option '--profil' (did you mean '--profile'?)"),
        (["--clause", "NAEM-1"], "no clause begins with 'NAEM-1' (did you mean 'NAME-1'?)"),
        (["--explain", "WORKER-1"], "no clause begins with 'WORKER-1'"),
        (["--seed", "x"], "option '--seed' asks for a number of at least 0, not 'x'"),
        (["--profile", "wire", "--clause", "NAME-5"], "no clause is in all that"),
        (["--output", "/nowhere/at/all"], "cannot write '/nowhere/at/all': No such file or directory"),
    ])
    func `a mistake is told with a way on`(arguments: [String], message: String) async throws {
        let run = try await ToolRun.of("spool-check", arguments)
        #expect(run.exit == .exited(64) && run.output.isEmpty)
        #expect(run.error.hasPrefix("Error: \(message)"))
        #expect(run.error.hasSuffix("\nSee 'spool-check --help'\n"))
        #expect(run.error.contains("\nUsage: spool-check [OPTIONS]"))
    }

    @Test func `the list has each clause on a line, or those that are asked for`() async throws {
        let all = try await ToolRun.of("spool-check", ["--list"])
        let ids = all.output.split(separator: "\n").compactMap { line in
            line.hasPrefix("  ") ? line.split(separator: " ").first.map { ClauseID(String($0)) } : nil
        }
        #expect(ids == ClauseLedger.all.map(\.id))
        #expect(all.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let some = try await ToolRun.of("spool-check", ["--list", "--role=follower", "--profile", "sound"])
        #expect(some.output.split(separator: "\n").count == 3)
    }

    @Test func `explaining a clause tells all of it`() async throws {
        let run = try await ToolRun.of("spool-check", ["--explain", "name-5"])
        #expect(run.exit == .exited(0))
        #expect(run.output.hasPrefix("NAME-5  hostile, MUST, worker\n"))
        #expect(run.output.contains("\nWhy:\n") && run.output.contains("Shown by black box (B)."))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `one case is played alone, and the report says so`() async throws {
        let faulty = try Siblings.path(of: "FaultyRecorder")
        let name = "LOCK-9/the directory is moved away"
        let arguments = ["--case", name, "--", faulty, "LOCK-9/trusts-its-descriptor"]
        let run = try await ToolRun.of("spool-check", arguments)
        #expect(run.exit == .exited(0))
        #expect(run.output.contains("1 clause, 1 case\n") && run.output.contains("Only what --case names"))
        #expect(run.output.contains("warn    LOCK-9") && run.output.contains("--case '\(name)' -- "))
        let list = try await ToolRun.of("spool-check", ["--list", "-v", "--case", "LOCK-9/the directory"])
        #expect(list.output.contains("\n      \(name)\n"))
        let wrong = try await ToolRun.of("spool-check", ["--case", "LOCK-9/the dirctory is moved away"])
        #expect(wrong.exit == .exited(64) && wrong.error.contains("did you mean '\(name)'?"))
    }

    @Test func `the machines are explained too, each with what it lacks`() async throws {
        let run = try await ToolRun.of("spool-check", ["--explain", "machines"])
        #expect(run.exit == .exited(0))
        #expect(
            run.output.contains("--privileged")
                && run.output.contains("apparmor_restrict_unprivileged_userns=0"))
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func `a verdict is told to a program, and every clause is in it`() async throws {
        let run = try await ToolRun.of("spool-check", ["--clause", "NAME-1", "--format=json"])
        #expect(run.exit == .exited(0) && run.error.isEmpty)
        let report = try JSONValue.parse(run.output)
        #expect(report["recorder"]?["name"] == "reference")
        #expect(report["clauses"]?.array?.count == ClauseLedger.all.count)
        #expect(report["summary"]?["pass"] == 1)
    }

    @Test(arguments: [["./there/is/none"], ["false"], ["cat"]])
    func `an adapter that does not answer is told, and judged nothing`(command: [String]) async throws {
        let run = try await ToolRun.of("spool-check", ["--"] + command)
        #expect(run.exit == .exited(2))
        #expect(run.output.hasSuffix("\nNothing could be judged.\n") && run.error.hasPrefix("Error: "))
        #expect(run.error.contains(command[0]) || run.error.contains("hello"))
    }

    @Test func `Ctrl-C ends it in order, with a report`() async throws {
        let run = try await ToolRun.of(
            "spool-check", ["--format", "json", "--", "sleep", "30"], interrupted: 0.5, seconds: 20)
        #expect(run.exit == .signalled(.interrupt))
        let report = try JSONValue.parse(run.output)
        #expect(report["summary"]?["unknown"]?.integer == Int64(ClauseLedger.all.count))
    }
}
