internal import SpoolSystem

/// What a run came to, in rows of a name and a text, for every report that a person reads.
struct StressFigures {
    let rows: [(name: String, text: String)]

    init(_ result: StressResult) {
        let counters = result.counters
        let latency = result.latency
        func rate(_ count: Int) -> Int { Int(Double(count) / max(result.seconds, 0.001)) }
        var rows = [
            ("load", StressText.seconds(Int64(result.seconds * 1000))),
            (
                "events",
                "\(counters.events) sent, \(counters.replies) answered, \(rate(counters.replies)) a second"
            ),
            ("lines verified", "\(counters.linesVerified), \(rate(counters.linesVerified)) a second"),
            (
                "record latency",
                "p50 \(StressText.duration(latency.quantile(0.5))), p99 \(StressText.duration(latency.quantile(0.99))), "
                    + "max \(StressText.duration(latency.longest)) (from sending, up to "
                    + "\(StressConductor.outstandingMax) at a time)"
            ),
            (
                "recordings",
                "\(counters.starts) started, \(counters.stops) stopped, \(counters.clientKills) killed, "
                    + "\(counters.reaped) seen reaped, \(counters.settled) accounts settled, "
                    + "\(counters.startFailures) starts refused"
            ),
            (
                "troubles",
                "\(counted(counters.kills, "kill")), \(counted(counters.reuses, "id")) reused, "
                    + "\(counted(counters.secondStarts, "second start")), "
                    + "\(counters.rivals) of them by another client of the id, "
                    + "\(counted(counters.stopsOfWorkers, "stop")), \(counted(counters.clocksSet, "clock")) set, "
                    + "\(counted(counters.fills, "time")) full, \(counted(counters.restarts, "restart"))"
            ),
            (
                "torn lines",
                "\(counters.tornLines), and \(counters.gluedLines) intact ones glued behind them"
            ),
            ("longest stall", StressText.seconds(Int64(counters.longestStallMilliseconds))),
            (
                "waited for room",
                "\(Int(Double(counters.waitingMicroseconds) / 10_000 / max(result.seconds, 0.001))) % of the load's time"
            ),
        ]
        if let endurance = result.endurance { rows.append(("longest life", endurance.sentence)) }
        rows.append(
            (
                "judge's memory",
                "\(counters.ownMemory >> 20) MiB at the end, \(counters.ownMemoryEarly >> 20) MiB after the first fifth"
            ))
        if let example = result.gluedExample {
            rows.append(("a glued line", PrintableText.shortened(example, to: 600)))
        }
        self.rows = rows
    }
}
