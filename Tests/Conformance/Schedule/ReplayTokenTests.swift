import SpoolHarness
import Testing

@Suite struct ReplayTokenTests {
    private func error(of text: String) -> ReplayTokenError? {
        do throws(ReplayTokenError) {
            _ = try ReplayToken(text, scenarios: ["stop-scan", "start-scan"])
            return nil
        } catch { return error }
    }

    @Test(arguments: [[], [1], [0, 0, 1], [0, 2, 0, 0, 0, 255, 0]])
    func `what is written is read back`(choices: [Int]) throws {
        let token = ReplayToken(scenario: "stop-scan", tape: Tape(choices))
        #expect(try ReplayToken(token.description, scenarios: ["stop-scan"]) == token)
    }

    @Test func `zeros at the end say nothing`() {
        #expect(
            ReplayToken(scenario: "stop-scan", tape: Tape([0, 0, 0, 1, 0, 2, 0, 0])).description
                == "stop-scan:0x3.1.0.2")
        #expect(ReplayToken(scenario: "stop-scan", tape: Tape()).description == "stop-scan:0")
    }

    @Test func `what is no token says why`() {
        #expect(error(of: "stop-scan") == .noColon)
        #expect(error(of: "stop:0.1") == .unknownScenario("stop"))
        for text in ["", "1..2", "-1", "1x", "1x0", "0x999999", "z3.1"] {
            #expect(error(of: "stop-scan:\(text)") == .noTape(text))
        }
    }

    @Test(arguments: ["stop-scan:1.0x3", "stop-scan:0.0.1", "stop-scan:01", "stop-scan:0x2", "stop-scan:1x1"])
    func `each schedule has one token only`(text: String) {
        #expect(error(of: text) == .notShortest)
    }
}
