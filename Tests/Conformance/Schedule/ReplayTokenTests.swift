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
        let token = ReplayToken(scenario: "stop-scan", tape: ScheduleTape(choices))
        #expect(try ReplayToken(token.description, scenarios: ["stop-scan"]) == token)
    }

    @Test func `a run of zeros is one part`() {
        let tape = ScheduleTape([0, 0, 0, 1, 0, 2, 0, 0])
        #expect(tape.description == "z3.1.z1.2")
        #expect(ScheduleTape().description == "z0")
    }

    @Test func `what is no token says why`() {
        #expect(error(of: "stop-scan") == .noColon)
        #expect(error(of: "stop:z1.1") == .unknownScenario("stop"))
        #expect(error(of: "stop-scan:") == .noNumber(""))
        #expect(error(of: "stop-scan:1..2") == .noNumber(""))
        #expect(error(of: "stop-scan:-1") == .noNumber("-1"))
        #expect(error(of: "stop-scan:256") == .tooLarge("256"))
        #expect(error(of: "stop-scan:z99999") == .tooLong)
        #expect(error(of: "stop-scan:z999999") == .tooLarge("z999999"))
    }

    @Test(arguments: ["stop-scan:0", "stop-scan:1.z3", "stop-scan:z1.z1.1", "stop-scan:01", "stop-scan:z0.1"])
    func `each schedule has one token only`(text: String) {
        #expect(error(of: text) == .notShortest)
    }
}
