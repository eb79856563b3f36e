import SpoolSpec
import SpoolSystem
import Testing

/// The documents say what the package says.
@Suite struct SpecificationTests {
    @Test func `the specification holds the ledger's clauses to the letter`() async throws {
        let run = try await ToolRun.of("spool-check", ["--list", "--format", "markdown"])
        #expect(run.exit == .exited(0))
        let document = try PackageFiles.text("Documentation/Specification.md")
        #expect(
            document.contains("<!-- begin clauses -->\n\(run.output)<!-- end clauses -->\n"),
            "the ledger has changed: run scripts/specification")
    }

    @Test func `the list in Markdown has each clause as a row and as a section`() async throws {
        let run = try await ToolRun.of("spool-check", ["--list", "--format", "markdown"])
        let lines = run.output.split(separator: "\n")
        for id in ClauseLedger.all.map(\.id) {
            #expect(lines.contains { $0.hasPrefix("| [\(id)](#\(id.rawValue.lowercased())) | ") })
            #expect(lines.contains("#### \(id)"))
        }
        #expect(lines.allSatisfy { $0.count <= 125 })
    }
}
