import Dispatch
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// Judges the recorder that `SPOOL_RECORDER` names (a command, split at blanks, without a shell), or the reference.
///
/// Cases are played in stages of the sibling `spool-check`, never in this process. A case is played once, however
/// many clauses it judges, and only if one of them is asked for.
actor Judge {
    static let shared = Judge()

    /// The recorder's command; empty for the reference.
    static var command: [String] {
        (Environment.inherited["SPOOL_RECORDER"] ?? "").split(separator: " ").map(String.init)
    }

    private var stages: Task<StageRun, any Error>?
    private var preflight: Task<Preflight, any Error>?
    private var results: [String: Task<CaseResult, any Error>] = [:]

    /// What the catalogue says of a clause.
    ///
    /// - Throws: `NotJudged` where the adapter cannot even be run.
    func verdict(on clause: Clause) async throws -> ClauseVerdict {
        let cases = Self.cases(of: clause)
        var tally = VerdictTally(clause, cases: cases.map(\.name))
        let playing = cases.map { play($0) }
        for task in playing { _ = tally.take(try await task.value) }
        return tally.verdict
    }

    /// Why no case of a clause can be played here; `nil` where one can.
    func reasonToSkip(_ clause: Clause) async throws -> String? {
        let cases = Self.cases(of: clause)
        if cases.isEmpty { return ClauseVerdict.waiting(clause).evidence }
        let preflight = try await preflighted()
        let reasons: [String?] = cases.map { entry in
            if let hello = preflight.hello, !hello.roles.contains(entry.role) {
                return "the recorder \(hello.name) has no \(entry.role.rawValue)"
            }
            return preflight.missing.first { reason in entry.needs.contains { reason.hasPrefix("\($0): ") } }
        }
        return reasons.contains(nil) ? nil : reasons.compactMap(\.self).first
    }

    private static func cases(of clause: Clause) -> [Case] {
        Catalogue.all.filter { $0.judges.contains(clause.id) }
    }

    private func play(_ entry: Case) -> Task<CaseResult, any Error> {
        if let known = results[entry.name] { return known }
        let task = Task {
            let preflight = try await preflighted()
            let stages = try await stageRun()
            return await Turnstile.stages.pass { stages.play(entry, preflight: preflight) }
        }
        results[entry.name] = task
        return task
    }

    private func preflighted() async throws -> Preflight {
        if let preflight { return try await preflight.value }
        let task = Task {
            let stages = try await stageRun()
            let found = await Turnstile.stages.pass { stages.preflight() }
            if let obstacle = found.obstacle {
                throw NotJudged(reason: obstacle.reason + "\n" + found.standardError)
            }
            return found
        }
        preflight = task
        return try await task.value
    }

    private func stageRun() async throws -> StageRun {
        if let stages { return try await stages.value }
        let task = Task {
            let command = Self.command
            let reference = try AdapterCommand.reference()
            var options = SuiteOptions(candidate: command.isEmpty ? reference : AdapterCommand(command))
            options.reference = reference
            options.stageProgram = try Siblings.path(of: "spool-check")
            return StageRun(options: options)
        }
        stages = task
        return try await task.value
    }
}

/// The adapter does not answer, or the machine lets nothing be judged.
struct NotJudged: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}

/// Lets so many in at a time, each on a thread of its own: what waits for a stage must not hold up one of the few
/// threads that all tests share.
actor Turnstile {
    /// For everything that runs stages: too many at a time would be late for no fault of their own. One more than there
    /// are processors, for there is always one that only waits.
    static let stages = Turnstile(places: Machine.processors + 1)

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) { self.places = places }

    func pass<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: work()) }
        }
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
        return result
    }
}
