import Dispatch
import FaultyRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// One scenario, searched or replayed, against a recorder.
struct ScheduleRun: Sendable {
    let result: CaseResult

    /// Plays it in a stage, on a thread of its own: tests share a few, and waiting would hold them up.
    ///
    /// - Parameters:
    ///   - scenario: its name.
    ///   - fault: of which faulty recorder; `nil` for the reference.
    static func of(
        _ scenario: String, _ bounds: SearchBounds, fault: String? = nil
    ) async throws -> ScheduleRun {
        guard let fault else { return try await of(scenario, bounds, command: .reference()) }
        let command = AdapterCommand([try Siblings.path(of: "FaultyRecorder"), fault])
        return try await of(scenario, bounds, command: command)
    }

    /// The same against any recorder.
    ///
    /// - Parameter unseen: what preflight could not see; `nil` for what it says of this machine.
    static func of(
        _ scenario: String, _ bounds: SearchBounds, command: AdapterCommand, unseen: UnseenWays? = nil
    ) async throws -> ScheduleRun {
        let entry = try #require(Catalogue.named(scenario: scenario))
        var options = SuiteOptions(candidate: command)
        options.reference = try .reference()
        options.stageProgram = try Siblings.path(of: "spool-check")
        options.search = bounds
        let stages = StageRun(options: options)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        var preflight = stages.preflight()
                        if let unseen { preflight.unseen = unseen }
                        if let obstacle = preflight.obstacle { throw NotPlayed(reason: obstacle.reason) }
                        return ScheduleRun(result: stages.play(entry, preflight: preflight))
                    })
            }
        }
    }

    /// What was found broken, each clause once.
    var broken: Set<ClauseID> { Set(result.violations.map(\.clause)) }

    /// All that was told, for a test's message.
    var told: String {
        let violations = result.violations.map { "\($0.clause): expected \($0.expected); saw \($0.seen)" }
        return (violations + result.notes + [result.ending?.text ?? "", result.reach ?? ""])
            .joined(separator: "\n")
    }

    /// Why the machine does not let it be played; `nil` where it does.
    var reasonForSkip: String? { result.ending.flatMap { $0.isSkip ? $0.text : nil } }
}

/// The machine cannot play anything.
struct NotPlayed: Error {
    let reason: String
}
