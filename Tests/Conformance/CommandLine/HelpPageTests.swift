import SpoolCommandLine
import Testing

/// Help fits a terminal of 80 columns, and near misses are found.
@Suite struct HelpPageTests {
    @Test func `long texts are broken at blanks and stay in their column`() {
        let words = String(repeating: "seven words that go on and on ", count: 9)
        let definition = CommandDefinition(
            name: "tool", version: "1", synopsis: "[OPTIONS] " + words, summary: words,
            options: [
                .value("--name", short: "-n", "VALUE", repeatable: true, words), .flag("--flag", "short"),
            ],
            sections: [.init("Exit status", ["0  all is well", "", "1  it is not"])])
        let lines = definition.helpPage.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= CommandDefinition.helpWidth })
        #expect(lines.allSatisfy { $0.last != " " })
        #expect(definition.helpPage.contains("\n  -n, --name VALUE  seven words"))
        #expect(definition.helpPage.contains("\n      --flag        short\n"))
        #expect(definition.helpPage.contains("; may be repeated\n"))
        #expect(definition.helpPage.hasSuffix("\nExit status:\n  0  all is well\n\n  1  it is not\n"))
    }

    @Test(arguments: [
        ("--formt", ["--format"]), ("--ofrmat", ["--format"]), ("--outputs", ["--output"]),
        ("--f", ["--format"]), ("--zzzzzz", []), ("", []),
    ])
    func `the nearest name is suggested`(typed: String, expected: [String]) {
        #expect(Suggestions.nearest(to: typed, among: ["--format", "--output", "--list"]) == expected)
    }

    @Test func `a short id is near to its neighbours only`() {
        let ids = ["NAME-1", "NAME-2", "MODE-1", "HOOK-3"]
        #expect(Suggestions.nearest(to: "NAEM-1", among: ids) == ["NAME-1"])
        #expect(Suggestions.nearest(to: "name-9", among: ids) == ["NAME-1", "NAME-2"])
    }

    @Test func `a pipe is no terminal and has no colour`() {
        let pipe = Terminal(isTerminal: false, hasColour: false)
        #expect(pipe.columns == 80)
        #expect(!Terminal(isTerminal: true, hasColour: false).hasColour)
    }
}
