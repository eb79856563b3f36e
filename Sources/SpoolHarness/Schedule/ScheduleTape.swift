/// Every decision of a schedule, in the order in which it was taken: small numbers, of which 0 is the simplest (go on
/// with the same process; do nothing to its call).
///
/// A tape that is too short goes on with zeros, so every tape is a whole schedule. What systematic search counts
/// upwards, sampling draws, replay reads and the shrinker makes smaller is the same thing.
package struct ScheduleTape: Hashable, Sendable, CustomStringConvertible {
    /// The numbers, without the zeros at their end.
    package private(set) var choices: [Int]

    /// The most decisions that a tape holds.
    static let choicesMax = 10_000
    /// The largest number on it.
    static let choiceMax = 255

    package init(_ choices: [Int] = []) {
        self.choices = choices
        while self.choices.last == 0 { self.choices.removeLast() }
    }

    /// The decision at a place.
    package subscript(index: Int) -> Int { index < choices.count ? choices[index] : 0 }

    /// The tape up to a place, and another decision there; after it, zeros.
    package func branching(at index: Int, to choice: Int) -> ScheduleTape {
        var start = Array(choices.prefix(index))
        start += Array(repeating: 0, count: index - start.count)
        return ScheduleTape(start + [choice])
    }

    /// How many decisions are not the simplest ones.
    package var weight: Int { choices.count { $0 != 0 } }

    /// As text: numbers with dots between them, a run of zeros as `z` and its length: `z12.1.z3.2`.
    package var description: String {
        var words: [String] = []
        var zeros = 0
        for choice in choices {
            if choice == 0 {
                zeros += 1
                continue
            }
            if zeros > 0 { words.append("z\(zeros)") }
            zeros = 0
            words.append(String(choice))
        }
        return words.isEmpty ? "z0" : words.joined(separator: ".")
    }
}

/// Why a text is no replay token.
package enum ReplayTokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no colon between a scenario's name and a tape.
    case noColon
    /// No scenario has that name.
    case unknownScenario(String)
    /// This part of the tape is no number, and no `z` with a number.
    case noNumber(String)
    /// This number is larger than a decision can be.
    case tooLarge(String)
    /// The tape is longer than any can be.
    case tooLong
    /// It could be written shorter: every schedule has one token only.
    case notShortest

    package var description: String {
        switch self {
        case .noColon: "a token is a scenario's name, a colon and a tape, such as stop-scan:z12.1"
        case .unknownScenario(let name): "there is no scenario called '\(name)'"
        case .noNumber(let part): "'\(part)' is no decision: a number is, or a z with a number"
        case .tooLarge(let part): "'\(part)' is more than any decision can be"
        case .tooLong: "it has more than \(ScheduleTape.choicesMax) decisions"
        case .notShortest: "it is not written in the shortest way, so it was not written by this tool"
        }
    }
}

/// A schedule as one word to paste: `stop-scan:z12.1`.
package struct ReplayToken: Hashable, Sendable, CustomStringConvertible {
    package let scenario: String
    package let tape: ScheduleTape

    package init(scenario: String, tape: ScheduleTape) {
        self.scenario = scenario
        self.tape = tape
    }

    /// Reads what ``description`` wrote, and nothing else.
    ///
    /// - Parameter scenarios: the names that there are.
    package init(_ text: String, scenarios: [String]) throws(ReplayTokenError) {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
        let name = String(text[..<colon])
        guard scenarios.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
            throw .unknownScenario(name)
        }
        var choices: [Int] = []
        let parts = text[text.utf8.index(after: colon)...].split(
            separator: ".", omittingEmptySubsequences: false)
        for part in parts {
            let isRun = part.utf8.first == UInt8(ascii: "z")
            let digits = isRun ? part.dropFirst() : part
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .noNumber(String(part))
            }
            guard digits.utf8.count <= 5, let number = Int(digits) else { throw .tooLarge(String(part)) }
            if isRun {
                guard choices.count + number <= ScheduleTape.choicesMax else { throw .tooLong }
                choices += Array(repeating: 0, count: number)
            } else {
                guard number <= ScheduleTape.choiceMax else { throw .tooLarge(String(part)) }
                choices.append(number)
            }
        }
        guard choices.count <= ScheduleTape.choicesMax else { throw .tooLong }
        self.init(scenario: name, tape: ScheduleTape(choices))
        guard description.utf8.elementsEqual(text.utf8) else { throw .notShortest }
    }

    package var description: String { "\(scenario):\(tape)" }
}
