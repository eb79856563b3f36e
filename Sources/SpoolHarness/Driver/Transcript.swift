internal import SpoolSystem

/// The last things that were said between judge and adapters, in the order in which they were said.
package final class Transcript {
    /// The most lines that are kept.
    package static let linesMax = 60
    private static let lineBytesMax = 400

    /// One line, put into words only where somebody reads them.
    private struct Line {
        let milliseconds: Int64
        let text: String
        /// What follows the text.
        var said: Excerpt.Kept?
    }

    private var kept: [Line] = []
    private var dropped = 0
    private let began = MonotonicClock.now

    package init() {}

    /// The lines, oldest first.
    package var lines: [String] {
        let shown = kept.suffix(Self.linesMax).map { line in
            "\(Self.stamp(line.milliseconds)) \(line.text)\(line.said.map { " " + $0.text } ?? "")"
        }
        let missing = dropped + kept.count - shown.count
        return missing > 0 ? ["(\(missing) lines before this are not kept)"] + shown : shown
    }

    func sent(_ label: String, _ bytes: some Collection<UInt8>) { append("→ \(label)", bytes) }
    func received(_ label: String, _ bytes: some Collection<UInt8>) { append("← \(label)", bytes) }

    /// Notes something that is no line of the protocol: a start, a signal, an end.
    package func note(_ text: String) { append(Line(milliseconds: milliseconds, text: "  \(text)")) }

    private func append(_ direction: String, _ bytes: some Collection<UInt8>) {
        append(
            Line(
                milliseconds: milliseconds, text: direction,
                said: Excerpt.Kept(bytes, limit: Self.lineBytesMax)))
    }

    private func append(_ line: Line) {
        kept.append(line)
        guard kept.count > 2 * Self.linesMax else { return }
        dropped += kept.count - Self.linesMax
        kept.removeFirst(kept.count - Self.linesMax)
    }

    /// Since the case began.
    private var milliseconds: Int64 { (MonotonicClock.now - began) / 1_000_000 }

    /// Seconds, to the millisecond.
    private static func stamp(_ milliseconds: Int64) -> String {
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
