/// Why a text is no replay token.
package enum ReplayTokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no colon between a scenario's name and a tape.
    case noColon
    /// No scenario has that name.
    case unknownScenario(String)
    /// What stands behind the colon is no tape.
    case noTape(String)
    /// It could be written shorter: every schedule has one token only.
    case notShortest

    package var description: String {
        switch self {
        case .noColon: "a token is a scenario's name, a colon and a tape, such as stop-scan:0x12.1"
        case .unknownScenario(let name): "there is no scenario called '\(name)'"
        case .noTape(let text): "'\(text)' is no tape: numbers with dots between them, a run of one as 0x12"
        case .notShortest: "it is not written in the shortest way, so it was not written by this tool"
        }
    }
}

/// A schedule as one word to paste: `stop-scan:0x12.1`.
package struct ReplayToken: Hashable, Sendable, CustomStringConvertible {
    package let scenario: String
    package let tape: Tape

    package init(scenario: String, tape: Tape) {
        self.scenario = scenario
        self.tape = tape.withoutLastZeros
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
        let rest = String(text[text.utf8.index(after: colon)...])
        guard !rest.isEmpty, let tape = Tape(text: rest) else { throw .noTape(rest) }
        self.init(scenario: name, tape: tape)
        guard description.utf8.elementsEqual(text.utf8) else { throw .notShortest }
    }

    package var description: String { "\(scenario):\(tape.choices.isEmpty ? "0" : tape.text)" }
}
