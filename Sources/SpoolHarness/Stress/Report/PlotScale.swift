internal import Glibc

/// How values of a plot become heights, and which of them are labelled.
struct PlotScale {
    /// Values that are labelled, the lowest first.
    let ticks: [Double]
    private let isLogarithmic: Bool
    private let low: Double
    private let high: Double

    /// From 0 to the most, with four or so round numbers between.
    static func linear(upTo most: Double) -> PlotScale {
        // 1, 2, 5, 10, 20, 50 …
        var step = 1.0
        var turn = 0
        while most / step > 5 {
            step *= [2, 2.5, 2][turn % 3]
            turn += 1
        }
        let count = Int((most / step).rounded(.down))
        return PlotScale(
            ticks: (0...count).map { Double($0) * step }, isLogarithmic: false, low: 0, high: max(most, step))
    }

    /// From a power of ten at or below the least to one at or above the most.
    static func logarithmic(_ least: Double, _ most: Double) -> PlotScale {
        var low = 1.0
        while low * 10 <= least { low *= 10 }
        var high = low * 10
        while high < most { high *= 10 }
        var ticks: [Double] = []
        var tick = low
        while tick <= high {
            ticks.append(tick)
            tick *= 10
        }
        return PlotScale(ticks: ticks, isLogarithmic: true, low: low, high: high)
    }

    /// How far up a value is, from 0 to 1.
    func share(_ value: Double) -> Double {
        let inside = min(max(value, low), high)
        guard isLogarithmic else { return (inside - low) / (high - low) }
        return log10(inside / low) / log10(high / low)
    }
}
