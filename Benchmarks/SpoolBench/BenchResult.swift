internal import SpoolSpec

/// What came of one case: medians of all sides, and how many times faster the reference is.
struct BenchResult {
    static let reference = "reference"
    private static let columns = [reference, BenchCase.floor, BenchCase.xs, BenchCase.pp]

    private let benchCase: BenchCase
    private let medians: [String: Double]
    private let spreads: [String: Double]

    /// What is nothing, such as the memory that no event took, nothing can be a multiple of.
    private static func quotient(_ value: Double, of whole: Double) -> Double? {
        whole == 0 ? nil : value / whole
    }

    init(_ benchCase: BenchCase, _ times: [String: [Double]]) {
        self.benchCase = benchCase
        medians = times.mapValues { times in times.sorted()[times.count / 2] }
        spreads = times.compactMapValues { times in
            let sorted = times.sorted()
            return Self.quotient(sorted[sorted.count - 1] - sorted[0], of: sorted[sorted.count / 2])
        }
    }

    static let heading =
        pad("case", 26) + columns.map { pad($0, 12, right: true) }.joined()
        + "   times as fast as             to reach"

    private func ratio(_ side: String) -> Double? {
        guard let mine = medians[Self.reference], let theirs = medians[side] else { return nil }
        return Self.quotient(theirs, of: mine)
    }

    var row: String {
        let times = Self.columns.map { side in
            Self.pad(medians[side].map { Self.figure($0) } ?? "–", 12, right: true)
        }
        let ratios = Self.columns.dropFirst().compactMap { side in
            ratio(side).map { "\(side) \(Self.figure($0))" }
        }
        var targets = benchCase.targets.compactMap { target in
            ratio(target.side).map { ratio in
                "\(target.side) \(Self.figure(target.ratio)): \(ratio >= target.ratio ? "reached" : "MISSED")"
            }
        }
        if let atMost = benchCase.atMost, let mine = medians[Self.reference] {
            targets.append("at most \(Self.figure(atMost)): \(mine <= atMost ? "reached" : "MISSED")")
        }
        var text = Self.pad(benchCase.name, 26) + times.joined() + " \(benchCase.unit)"
        if let bytes = benchCase.bytes, let mine = medians[Self.reference] {
            text += " (\(Self.figure(Double(bytes) / mine * 1000)) MB/s)"
        }
        return text + "   " + ratios.joined(separator: ", ")
            + (targets.isEmpty ? "" : "   " + targets.joined(separator: ", "))
    }

    var json: JSONValue {
        var object: JSONObject = ["case": .string(benchCase.name), "unit": .string(benchCase.unit)]
        func numbers(_ values: [String: Double]) -> JSONValue {
            var object = JSONObject()
            for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                object[name] = .number(JSONNumber(Int((value * 1000).rounded())))
            }
            return .object(object)
        }
        object["medians_thousandth"] = numbers(medians)
        object["spreads_thousandth"] = numbers(spreads)
        var ratios: [String: Double] = [:]
        for side in Self.columns.dropFirst() { ratios[side] = ratio(side) }
        object["ratios_thousandth"] = numbers(ratios)
        var targets = JSONObject()
        for target in benchCase.targets {
            targets[target.side] = .number(JSONNumber(Int(target.ratio * 1000)))
        }
        object["targets_thousandth"] = .object(targets)
        if let atMost = benchCase.atMost {
            object["at_most_thousandth"] = .number(JSONNumber(Int((atMost * 1000).rounded())))
        }
        return .object(object)
    }

    /// Three digits that count.
    private static func figure(_ value: Double) -> String {
        if value >= 100 { return "\(Int(value.rounded()))" }
        let scale = value >= 10 ? 10.0 : 100.0
        // No minus before a zero.
        return "\((value * scale).rounded() / scale + 0)"
    }

    private static func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return right ? blanks + text : text + blanks
    }
}
