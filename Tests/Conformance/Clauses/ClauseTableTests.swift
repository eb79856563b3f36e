import SpoolSpec
import SpoolSystem
import Testing

/// Every clause has its test, and every test its clause: a clause that nobody judges must not go unnoticed.
@Suite struct ClauseTableTests {
    /// What stands in the files beside this one: the clause in a test's name, and the one that its body judges.
    private func written() throws -> [(named: String, judged: String)] {
        let here = #filePath
        let directory = String(here[..<(here.lastIndex(of: "/") ?? here.endIndex)])
        var found: [(named: String, judged: String)] = []
        for entry in try Descriptor.open(directory, [.readOnly, .directory]).allEntries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            guard name.hasSuffix("Clauses.swift") else { continue }
            let bytes = try Descriptor.open("\(directory)/\(name)", .readOnly).readAll()
            let pattern =
                /@Test func `([A-Z]+-[0-9]+) [^`]+`\(\) async throws \{\s*try await judge\("([A-Z]+-[0-9]+)"\)/
            for match in String(decoding: bytes, as: UTF8.self).matches(of: pattern) {
                found.append((String(match.1), String(match.2)))
            }
        }
        return found
    }

    @Test func `each clause of the ledger has one test that judges it`() throws {
        let tests = try written()
        #expect(tests.map { ClauseID($0.named) }.sorted() == ClauseLedger.all.map(\.id))
        for test in tests { #expect(test.named == test.judged) }
    }
}
