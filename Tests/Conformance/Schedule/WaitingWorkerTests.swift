import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// A worker waits or computes without end, whatever call it is in: the search through schedules says so of the hook, in
/// time, and of nothing else.
@Suite struct WaitingWorkerTests {
    private func play(_ scenario: String, against fault: String) async throws -> Canary.Death {
        let canary = try await Canary(AdapterCommand([try Wrong.path, fault]), searching: 2)
        return await canary.play([try #require(Catalogue.named(scenario: scenario))])
    }

    @Test(arguments: ["hangs", "waitsForLock", "waitsForSignal", "computes", "callsForEver"])
    func `a hook that never returns is told within the deadline`(fault: String) async throws {
        let death = try await play("two-reapers", against: fault)
        #expect(Set(death.findings.keys) == ["HOOK-1"], "\(death.findings)")
        #expect(!death.unsaid.contains { !$0.isSkip }, "\(death.unsaid)")
        #expect(death.seconds < 60)
    }

    @Test(arguments: ["computesBeside", "callsBeside", "explainsMuch"])
    func `a hook that returns is let go whatever else its process does`(fault: String) async throws {
        let death = try await play("two-reapers", against: fault)
        #expect(death.findings["HOOK-1"] == nil, "\(death.findings)")
        #expect(!death.unsaid.contains { !$0.isSkip }, "\(death.unsaid)")
        #expect(death.seconds < 60)
    }

    @Test func `a scenario whose schedules are too long is not passed`() async throws {
        let death = try await play("two-reapers", against: "looksOften")
        #expect(
            death.unsaid.contains { $0.isSkip && $0.text.contains("were not searched") }, "\(death.unsaid)")
    }

    @Test func `two workers that wait for each other are told so`() async throws {
        let death = try await play("two-reapers", against: "waitsForEachOther")
        let told = try #require(death.findings["HOOK-1"], "\(death)").joined()
        #expect(told.contains("wait for each other"), "\(told)")
        #expect(told.contains("flock("), "\(told)")
    }
}
