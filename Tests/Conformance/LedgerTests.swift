import SpoolSpec
import Testing

/// The ledger says what it is to say, and none of it twice.
@Suite struct LedgerTests {
    @Test func `every clause stands in the ledger once, in order, with its profile, level, roles and means`()
    {
        let written = ClauseLedger.all.map { clause in
            let roles = clause.roles.map(\.letter).joined()
            let means = clause.shownBy.map(\.rawValue).joined()
            return "\(clause.id) \(clause.profile.rawValue) \(clause.level.rawValue) \(roles) \(means)"
        }
        #expect(written == Self.table)
        #expect(Set(ClauseLedger.all.map(\.id)).count == ClauseLedger.all.count)
    }

    @Test(arguments: ClauseLedger.all.map(\.id))
    func `a clause's text stands alone`(id: ClauseID) throws {
        let clause = try #require(ClauseLedger[id])
        #expect(clause.text.count >= 40)
        for text in [clause.text, clause.rationale ?? "There is none."] {
            #expect(text.hasSuffix(".") || text.hasSuffix(".)"), "\(clause.id) ends in the middle")
            #expect(!text.contains("  ") && !text.contains("\n"), "\(clause.id) has a stray blank")
            #expect(text.first.map { $0.isUppercase || $0 == "`" } == true, "\(clause.id) begins badly")
            #expect(text.split(separator: "`", omittingEmptySubsequences: false).count % 2 == 1)
        }
    }

    @Test(arguments: ClauseLedger.all.map(\.id))
    func `the clauses that a text refers to exist`(id: ClauseID) throws {
        let clause = try #require(ClauseLedger[id])
        let words = clause.text.split { !($0.isLetter && $0.isUppercase || $0.isNumber || $0 == "-") }
        let groups = Set(ClauseLedger.groups.map(\.name))
        for word in words.map({ ClauseID(String($0)) }) where word.number > 0 && groups.contains(word.group) {
            #expect(ClauseLedger[word] != nil, "\(clause.id) refers to \(word)")
        }
    }

    @Test func `groups hold the clauses of their own name, numbered from one`() {
        for group in ClauseLedger.groups {
            #expect(!group.title.isEmpty)
            for (index, clause) in group.clauses.enumerated() {
                #expect(clause.id == ClauseID("\(group.name)-\(index + 1)"))
                #expect(clause.id.group == group.name && clause.id.number == index + 1)
            }
        }
    }

    @Test func `ids sort as the ledger is read`() {
        let ids = ClauseLedger.all.map(\.id)
        #expect(ids.shuffled().sorted() == ids)
        #expect(("NAME-2" as ClauseID) < "NAME-10" && ("HOOK-3" as ClauseID) < "ABSENT-1")
    }

    @Test func `a prefix finds clauses`() {
        #expect(ClauseLedger.clauses(matching: "append-1").map(\.id) == ["APPEND-1"])
        #expect(ClauseLedger.clauses(matching: "DIR").count == 6)
        #expect(ClauseLedger.clauses(matching: "re").map(\.id.group).contains("REUSE"))
        #expect(ClauseLedger.clauses(matching: "").isEmpty)
        #expect(ClauseLedger.clauses(matching: "WORKER-1").isEmpty)
    }

    /// The ledger's columns at a glance; a change of the standard changes this table on purpose.
    static let table = """
        NAME-1 wire must WC B
        NAME-2 wire must C B
        NAME-3 wire must W B
        NAME-4 wire must W B
        NAME-5 hostile must W B
        NAME-6 wire must W B
        DIR-1 wire must C B
        DIR-2 wire must W B
        DIR-3 sound must C X
        DIR-4 sound must C T
        DIR-5 hostile must C B
        DIR-6 hostile should C B
        MODE-1 wire must C B
        MODE-2 wire must W B
        MODE-3 sound must WC BT
        LOCK-1 wire must C BT
        LOCK-2 wire must C B
        LOCK-3 wire must W B
        LOCK-4 sound must W I
        LOCK-5 sound must C X
        LOCK-6 sound must C BX
        LOCK-7 sound must W X
        LOCK-8 sound should C B
        LOCK-9 sound should C B
        START-1 wire must C B
        START-2 wire must C B
        START-3 sound must C XS
        START-4 sound must C I
        START-5 sound must WC K
        STOP-1 wire must C B
        STOP-2 sound must C X
        STOP-3 sound must WC K
        STOP-4 sound must C B
        SCAN-1 wire must W B
        SCAN-2 wire must W T
        SCAN-3 hostile must W B
        SCAN-4 wire must W B
        SCAN-5 hostile must W B
        SCAN-6 hostile must W B
        SCAN-7 wire must W B
        FILTER-1 wire must W B
        FILTER-2 wire must W B
        FILTER-3 wire must W B
        FILTER-4 wire must W B
        FILTER-5 wire must W B
        FILTER-6 wire must W B
        EVENT-1 wire must W B
        EVENT-2 wire must W B
        EVENT-3 wire must W B
        EVENT-4 hostile should W B
        EVENT-5 hostile must W B
        APPEND-1 wire must W T
        APPEND-2 sound must W SX
        APPEND-3 sound must W I
        APPEND-4 sound must W I
        APPEND-5 hostile must W B
        REAP-1 wire must W B
        REAP-2 wire must W BX
        REAP-3 sound must W X
        REAP-4 sound must W K
        REAP-5 sound must W BX
        REUSE-1 sound must W BX
        REUSE-2 sound must WC BX
        FOLLOW-1 wire must F B
        FOLLOW-2 wire must F B
        FOLLOW-3 sound must F B
        FOLLOW-4 sound must F B
        FOLLOW-5 hostile must F B
        HOOK-1 wire must W BI
        HOOK-2 hostile must W S
        HOOK-3 hostile should W B
        """.split(separator: "\n").map(String.init)
}
