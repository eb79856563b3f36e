/// One line of the table.
struct BenchCase {
    /// What the sides are asked to do.
    enum Task {
        /// The hook in a loop for a while.
        case hook(recorders: Int, matches: Bool, lineBytes: Int, processes: Int = 1, batch: Int)
        /// Scans of a spool of so many recorders, all known already; `rounds` 1: of so many dead ones.
        case scan(entries: Int, rounds: Int)
        /// A file of so many lines, read by a follower.
        case follow(lines: Int)
        /// From a line's write until its reader has it.
        case wake(count: Int)
    }

    let name: String
    let task: Task
    /// What must be reached, by the name of the other side: at least so many times as fast as that.
    var targets: [Target] = []
    /// What the nanoseconds are of.
    var unit = "ns/event"
    /// Bytes of one unit, where a rate in MB/s says more.
    var bytes: Int?

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
        ] + recorders + sizes + spool

    private static let recorders: [BenchCase] = [1, 8, 64, 512].map { count in
        BenchCase(
            name: "growth: \(count) recorder\(count == 1 ? "" : "s")",
            task: .hook(recorders: count, matches: true, lineBytes: 214, batch: max(1, 64 / count)))
    }

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
                name: "follower, 1 GB file", task: .follow(lines: 1024 * 4570), unit: "ns/line", bytes: 214),
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
