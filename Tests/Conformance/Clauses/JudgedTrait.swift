import SpoolHarness
import SpoolSpec
import Testing

/// Judges one clause: the test fails with all that was seen, or is cancelled with the reason for which it says
/// nothing. A SHOULD that does not hold is told as a warning and fails nothing.
func judge(_ id: ClauseID) async throws {
    let clause = try #require(ClauseLedger[id])
    let verdict = try await Judge.shared.verdict(on: clause)
    switch verdict.verdict {
    case .pass: break
    case .skip: try Test.cancel(Comment(rawValue: verdict.evidence ?? "skipped"))
    case .fail, .unknown, .warn:
        let again = ReplayCommand(tool: try Siblings.path(of: "spool-check"), command: Judge.command)
        var reporter = TextReporter(style: TextStyle(columns: 100), replay: again)
        let text = reporter.text(for: .decided(verdict))
        Issue.record(Comment(rawValue: text), severity: verdict.verdict == .warn ? .warning : .error)
    }
}

/// Skips the tests of clauses that cannot be judged here, before they begin, with the reason.
struct JudgedTrait: SuiteTrait, TestTrait {
    var isRecursive: Bool { true }

    func prepare(for test: Test) async throws {
        guard !test.isSuite, let name = test.displayName?.split(separator: " ").first,
            let clause = ClauseLedger[ClauseID(String(name))]
        else { return }
        if let reason = try await Judge.shared.reasonToSkip(clause) {
            try Test.cancel(Comment(rawValue: reason))
        }
    }
}

extension Trait where Self == JudgedTrait {
    /// The suite's tests are named after clauses of the ledger, and judge them.
    static var judged: Self { JudgedTrait() }
}
