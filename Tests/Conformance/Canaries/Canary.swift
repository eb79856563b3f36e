import FaultyRecorder
import SpoolHarness
import SpoolSpec
import SpoolSystem
import Testing

/// A faulty recorder under test.
struct Canary: Sendable {
    /// What a faulty recorder died of.
    struct Death: Sendable {
        /// The clauses that were broken, and what was seen of it.
        var findings: [ClauseID: [String]] = [:]
        /// A case that said nothing, and why; one that was skipped could not be played here.
        struct Unsaid: Sendable {
            let caseName: String
            let reason: String
            let isSkip: Bool
            /// Whether the suite is at fault: neither the machine nor the recorder lacks anything.
            let isFailure: Bool
            var text: String { "\(caseName): \(reason)" }
        }
        var unsaid: [Unsaid] = []
        /// How many cases were played, in how many seconds.
        var cases = 0
        var seconds = 0.0

        mutating func take(_ result: CaseResult, judges: [ClauseID]) {
            cases += 1
            seconds += result.seconds
            for violation in result.violations {
                findings[violation.clause, default: []].append(
                    "\(result.name): expected \(violation.expected); saw \(violation.seen)")
            }
            guard let ending = result.ending, !ending.isBroken else { return }
            if ending.isSkip || ending.blame == .environment || ending.blame == .suite {
                unsaid.append(
                    Unsaid(
                        caseName: result.name, reason: ending.text, isSkip: ending.isSkip,
                        isFailure: ending.blame == .suite))
            } else {
                for clause in judges {
                    findings[clause, default: []].append("\(result.name): \(ending.text)")
                }
            }
        }

        /// Why some of these cases could not be played on this machine; `nil` where all could.
        func lacking(of cases: [Case]) -> String? {
            let names = Set(cases.map(\.name))
            let lacking = unsaid.filter { !$0.isFailure && names.contains($0.caseName) }
            return lacking.isEmpty ? nil : lacking.map(\.text).joined(separator: "; ")
        }

        mutating func add(_ other: Death) {
            findings.merge(other.findings, uniquingKeysWith: +)
            unsaid += other.unsaid
            cases += other.cases
            seconds += other.seconds
        }
    }

    private let stages: StageRun
    private let preflight: Preflight

    /// Lets a faulty recorder introduce itself.
    ///
    /// - Parameter name: a fault's or a control's.
    init(_ name: String) async throws {
        try await self.init(AdapterCommand([try Siblings.path(of: "FaultyRecorder"), name]))
    }

    /// Lets a recorder introduce itself.
    ///
    /// - Parameters:
    ///   - searching: seconds for the schedules of one scenario.
    ///   - tape: a schedule that is played instead.
    init(_ command: AdapterCommand, searching: Double = 2, replaying tape: Tape? = nil) async throws {
        var options = SuiteOptions(candidate: command)
        options.search.seconds = searching
        options.search.replay = tape
        options.search.replaysMax = 10
        options.reference = try AdapterCommand.reference()
        options.stageProgram = try Siblings.path(of: "spool-check")
        let stages = StageRun(options: options)
        self.stages = stages
        preflight = await Turnstile.stages.pass { stages.preflight() }
        if let obstacle = preflight.obstacle { throw NotJudged(reason: obstacle.reason) }
    }

    /// The roles that it has.
    var roles: Set<Role> { Set(preflight.hello?.roles ?? []) }

    /// Plays cases one after the other.
    ///
    /// - Parameter isEnough: whether no more need be played.
    func play(_ cases: [Case], until isEnough: (Death) -> Bool = { _ in false }) async -> Death {
        var death = Death()
        let stages = stages
        let preflight = preflight
        for entry in cases where !isEnough(death) {
            let result = await Turnstile.stages.pass { stages.play(entry, preflight: preflight) }
            death.take(result, judges: entry.judges)
        }
        return death
    }

    /// Plays cases in several rows side by side: who plays hundreds, each after the other, is alone at the tests' end,
    /// with one processor at work.
    func play(_ cases: [Case], rows: Int) async -> Death {
        await withTaskGroup(of: Death.self) { group in
            for row in 0..<rows {
                let own = stride(from: row, to: cases.count, by: rows).map { cases[$0] }
                group.addTask { await self.play(own) }
            }
            return await group.reduce(into: Death()) { $0.add($1) }
        }
    }
}

/// What each faulty recorder died of, for the table at the end.
actor CanaryTable {
    static let shared = CanaryTable()

    private var rows: [String: Canary.Death] = [:]

    func note(_ fault: Fault, _ death: Canary.Death) { rows[fault.name] = death }

    /// A fault a line, in the ledger's order, with the clauses and the seconds that its cases took.
    var text: String {
        var lines: [String] = []
        var cases = 0
        for fault in Fault.all {
            guard let death = rows[fault.name] else { continue }
            cases += death.cases
            let died = death.findings.keys.sorted().map(\.rawValue).joined(separator: " ")
            let name = fault.name + String(repeating: " ", count: max(1, 40 - fault.name.count))
            let tenths = Int((death.seconds * 10).rounded())
            lines.append("\(name)\(died.isEmpty ? "survives" : died)  \(tenths / 10).\(tenths % 10) s")
        }
        let clauses = Set(Fault.all.filter { rows[$0.name] != nil }.map(\.breaks)).count
        lines.append("\(rows.count) faults in \(clauses) clauses, \(cases) cases played")
        return lines.joined(separator: "\n")
    }
}

/// Prints the table when a suite's tests are over.
struct CanaryTableTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await function()
        print("Faults, and the clauses that they were found to break:\n" + (await CanaryTable.shared.text))
    }
}

extension Trait where Self == CanaryTableTrait {
    /// What was found is printed as a table.
    static var tabled: Self { CanaryTableTrait() }
}
