import SpoolHarness
import SpoolSpec
import Testing

/// What a report says of cases that could not be played, and what to do about it.
@Suite struct ShortfallTests {
    private func verdict(
        _ passed: Int, _ skipped: [(String, String)], on id: ClauseID = "START-4"
    ) throws -> ClauseVerdict {
        let clause = try #require(ClauseLedger[id])
        return .skipped(
            clause,
            shortfall: Shortfall(passed: passed, total: passed + skipped.count, skipped: skipped))
    }

    private func text(_ verdicts: [ClauseVerdict], advice: MachineAdvice, columns: Int = 300) -> String {
        let reporter = TextReporter(
            style: TextStyle(columns: columns), replay: SampleRun.replay, advice: advice)
        return SampleRun.report(reporter, verdicts.map { .decided($0) } + [.ended])
    }

    private let ids = "process ids cannot be chosen here: it takes namespaces of our own"
    private let calls = "the system calls of worker cannot be followed (ptrace: EPERM)"

    @Test func `a clause of which some cases passed says how many, and why the others could not run`() throws
    {
        let told = try verdict(22, [("A/a", ids), ("A/b", ids), ("A/c", calls)])
        #expect(told.verdict == .skip && told.cases == 22)
        let text = text([told], advice: MachineAdvice(isRoot: true))
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "skip    START-4    sound    22 of 25 cases passed; 3 could not run:")
        #expect(lines[1] == "        2: \(ids)")
        #expect(lines[2] == "        1: \(calls)")
        #expect(
            told.evidence
                == "22 of 25 cases passed; not checked: A/a, A/b, because \(ids); A/c, because \(calls)")
    }

    @Test func `a clause of which no case could run says why in one line`() throws {
        let text = text([try verdict(0, [("A/a", ids)])], advice: MachineAdvice(isRoot: true))
        #expect(text.hasPrefix("skip    START-4    sound    \(ids)\n"))
    }

    @Test(arguments: [true, false]) func `what is missing is summed up once, with a way on`(isRoot: Bool)
        throws
    {
        let verdicts = [
            try verdict(1, [("A/a", ids), ("A/b", calls)]), try verdict(2, [("A/a", calls)], on: "START-5"),
            try verdict(0, [("A/a", "the adapter has no capability `time`")], on: "SCAN-1"),
        ]
        let text = text(verdicts, advice: MachineAdvice(isRoot: isRoot, isRestricted: true))
        #expect(
            text.contains(
                """
                2 clauses could not be judged in every case here: 2 for want of system calls that can be followed, \
                1 for want of process ids that can be chosen.

                """))
        #expect(text.contains("--cap-add SYS_ADMIN --security-opt seccomp=unconfined"))
        #expect(text.contains("--privileged") && text.contains("sudo") != isRoot)
        #expect(text.contains("sysctl kernel.apparmor_restrict_unprivileged_userns=0") != isRoot)
        let page = SampleRun.report(
            MarkdownReporter(
                recorder: SampleRun.recorder, replay: SampleRun.replay, advice: MachineAdvice(isRoot: isRoot)),
            verdicts.map { .decided($0) } + [.ended])
        #expect(page.contains("2 for want of system calls that can be followed"))
    }

    @Test(arguments: [true, false]) func `a setting of the machine that forbids something is named`(
        isRoot: Bool
    ) throws {
        let advice = MachineAdvice(isRoot: isRoot, isWithoutClone: true, isWithoutTracing: true)
        let text = text([try verdict(1, [("A/a", calls)])], advice: advice)
        #expect(text.contains("without kernel.yama.ptrace_scope=3"))
        #expect(!text.contains("container") && !text.contains("sudo"))
        let both = self.text([try verdict(1, [("A/a", calls), ("A/b", ids)])], advice: advice)
        #expect(both.contains("without kernel.yama.ptrace_scope=3") && both.contains("--privileged"))
        #expect(both.contains("sudo sysctl kernel.unprivileged_userns_clone=1") != isRoot)
    }

    @Test func `where nothing is missing nothing is advised`() throws {
        let passed = ClauseVerdict.passed(try #require(ClauseLedger["START-4"]), cases: 1)
        #expect(!text([passed], advice: MachineAdvice(isRoot: false)).contains("To judge more"))
    }
}
