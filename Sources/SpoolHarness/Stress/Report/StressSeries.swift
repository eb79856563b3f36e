/// How a run went over time, for whoever draws it.
///
/// Its memory does not grow with the run: where there are too many points, neighbours become one.
package struct StressSeries: Hashable, Sendable {
    /// A stretch of time and what happened in it.
    package struct Point: Hashable, Sendable {
        /// Seconds since the run's beginning.
        package var from: Double
        package var until: Double
        /// Counts so far, at either end.
        var before: StressCounters
        var after: StressCounters
        /// The same of violations.
        var violationsBefore: Int
        var violationsAfter: Int
        /// From sending events to their answers.
        package var latency: LatencyHistogram

        /// How often something happened in it.
        package func count(_ path: KeyPath<StressCounters, Int>) -> Int {
            max(0, after[keyPath: path] - before[keyPath: path])
        }

        /// How often something happened in a second of it.
        package func rate(_ path: KeyPath<StressCounters, Int>) -> Double {
            Double(count(path)) / max(until - from, 0.001)
        }

        /// Violations found in it.
        package var violations: Int { max(0, violationsAfter - violationsBefore) }

        /// Takes in the stretch that follows.
        mutating func append(_ next: Point) {
            until = next.until
            after = next.after
            violationsAfter = next.violationsAfter
            latency.merge(next.latency)
        }
    }

    /// In order, without gaps.
    package private(set) var points: [Point] = []
    /// Progresses that make one point.
    private var width = 1
    private var lastFill = 0
    private static let pointsMax = 240

    package init() {}

    /// Takes what a run tells once a second.
    package mutating func add(_ progress: StressProgress) {
        let last = points.last
        let next = Point(
            from: last?.until ?? 0, until: progress.seconds, before: last?.after ?? StressCounters(),
            after: progress.counters, violationsBefore: last?.violationsAfter ?? 0,
            violationsAfter: progress.violations, latency: progress.recent)
        if !points.isEmpty, lastFill < width {
            points[points.count - 1].append(next)
            lastFill += 1
            return
        }
        points.append(next)
        lastFill = 1
        if points.count > Self.pointsMax {
            // An odd number of them: the last point stays the one that is being filled.
            points = Self.joined(points, by: 2)
            width *= 2
        }
    }

    /// The same in at most so many points.
    package func points(atMost count: Int) -> [Point] {
        Self.joined(points, by: max(1, (points.count + count - 1) / max(count, 1)))
    }

    private static func joined(_ points: [Point], by count: Int) -> [Point] {
        stride(from: 0, to: points.count, by: count).map { start in
            var point = points[start]
            for next in points[(start + 1)..<min(start + count, points.count)] { point.append(next) }
            return point
        }
    }
}
