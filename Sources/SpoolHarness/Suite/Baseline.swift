package import SpoolSpec

/// Failures that are known of a recorder, so that only a new one fails the run, and one that is mended is noticed.
///
/// A line names a clause, then `fail` or `warn`, then a reason behind `#`. A line that says `pass` knows of no
/// failure. Blank lines and lines that begin with `#` say nothing.
package struct Baseline: Hashable, Sendable {
    /// The clauses that are known not to hold.
    package let known: Set<ClauseID>

    /// Reads a baseline.
    ///
    /// - Throws: ``BaselineError`` for a line that says nothing of the kind: passed over, it would excuse nothing.
    package init(text: String) throws(BaselineError) {
        var known: Set<ClauseID> = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard let first = words.first else { continue }
            let id = ClauseID(String(first))
            guard ClauseLedger[id] != nil else {
                throw BaselineError(line: index + 1, text: "there is no clause \(first)")
            }
            let verdict = words.dropFirst().first.map(String.init)
            guard words.count == 2, let verdict, ["fail", "warn", "pass"].contains(verdict) else {
                throw BaselineError(line: index + 1, text: "it must be a clause and then fail, warn or pass")
            }
            if verdict != "pass" { known.insert(id) }
        }
        self.known = known
    }

    /// The verdicts of which nothing was known: all but the expected failures.
    package func unexpected(_ verdicts: [ClauseVerdict]) -> [ClauseVerdict] {
        verdicts.filter { !isExpected($0) }
    }

    /// How many failures were expected.
    package func expectedCount(_ verdicts: [ClauseVerdict]) -> Int { verdicts.count { isExpected($0) } }

    /// The entries that hold now: they must be taken out, or they would hide the next fault.
    ///
    /// A clause that was not asked for, or that could not be judged, is not stale.
    package func stale(_ verdicts: [ClauseVerdict]) -> [ClauseID] {
        verdicts.filter { known.contains($0.clause.id) && $0.verdict == .pass }.map(\.clause.id)
    }

    private func isExpected(_ verdict: ClauseVerdict) -> Bool {
        known.contains(verdict.clause.id) && (verdict.verdict == .fail || verdict.verdict == .warn)
    }
}

/// A line of a baseline that cannot be read.
package struct BaselineError: Error, Hashable, Sendable, CustomStringConvertible {
    package var line: Int
    package var text: String
    package var description: String { "line \(line): \(text)" }
}
