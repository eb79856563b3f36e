import Dispatch
import SpoolHarness
import SpoolSpec
import SpoolSystem

/// A short run of `spool-stress` and what came of it.
struct StressRun: Sendable {
    let result: StressResult
    let findings: [StressFinding]
    let exitStatus: Int32
    /// What was asked for and is not possible here, each with the reason.
    let missing: [String]

    /// Runs a plan in a stage, on a thread of its own: tests share a few, and waiting would hold them up.
    ///
    /// - Parameter fault: where it is found, the load ends.
    static func of(_ plan: StressPlan, until fault: StressFault? = nil) async throws -> StressRun {
        let tool = try Siblings.path(of: "spool-stress")
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try waiting(plan, tool, fault) })
            }
        }
    }

    private static func waiting(
        _ plan: StressPlan, _ tool: String, _ fault: StressFault?
    ) throws -> StressRun {
        var findings: [StressFinding] = []
        var missing: [String] = []
        // Readable once somebody asks for the end, as after Ctrl-C.
        let end = try Pipe()
        let result = try StressStageRun(plan, program: tool).run(endDescriptor: end.reader.rawValue) {
            message in
            if case .began(_, let lacking, _) = message { missing = lacking }
            guard case .finding(let finding) = message else { return }
            findings.append(finding)
            if finding.fault == fault { _ = try? end.writer.writeToPipe([0]) }
        }
        return StressRun(
            result: result, findings: findings, exitStatus: StressVerdict(result, plan).exitStatus,
            missing: missing)
    }

    /// A small load for a machine with other work.
    static func plan(_ fault: String? = nil, seconds: Double = 5) throws -> StressPlan {
        let command: AdapterCommand
        if let fault {
            command = AdapterCommand([try Siblings.path(of: "FaultyRecorder"), fault])
        } else {
            command = try .reference()
        }
        var plan = StressPlan(command: command)
        plan.workers = 4
        plan.reapers = 1
        plan.clients = 3
        plan.seconds = seconds
        plan.seed = 7
        plan.eventBytes = 200...2000
        return plan
    }

    /// All that was found, for a test's message.
    var told: String {
        findings.map { "\($0.clause) \($0.fault.rawValue): \($0.text)" }.joined(separator: "\n")
            + result.troubles.map { "\ntrouble: \($0)" }.joined()
    }
}
