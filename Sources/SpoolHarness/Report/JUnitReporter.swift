internal import SpoolSpec

/// Writes for continuous integration that reads JUnit's XML: a suite a profile, a test a clause.
///
/// JUnit knows no warnings: a SHOULD that does not hold is a test that passed and has something to say.
package struct JUnitReporter: Reporter {
    private let replay: ReplayCommand
    private var run: RunRecord

    /// A report with those commands for whoever wants to see something again.
    package init(recorder: JudgedRecorder, replay: ReplayCommand) {
        self.replay = replay
        run = RunRecord(recorder: recorder)
    }

    package mutating func text(for event: SuiteEvent) -> String { run.take(event) ? document : "" }

    private var document: String {
        let verdicts = run.verdicts
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        // Where the adapter never answered there is no clause to hang the error on.
        let isLost = verdicts.isEmpty && run.breakage != nil
        let total =
            isLost ? #"tests="1" failures="0" errors="1" skipped="0""# : Self.counts(VerdictCounts(verdicts))
        lines.append(#"<testsuites name="spool-check" \#(total)>"#)
        if isLost {
            let reason = Markup.escaped(VerdictDetails.shown(run.breakage?.reason ?? ""))
            lines += [
                #"  <testsuite name="spool-check" \#(total)>"#,
                #"    <testcase classname="spool-check" name="the adapter answers">"#,
                #"      <error message="\#(reason)"/>"#, "    </testcase>", "  </testsuite>",
            ]
        }
        for profile in Profile.allCases {
            let own = verdicts.filter { $0.clause.profile == profile }
            if own.isEmpty { continue }
            lines.append(#"  <testsuite name="\#(profile.rawValue)" \#(Self.counts(VerdictCounts(own)))>"#)
            lines += [
                "    <properties>",
                #"      <property name="recorder" value="\#(Markup.escaped(run.title))"/>"#,
                "    </properties>",
            ]
            lines += own.flatMap(test)
            lines.append("  </testsuite>")
        }
        return lines.joined(separator: "\n") + "\n</testsuites>\n"
    }

    private static func counts(_ counts: VerdictCounts) -> String {
        #"tests="\#(counts.total)" failures="\#(counts[.fail])" errors="\#(counts[.unknown])""#
            + #" skipped="\#(counts[.skip])""#
    }

    private func test(_ verdict: ClauseVerdict) -> [String] {
        let clause = verdict.clause
        let names =
            #"classname="\#(clause.profile.rawValue).\#(clause.id.group)" name="\#(clause.id.rawValue)""#
        if verdict.verdict == .pass { return ["    <testcase \(names)/>"] }
        let message = Markup.escaped(VerdictDetails.shown(verdict.evidence ?? ""))
        let details = Markup.escaped(
            VerdictDetails.lines(verdict, replay: replay).joined(separator: "\n"))
        let element =
            switch verdict.verdict {
            case .pass: ""
            case .fail:
                #"<failure type="\#(verdict.blame?.rawValue ?? "")" message="\#(message)">\#(details)</failure>"#
            case .unknown:
                #"<error type="\#(verdict.blame?.rawValue ?? "")" message="\#(message)">\#(details)</error>"#
            case .skip: #"<skipped message="\#(message)"/>"#
            case .warn: "<system-out>warning: a SHOULD does not hold\n\(details)</system-out>"
            }
        return ["    <testcase \(names)>", "      \(element)", "    </testcase>"]
    }
}
