/// One line of the table: what the processor worked for it, or for many processes and for waits, what it took.
struct BenchCase {
    /// What the sides are asked to do.
    enum Task {
        /// The hook in a loop for a while, by a process that may have so many descriptors.
        case hook(
            recorders: Int, matches: Bool, lineBytes: Int, processes: Int = 1, batch: Int,
            openFiles: Int64? = nil)
        /// Scans of a spool of so many recorders, all known already; `rounds` 1: of so many dead ones.
        case scan(entries: Int, rounds: Int)
        /// A file of so many lines, read by a follower; `builds` makes a value of every event.
        case follow(lines: Int, builds: Bool)
        /// From a line's write until its reader has it.
        case wake(count: Int)
        /// What one event takes between two scans, by counting.
        case count(Counted, recorders: Int)
        /// From the start of `spool-recorder record` until it says that it records.
        case ready
        /// `spool-check` on the reference recorder, from beginning to end.
        case suite
    }

    /// What is counted.
    enum Counted {
        case allocations, systemCalls
    }

    let name: String
    let task: Task
    /// What must be reached, by the name of the other side: at least so many times as fast as that.
    var targets: [Target] = []
    /// What must not be exceeded, by itself.
    var atMost: Double?
    /// What the nanoseconds are of.
    var unit = "ns/event"
    /// Bytes of one unit, where a rate in MB/s says more.
    var bytes: Int?
    /// Whether it is measured once only.
    var isLong = false

    /// At least so many times as fast as another side.
    struct Target {
        let side: String
        let ratio: Double

        init(_ side: String, _ ratio: Double) {
            self.side = side
            self.ratio = ratio
        }
    }
}

extension BenchCase {
    static let xs = "JSON::XS"
    static let pp = "JSON::PP"
    static let floor = "C floor"

    /// The table of the issue, then growth with the number of recorders, the line's size, and the spool's.
    static let all: [BenchCase] =
        [
            BenchCase(
                name: "no recorder",
                task: .hook(recorders: 0, matches: true, lineBytes: 214, batch: 1000),
                targets: [BenchCase.Target(xs, 10), BenchCase.Target(pp, 10)]),
            BenchCase(
                name: "one that does not match",
                task: .hook(recorders: 1, matches: false, lineBytes: 214, batch: 1000),
                targets: [BenchCase.Target(xs, 10), BenchCase.Target(pp, 10)]),
            BenchCase(
                name: "one that matches",
                task: .hook(recorders: 1, matches: true, lineBytes: 214, batch: 16),
                targets: [BenchCase.Target(xs, 4), BenchCase.Target(pp, 12), BenchCase.Target(floor, 0.8)]),
            BenchCase(
                name: "eight that match",
                task: .hook(recorders: 8, matches: true, lineBytes: 214, batch: 8),
                targets: [BenchCase.Target(xs, 4), BenchCase.Target(floor, 0.8)]),
            BenchCase(
                name: "32 workers, one recorder",
                task: .hook(recorders: 1, matches: true, lineBytes: 214, processes: 32, batch: 16),
                targets: [BenchCase.Target(xs, 2.5), BenchCase.Target(floor, 0.8)]),
            BenchCase(
                name: "512 KiB parameters",
                task: .hook(recorders: 1, matches: true, lineBytes: (512 << 10) + 130, batch: 1),
                targets: [BenchCase.Target(floor, 0.5)], bytes: (512 << 10) + 130),
        ] + counts + recorders + sizes + spool + tools

    private static let counts: [BenchCase] = [
        BenchCase(
            name: "no recorder: memory", task: .count(.allocations, recorders: 0), atMost: 0,
            unit: "taken/event"),
        BenchCase(
            name: "no recorder: calls", task: .count(.systemCalls, recorders: 0), atMost: 0,
            unit: "calls/event"),
        BenchCase(
            name: "one matches: memory", task: .count(.allocations, recorders: 1), unit: "taken/event"),
        BenchCase(
            name: "one matches: calls", task: .count(.systemCalls, recorders: 1), unit: "calls/event"),
    ]

    private static let tools: [BenchCase] = [
        BenchCase(name: "record, start to ready", task: .ready, unit: "ns"),
        BenchCase(name: "spool-check, whole", task: .suite, unit: "ns", isLong: true),
    ]

    private static let recorders: [BenchCase] =
        [1, 8, 64, 512].map { count in
            BenchCase(
                name: "growth: \(count) recorder\(count == 1 ? "" : "s")",
                task: .hook(recorders: count, matches: true, lineBytes: 214, batch: max(1, 64 / count)))
        } + [
            BenchCase(
                name: "512 recorders, 64 files",
                task: .hook(recorders: 512, matches: true, lineBytes: 214, batch: 1, openFiles: 64))
        ]

    private static let sizes: [BenchCase] = [200, 2_000, 20_000, 200_000, 3_000_000].map { bytes in
        BenchCase(
            name: "growth: line of \(bytes) B",
            task: .hook(
                recorders: 1, matches: true, lineBytes: bytes, batch: max(1, min(16, 100_000 / bytes))),
            bytes: bytes)
    }

    private static let spool: [BenchCase] =
        [
            BenchCase(
                name: "follower, 1 GB file", task: .follow(lines: 1024 * 4570, builds: false),
                atMost: 214.0 / 400e6 * 1e9, unit: "ns/line", bytes: 214),
            BenchCase(
                name: "follower, events built", task: .follow(lines: 1024 * 4570, builds: true),
                unit: "ns/line", bytes: 214),
            BenchCase(
                name: "follower, wake-up p50", task: .wake(count: 500),
                targets: [BenchCase.Target(floor, 0.5)], unit: "ns"),
        ]
        + [250, 500, 1000, 2000].map { count in
            BenchCase(
                name: "scan, \(count) live", task: .scan(entries: count, rounds: 5), unit: "ns/entry")
        }
        + [2500, 5000, 10_000].map { count in
            BenchCase(name: "reap, \(count) dead", task: .scan(entries: count, rounds: 1), unit: "ns/entry")
        }
}
