@testable import SpoolHarness

/// A replay token that somebody pasted: it is one schedule written in the one way in which it is, or it says why not.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    let scenarios = ["stop-scan", "start-scan", "", "a:b"]
    do throws(ReplayTokenError) {
        let token = try ReplayToken(text, scenarios: scenarios)
        precondition(token.description.utf8.elementsEqual(text.utf8), "\(text) is read as \(token)")
        precondition(scenarios.contains { $0.utf8.elementsEqual(token.scenario.utf8) })
        precondition(token.tape.choices.last != 0, "zeros at the end of \(token)")
        precondition(token.tape.choices.count <= Choices.countMax)
        let again = try ReplayToken(token.description, scenarios: scenarios)
        precondition(again == token)
    } catch { precondition(!error.description.isEmpty) }
    return 0
}
