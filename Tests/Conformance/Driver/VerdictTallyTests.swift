import SpoolHarness
import SpoolSpec
import Testing

/// How the results of a clause's cases become its verdict.
@Suite struct VerdictTallyTests {
    private static func verdict(
        _ results: [CaseResult], clause: ClauseID = "NAME-1"
    ) throws -> ClauseVerdict {
        var tally = VerdictTally(try #require(ClauseLedger[clause]), cases: results.map(\.name))
        var last: ClauseVerdict?
        for (index, result) in results.enumerated() {
            last = tally.take(result)
            #expect((last != nil) == (index == results.count - 1))
        }
        return try #require(last)
    }

    private static func violation(_ name: String, of clause: ClauseID, ending: Interruption? = nil)
        -> CaseResult
    {
        var result = ending.map { CaseResult(name: name, $0) } ?? CaseResult(name: name)
        result.violations = [Violation(clause, expected: "this", seen: "that")]
        return result
    }

    private static let pass = CaseResult(name: "pass")
    private static let skip = CaseResult(name: "skip", .skipped("there is no moon"))
    private static let sick = CaseResult(name: "sick", .environment("no memory"))
    private static let lost = CaseResult(name: "lost", Interruption(.late, blame: .adapter, "no reply"))

    @Test func `Passing takes every case`() throws {
        let verdict = try Self.verdict([Self.pass, CaseResult(name: "two")])
        #expect(verdict.verdict == .pass)
        #expect(verdict.cases == 2)
        #expect(verdict.evidence == nil)
    }

    @Test func `One case that was skipped keeps the clause from passing`() throws {
        let verdict = try Self.verdict([Self.pass, Self.skip, CaseResult(name: "two")])
        #expect(verdict.verdict == .skip)
        #expect(verdict.cases == 2)
        #expect(verdict.evidence == "2 of 3 cases passed; not checked: skip, because there is no moon")
    }

    @Test func `Where all are skipped for one reason it is said once`() throws {
        let verdict = try Self.verdict([Self.skip, CaseResult(name: "other", .skipped("there is no moon"))])
        #expect(verdict.verdict == .skip)
        #expect(verdict.cases == 0)
        #expect(verdict.evidence == "there is no moon")
    }

    @Test func `A violation outweighs everything`() throws {
        let verdict = try Self.verdict([Self.pass, Self.skip, Self.sick, Self.violation("bad", of: "NAME-1")])
        #expect(verdict.verdict == .fail)
        #expect(verdict.blame == .implementation)
        #expect(verdict.findings.map(\.sentence) == ["bad: expected this; saw that"])
    }

    @Test func `A SHOULD warns`() throws {
        let verdict = try Self.verdict([Self.violation("bad", of: "DIR-6")], clause: "DIR-6")
        #expect(verdict.verdict == .warn)
    }

    @Test func `An adapter that fails is a finding of its own blame`() throws {
        let verdict = try Self.verdict([Self.pass, Self.lost])
        #expect(verdict.verdict == .fail)
        #expect(verdict.blame == .adapter)
        #expect(verdict.evidence == "lost: expected the case to run to its end; saw no reply")
    }

    @Test func `The machine's failure decides nothing`() throws {
        let verdict = try Self.verdict([Self.pass, Self.skip, Self.sick])
        #expect(verdict.verdict == .unknown)
        #expect(verdict.blame == .environment)
        #expect(verdict.evidence == "sick: no memory")
    }

    @Test func `A violation of another clause is none of this one's`() throws {
        let verdict = try Self.verdict([Self.violation("shared", of: "NAME-2")])
        #expect(verdict.verdict == .pass)
    }

    @Test func `A case that another clause ended has not judged this one`() throws {
        let broken = Interruption(.broken("NAME-2"), blame: .implementation, "it cannot go on")
        let ended = Self.violation("shared", of: "NAME-2", ending: broken)
        #expect(try Self.verdict([ended]).verdict == .skip)
        #expect(try Self.verdict([ended], clause: "NAME-2").verdict == .fail)
    }

    @Test func `A clause without cases waits`() throws {
        let tally = VerdictTally(try #require(ClauseLedger["NAME-1"]), cases: [])
        #expect(tally.verdict.verdict == .skip)
        #expect(tally.verdict.evidence == "no case shows it yet; it waits for black box (B)")
    }

    @Test func `A result survives its way as JSON`() throws {
        var result = Self.violation("a \"case\"", of: "NAME-1", ending: .skipped("why\nnot"))
        result.notes = ["one", "zwei\u{0}"]
        result.transcript = ["→ worker {}"]
        result.standardErrors = [("worker", "said\n")]
        result.seconds = 0.25
        let bytes = result.json.encoded()
        #expect(!bytes.contains(0x0A))
        #expect(CaseResult(try JSONValue.parse(bytes, limits: .driver)) == result)
    }
}
