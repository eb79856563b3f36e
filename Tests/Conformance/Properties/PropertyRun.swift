import SpoolHarness
import SpoolSystem
import Testing

/// Runs a property as a test: known tapes first, then new ones; what goes wrong is kept and told.
///
/// In the environment, `SPOOL_SEED` chooses the seed, `SPOOL_RUNS` the number of runs, and `SPOOL_TAPE` is one tape
/// to run instead of all others.
enum PropertyRun {
    /// Tapes of faults that were mended; they are committed.
    static let committed = TapeStore(directory: "\(root)/Tests/Tapes")
    /// Tapes of what was found here; they are not.
    static let found = TapeStore(directory: "\(root)/.build/tapes")

    private static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

    /// Checks a property, and records an issue for each clause that does not hold and each complaint.
    static func check(
        _ name: String, runs: Int = 300, points: [String: Int] = [:],
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @escaping (inout Choices) throws -> Void
    ) throws {
        let environment = Environment.inherited
        let property = Property(name, points: points, body)
        let seed = environment["SPOOL_SEED"].flatMap(UInt64.init) ?? 0
        let result: Property.Result
        if let text = environment["SPOOL_TAPE"] {
            let tape = try #require(Tape(text: text), "SPOOL_TAPE is no tape", sourceLocation: sourceLocation)
            result = property.check(runs: 0, seed: seed, known: [tape])
        } else {
            let known = try committed.tapes(of: name) + found.tapes(of: name)
            let count = environment["SPOOL_RUNS"].flatMap(Int.init) ?? runs
            result = property.check(runs: count, seed: seed, known: known)
        }
        for failure in result.failures {
            let file = try found.keep(failure, of: name)
            let text = """
                \(failure.clause) does not hold (property \(name), seed \(seed)): \(failure.text)
                again: SPOOL_TAPE=\(failure.tape.text) (kept as \(file))
                """
            Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
        }
        for complaint in result.complaints {
            Issue.record("property \(name), seed \(seed): \(complaint)", sourceLocation: sourceLocation)
        }
    }
}

/// Ends a property's run where something does not hold.
func hold(_ clause: String, _ holds: Bool, _ text: @autoclosure () -> String) throws(Falsified) {
    if !holds { throw Falsified(clause, text()) }
}
