internal import SpoolCommandLine
internal import SpoolHarness

extension ParsedCommandLine {
    /// The cases that `--case` names, in the catalogue's order; none where it names none.
    ///
    /// - Throws: `UsageError`, with what may have been meant, where a name fits no case.
    func namedCases() throws(UsageError) -> [Case] {
        var chosen: Set<String> = []
        for name in values(of: CheckOptions.namedCase) {
            // A whole name means that case only, though others may begin so.
            let exact = Catalogue.all.filter { $0.name == name }
            let found = exact.isEmpty ? Catalogue.all.filter { $0.name.hasPrefix(name) } : exact
            if found.isEmpty {
                throw definition.error(
                    "no case's name begins with '\(name)'; `--list --verbose` has them all",
                    suggestions: Suggestions.nearest(to: name, among: Catalogue.all.map(\.name)))
            }
            chosen.formUnion(found.map(\.name))
        }
        return Catalogue.all.filter { chosen.contains($0.name) }
    }
}
