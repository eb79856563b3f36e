import FaultyRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// The judge under test: it must find what is wrong with each faulty recorder, for the right reason, and nothing else.
@Suite(.tabled) struct `Faulty recorders` {
    /// Played against each fault besides the cases of its own clause, as far as it has the role: a whole recording.
    private static let everyday = [
        "EVENT-1/workers with a reference client and follower", "START-1/a client with reference workers",
        "FOLLOW-1/a follower behind reference workers",
    ]

    /// Those whose names begin as one of the words in `SPOOL_FAULTS` does, by default all.
    private static let faults = Fault.all.filter { fault in
        guard let words = Environment.inherited["SPOOL_FAULTS"] else { return true }
        return words.split(separator: " ").contains { fault.name.hasPrefix($0) }
    }

    @Test(arguments: faults) func `the judge finds it`(fault: Fault) async throws {
        let clause = try #require(ClauseLedger[fault.breaks])
        let own = Catalogue.all.filter { $0.judges.contains(clause.id) }
        try #require(!own.isEmpty, "no case judges \(clause.id)")
        let canary = try await Canary(fault.name)
        var death = await canary.play(own) { death in
            death.findings[clause.id]?.contains { $0.contains(fault.saying) } ?? false
        }
        let roles = Set(own.map(\.role))
        let everyday = Catalogue.all.filter { Self.everyday.contains($0.name) && roles.contains($0.role) }
        for (id, found) in await canary.play(everyday).findings { death.findings[id, default: []] += found }
        await CanaryTable.shared.note(fault, death)

        let found = death.findings[clause.id] ?? []
        // Whoever was found by other words may have been missed by the case that finds it where that can be played.
        if !found.contains(where: { $0.contains(fault.saying) }), let lacking = death.lacking(of: own) {
            try Test.cancel("not shown here: \(lacking)")
        }
        #expect(!found.isEmpty, "\(fault.wrong) It survives \(own.count) cases of \(clause.id).")
        #expect(
            found.isEmpty || found.contains { $0.contains(fault.saying) },
            "\(fault.name) is to be found out by '\(fault.saying)', but what was said is: \(found)")
        for failure in death.unsaid where failure.isFailure { Issue.record("\(fault.name): \(failure.text)") }
        for (id, found) in death.findings where id != clause.id && fault.reason(for: id) == nil {
            Issue.record("\(fault.name) is found to break \(id) too: \(found.first ?? "")")
        }
    }

    @Test(arguments: Control.all) func `the judge finds nothing`(control: Control) async throws {
        let cases = Catalogue.all.filter { $0.judges.contains(where: control.keeps.contains) }
        let death = await (try await Canary(control.name)).play(cases)
        #expect(death.findings.isEmpty, "\(control.name) changes nothing, and still breaks clauses")
    }

    @Test func `each clause has a fault`() {
        let broken = Set(Fault.all.map(\.breaks))
        #expect(ClauseLedger.all.map(\.id).filter { !broken.contains($0) } == [])
    }

    @Test func `names are used once, and clauses are the ledger's`() {
        let names = Fault.all.map(\.name) + Control.all.map(\.name)
        #expect(Set(names).count == names.count)
        for fault in Fault.all {
            for id in [fault.breaks] + fault.also.keys { #expect(ClauseLedger[id] != nil, "\(fault.name)") }
            #expect(!fault.saying.isEmpty, "\(fault.name)")
        }
    }
}
