import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Ways to put the wrong adapter under test; see `Tests/WrongAdapter`.
enum Wrong {
    /// Its path: products are siblings of the tests' own executable.
    static var path: String {
        get throws {
            let own = AdapterCommand.path(beside: try Paths.executable())
            if (try? FileSystem.status(own)) != nil { return own }
            // `swift test` may run a bundle that a helper elsewhere has loaded.
            let bundle = try #require(CommandLine.arguments.first { $0.hasSuffix(".xctest") })
            return AdapterCommand.path(beside: bundle)
        }
    }

    /// Plays a case in a judge of its own against an adapter with one fault.
    static func play(
        _ name: String, against fault: String
    ) throws -> (result: CaseResult, kilobytes: Int, seconds: Double) {
        let began = MonotonicClock.now
        let lines = try output(of: [try path, "judge", name, fault])
        try #require(lines.count == 2, "the judge wrote \(lines)")
        let result = try #require(CaseResult(try JSONValue.parse(Array(lines[0].utf8), limits: .driver)))
        return (
            result, try #require(Int(lines[1])), Double(MonotonicClock.now - began) / 1_000_000_000
        )
    }

    private static func output(of arguments: [String]) throws -> [Substring] {
        var judge = try PipedProcess(arguments)
        judge.input = nil
        var bytes: [UInt8] = []
        let deadline = MonotonicClock.now + 60_000_000_000
        while try judge.output.waitReadable(until: deadline) {
            let some = try judge.output.read(1 << 16)
            if some.isEmpty { break }
            bytes += some
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Runs cases on stages, with the wrong adapter as stage program and as recorder.
    static func suite(
        _ clauses: [ClauseID], cases: [Case], fault: String, marker: String = "none",
        change: (inout SuiteOptions) -> Void = { _ in }
    ) throws -> (verdicts: [ClauseID: ClauseVerdict], ending: SuiteEnding, events: [SuiteEvent]) {
        var options = SuiteOptions(candidate: AdapterCommand([try path, fault, marker]))
        options.stageProgram = try path
        options.stagesMax = 2
        change(&options)
        var events: [SuiteEvent] = []
        let ending = SuiteRunner(options).run(clauses.compactMap { ClauseLedger[$0] }, cases: cases) {
            events.append($0)
        }
        var verdicts: [ClauseID: ClauseVerdict] = [:]
        for case .decided(let verdict) in events { verdicts[verdict.clause.id] = verdict }
        return (verdicts, ending, events)
    }

    /// A case as the runner sees it; the stage program has its body.
    static func named(_ name: String, _ judges: [ClauseID], secondsMax: Double? = nil) -> Case {
        Case(name, judges: judges, role: .worker, secondsMax: secondsMax) { _ in }
    }
}

extension AdapterCommand {
    fileprivate static func path(beside program: String) -> String {
        Siblings.path(of: "WrongAdapter", beside: program)
    }
}
