import Glibc
import SpoolHarness
import SpoolSpec
import SpoolSystem

/// Plays cases of the catalogue against the reference recorder, one after the other, for scripts/mutate.
///
///     MutationJudge --list                            every case: its name, and whether it searches schedules
///     MutationJudge [--first] SECONDS [NAME=VALUE …]  the cases whose names stand on standard input
///
/// Each case is one line of JSON. The recorder's processes get the variables; those that play its peers do not.
/// With `--first` the first violation ends it, after the case was played once more to be sure.
@main struct MutationJudge {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == StageProgram.argument { exit(StageProgram.run(arguments)) }
        if arguments.first == "--list" {
            for entry in Catalogue.all {
                say(["case": .string(entry.name), "searches": .bool(searches(entry))])
            }
            return
        }
        let endsAtFirst = arguments.first == "--first"
        if endsAtFirst { arguments.removeFirst() }
        guard let seconds = arguments.first.flatMap({ Double($0) }) else { exit(64) }
        let reference = try AdapterCommand.reference()
        var options = SuiteOptions(
            candidate: AdapterCommand(["env"] + arguments.dropFirst() + reference.arguments))
        options.reference = reference
        options.search.seconds = seconds
        let run = StageRun(options: options)
        let preflight = run.preflight()
        if let obstacle = preflight.obstacle {
            say(["case": "preflight", "clause": "preflight", "text": .string(obstacle.reason), "seconds": 0])
            return
        }
        while let name = readLine() {
            guard let entry = Catalogue.named(name) else {
                say(["case": .string(name), "missing": true])
                continue
            }
            var result = run.play(entry, preflight: preflight)
            if endsAtFirst, verdict(of: result) != nil { result = run.play(entry, preflight: preflight) }
            tell(result)
            if endsAtFirst, verdict(of: result) != nil { return }
        }
    }

    /// Which clause the recorder has broken, and how; `nil` where it has broken none.
    private static func verdict(of result: CaseResult) -> (clause: String, text: String)? {
        if let violation = result.violations.first { return (violation.clause.rawValue, violation.seen) }
        guard let ending = result.ending, ending.blame == .implementation || ending.blame == .adapter else {
            return nil
        }
        return (ending.kind, ending.text)
    }

    private static func tell(_ result: CaseResult) {
        var line: JSONObject = [
            "case": .string(result.name), "seconds": JSONNumber(result.seconds).map { .number($0) } ?? 0,
        ]
        if let verdict = verdict(of: result) {
            line["clause"] = .string(verdict.clause)
            line["text"] = .string(Excerpt.of(verdict.text.utf8, limit: 300))
        } else if let ending = result.ending {
            line["unplayed"] = .string("\(ending.kind): \(ending.text)")
        }
        say(line)
    }

    private static func searches(_ entry: Case) -> Bool { entry.name.contains("/schedules of ") }

    private static func say(_ object: JSONObject) {
        let line = JSONValue.object(object).encoded() + [0x0A]
        _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    }
}
