import SpoolHarness
import SpoolSpec
import Testing

@Suite struct `A baseline` {
    private func verdicts() throws -> [ClauseVerdict] {
        let fault = Finding(caseName: "a case", expected: "this", seen: "that")
        return [
            .passed(try #require(ClauseLedger["NAME-1"]), cases: 1),
            .broken(try #require(ClauseLedger["NAME-3"]), cases: 1, findings: [fault]),
            .skipped(try #require(ClauseLedger["NAME-5"]), cases: 0, because: "it cannot be"),
            .broken(try #require(ClauseLedger["DIR-6"]), cases: 1, findings: [fault]),
        ]
    }

    @Test func `a known failure is expected, a new one is not`() throws {
        let baseline = try Baseline(text: "# known\n\nNAME-3 fail # since ever\nNAME-1 pass\nDIR-6 warn\n")
        #expect(baseline.unexpected(try verdicts()).map(\.clause.id) == ["NAME-1", "NAME-5"])
        #expect(baseline.expectedCount(try verdicts()) == 2)
        #expect(baseline.stale(try verdicts()).isEmpty)
        let empty = try Baseline(text: "")
        #expect(SuiteOutcome(empty.unexpected(try verdicts())).exitStatus == 1)
    }

    @Test func `an entry that holds now is stale, one that was not judged is not`() throws {
        let baseline = try Baseline(text: "NAME-1 fail\nNAME-5 fail\nLOCK-1 fail")
        #expect(baseline.stale(try verdicts()) == ["NAME-1"])
    }

    @Test func `a line that cannot be read is an error`() {
        for text in ["NAME-99 fail", "NAME-1", "NAME-1 failed", "NAME-1 fail too", "name-1 fail"] {
            #expect(throws: BaselineError.self) { try Baseline(text: "\n" + text) }
        }
    }

    @Test func `the newest version of the suite has the whole ledger, and none has what is not there`() {
        let ledger = Set(ClauseLedger.all.map(\.id))
        #expect(SuiteVersion.all.last?.clauses == ledger)
        for version in SuiteVersion.all { #expect(version.clauses.isSubset(of: ledger)) }
    }

    @Test func `version 1.0 is frozen`() throws {
        let first = try #require(SuiteVersion.named("1.0"))
        #expect(first.clauses.count == 70)
        let later = Catalogue.all.filter { !first.asks($0) }
        #expect(!later.isEmpty && later.allSatisfy { $0.since == "1.1" })
        for entry in Catalogue.all where entry.since == nil {
            #expect(first.asks(entry), "\(entry.name)")
            #expect(
                entry.judges.contains(where: first.clauses.contains), "\(entry.name) judges no clause of 1.0")
        }
    }
}
