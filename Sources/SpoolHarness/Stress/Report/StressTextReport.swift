internal import SpoolSpec
internal import SpoolSystem

/// Writes for a person: a line a second, each violation as it is found, a table at the end.
package struct StressTextReport: StressReporter {
    private let plan: StressPlan
    private let repetition: String
    private let style: TextStyle
    private var last: StressProgress?
    private var findings = 0
    private var told: [StressFault: Int] = [:]
    /// Findings of one kind that are shown.
    static let shownMax = 3

    package init(_ plan: StressPlan, repetition: String, style: TextStyle) {
        self.plan = plan
        self.repetition = repetition
        self.style = style
    }

    /// What is shown before the stage is there.
    package var introduction: String {
        let mix = plan.mix.map { " mixed with \($0)" } ?? ""
        return """
            \(style.bold("\(plan.command)\(mix)"))
            \(plan.workers) workers, \(plan.reapers) reapers, \(plan.clients) clients, \(Int(plan.seconds)) s, \
            lines of \(plan.eventBytes.lowerBound) to \(plan.eventBytes.upperBound) bytes, seed \(plan.seed)

            """
    }

    /// What is to be written now.
    package mutating func text(for message: StressMessage) -> String {
        switch message {
        case .began(let nemeses, let missing, let notes):
            let list = nemeses.isEmpty ? "none" : nemeses.joined(separator: ", ")
            let lines = ["nemeses: \(list)"] + missing.map { "not possible here: \($0)" } + notes
            return lines.map { PrintableText.shown($0) + "\n" }.joined()
        case .progress(let progress):
            defer { last = progress }
            return style.erasure + line(progress) + (style.showsProgress ? "" : "\n")
        case .finding(let finding):
            told[finding.fault, default: 0] += 1
            findings += 1
            guard told[finding.fault, default: 0] <= Self.shownMax else { return "" }
            return style.erasure + shown(finding)
        case .ended(let result): return style.erasure + summary(result)
        }
    }

    private func line(_ progress: StressProgress) -> String {
        let counters = progress.counters
        if progress.phase == "starting" {
            let count = plan.workers + plan.reapers + plan.clients
            return "starting: \(counters.greeted) of \(count) processes have answered hello"
        }
        let before = last?.counters.replies ?? 0
        let span = max(progress.seconds - (last?.seconds ?? 0), 0.001)
        let now = Int(Double(counters.replies - before) / span)
        let mean = Int(Double(counters.replies) / max(progress.seconds, 0.001))
        let parts = [
            "\(Int(progress.seconds))/\(Int(plan.seconds)) s", "\(now) events/s (mean \(mean))",
            "p50 \(StressText.duration(progress.p50)) p99 \(StressText.duration(progress.p99)) max \(StressText.duration(progress.longest))",
            "live \(counters.liveRecordings)", "starts \(counters.starts)", "kills \(counters.kills)",
            "reuses \(counters.reuses)", "reaped \(counters.reaped)", "stops \(counters.stopsOfWorkers)",
            "full \(counters.fills)",
            "lines \(counters.linesVerified)", "violations \(progress.violations)", "seed \(plan.seed)",
        ]
        // Apart from violations: the machine may be at fault as well.
        let isStuck = counters.stallMilliseconds >= 3000 && progress.phase == "running"
        let text = (isStuck ? ["NO PROGRESS for \(counters.stallMilliseconds / 1000) s"] : []) + parts
        let whole = text.joined(separator: ", ")
        return style.showsProgress ? String(whole.prefix(max(20, style.columns - 1))) : whole
    }

    private func shown(_ finding: StressFinding) -> String {
        let who = finding.suspects.isEmpty ? "" : ", by \(finding.suspects.joined(separator: " or "))"
        var lines = [
            style.bold("VIOLATION \(finding.clause) (\(finding.fault.rawValue))")
                + " at \(StressText.seconds(Int64(finding.seconds * 1000)))\(who)",
            "  \(PrintableText.shown(finding.text))",
        ]
        lines += finding.evidence.prefix(60).map {
            "    \(PrintableText.shown(PrintableText.shortened($0, to: 900)))"
        }
        if let directory = plan.evidenceDirectory {
            lines.append("  kept in \(PrintableText.shown(directory))")
        }
        lines.append("  the same mix again: \(repetition)")
        lines.append("  (the seed fixes the events and the troubles, not how the processes interleave)")
        return lines.map { $0 + "\n" }.joined()
    }
}

extension StressTextReport {
    private func summary(_ result: StressResult) -> String {
        let verdict = StressVerdict(result, plan)
        var lines = [
            "", style.bold("Summary of \(PrintableText.shown(result.recorders.joined(separator: " and ")))"),
        ]
        lines += StressFigures(result).rows.map {
            "  \($0.name.padded(to: 15)) \(PrintableText.shown($0.text))"
        }
        lines += histogram(result.latency)
        lines += ["", style.bold("Clauses")]
        for clause in verdict.clauses {
            let detail =
                clause.entry.violations > 0
                ? "\(clause.entry.violations) violations" : "\(clause.entry.chances) chances"
            lines.append(
                "  \(style.word(clause.verdict)) \(clause.id.rawValue.padded(to: 9)) \(detail)")
        }
        for (fault, count) in result.tally.faults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("  \(fault.rawValue): \(count)")
        }
        if plan.mix != nil {
            for (name, count) in result.tally.suspects.sorted(by: { $0.key < $1.key }) {
                lines.append("  by \(PrintableText.shown(name)): \(count)")
            }
        }
        lines += result.troubles.map { "trouble: \(PrintableText.shown($0))" }
        if findings > 0 || plan.keepsAlways, let directory = plan.evidenceDirectory {
            lines.append("evidence: \(PrintableText.shown(directory))")
        }
        lines.append("seed \(plan.seed); the same mix again: \(repetition)")
        lines.append(style.bold(verdict.sentence))
        return lines.map { $0 + "\n" }.joined()
    }

    /// The latencies, a row for each power of two.
    private func histogram(_ latency: LatencyHistogram) -> [String] {
        var rows: [(upTo: Int64, count: Int)] = []
        for bucket in latency.buckets {
            var power: Int64 = 1024
            while power < bucket.upTo, power < .max / 2 { power *= 2 }
            if let last = rows.last, last.upTo == power {
                rows[rows.count - 1].count += bucket.count
            } else {
                rows.append((power, bucket.count))
            }
        }
        guard let most = rows.map(\.count).max(), most > 0 else { return [] }
        return ["", style.bold("Record latency")]
            + rows.map { row in
                let bar = String(repeating: "#", count: (row.count * 40 + most - 1) / most)
                return
                    "  up to \(StressText.duration(row.upTo).padded(to: 8)) \(String(row.count).padded(to: 10)) \(bar)"
            }
    }
}
