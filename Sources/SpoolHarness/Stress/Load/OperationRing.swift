internal import SpoolSystem

/// The last things that a process was told and did, with their times.
struct OperationRing {
    private static let linesMax = 24
    private var lines: [(at: Int64, text: String)] = []

    mutating func add(_ text: String) {
        if lines.count >= 2 * Self.linesMax { lines.removeFirst(Self.linesMax) }
        lines.append((MonotonicClock.now, text))
    }

    /// The lines, with seconds since the run's beginning.
    func lines(since beginning: Int64) -> [String] {
        lines.suffix(Self.linesMax).map { line in
            let milliseconds = (line.at - beginning) / 1_000_000
            return "\(StressText.seconds(milliseconds)) \(line.text)"
        }
    }
}
