package import SpoolSpec

/// How long things took, in buckets that are an eighth of a power of two wide: exact to 12 %, in fixed memory.
package struct LatencyHistogram: Hashable, Sendable {
    private var counts = [Int](repeating: 0, count: 64 * 8)
    /// How many were added.
    package private(set) var total = 0
    /// The longest, in nanoseconds.
    package private(set) var longest: Int64 = 0

    package init() {}

    /// Adds one, in nanoseconds.
    package mutating func add(_ nanoseconds: Int64) {
        counts[Self.bucket(of: nanoseconds)] += 1
        total += 1
        longest = max(longest, nanoseconds)
    }

    private static func bucket(of nanoseconds: Int64) -> Int {
        let value = UInt64(max(nanoseconds, 1))
        let power = 63 - value.leadingZeroBitCount
        let part = power >= 3 ? Int(value >> UInt64(power - 3)) & 7 : 0
        return power * 8 + part
    }

    /// Adds another's.
    package mutating func merge(_ other: LatencyHistogram) {
        for index in counts.indices { counts[index] += other.counts[index] }
        total += other.total
        longest = max(longest, other.longest)
    }

    /// The time that a part of all did not exceed, in nanoseconds: the bucket's upper end.
    package func quantile(_ part: Double) -> Int64 {
        var left = Int((Double(total) * part).rounded(.up))
        for index in counts.indices where counts[index] > 0 {
            left -= counts[index]
            if left <= 0 { return min(Self.upperEnd(index), longest) }
        }
        return longest
    }

    private static func upperEnd(_ index: Int) -> Int64 {
        let power = index / 8
        guard power < 62 else { return .max }
        let base = Int64(1) << Int64(power)
        return power >= 3 ? base + (base >> 3) * Int64(index % 8 + 1) : base * 2
    }

    /// The buckets that are not empty: upper end in nanoseconds and count.
    package var buckets: [(upTo: Int64, count: Int)] {
        counts.indices.compactMap { counts[$0] > 0 ? (Self.upperEnd($0), counts[$0]) : nil }
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let buckets = json["buckets"]?.array, let longest = json["max"]?.integer else { return nil }
        for bucket in buckets {
            guard let pair = bucket.array, pair.count == 2, let end = pair[0].integer, end > 0,
                let count = pair[1].count, count >= 0
            else { return nil }
            counts[Self.bucket(of: end - 1)] += count
            total += count
        }
        self.longest = longest
    }

    /// As JSON: the quantiles and the buckets.
    package var json: JSONValue {
        [
            "count": .integer(total), "p50": .integer(quantile(0.5)), "p99": .integer(quantile(0.99)),
            "max": .integer(longest),
            "buckets": .array(buckets.map { .array([.integer($0.upTo), .integer($0.count)]) }),
        ]
    }
}
