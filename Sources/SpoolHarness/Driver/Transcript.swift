internal import SpoolSystem

/// The last things that were said between judge and adapters, in the order in which they were said.
package final class Transcript {
    /// The most lines that are kept.
    package static let linesMax = 60
    private static let lineBytesMax = 400

    private var kept: [String] = []
    private var dropped = 0
    private let began = MonotonicClock.now

    package init() {}

    /// The lines, oldest first.
    package var lines: [String] {
        let shown = Array(kept.suffix(Self.linesMax))
        let missing = dropped + kept.count - shown.count
        return missing > 0 ? ["(\(missing) lines before this are not kept)"] + shown : shown
    }

    func sent(_ label: String, _ bytes: some Collection<UInt8>) { add("→ \(label)", bytes) }
    func received(_ label: String, _ bytes: some Collection<UInt8>) { add("← \(label)", bytes) }

    /// Notes something that is no line of the protocol: a start, a signal, an end.
    package func note(_ text: String) { append("  \(text)") }

    private func add(_ direction: String, _ bytes: some Collection<UInt8>) {
        append("\(direction) \(Excerpt.of(bytes, limit: Self.lineBytesMax))")
    }

    private func append(_ text: String) {
        kept.append("\(stamp) \(text)")
        guard kept.count > 2 * Self.linesMax else { return }
        dropped += kept.count - Self.linesMax
        kept.removeFirst(kept.count - Self.linesMax)
    }

    /// Seconds since the case began, to the millisecond.
    private var stamp: String {
        let milliseconds = (MonotonicClock.now - began) / 1_000_000
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
