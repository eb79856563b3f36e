import SpoolHarness

/// A tape that somebody pasted: it is read as it is written, or not at all, and drives every generator to an end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    guard let tape = Tape(text: text) else { return 0 }
    precondition(Tape(text: tape.text) == tape)
    guard tape.choices.count <= 2_000 else { return 0 }
    var choices = Choices(replaying: tape)
    let event = choices.event()
    _ = choices.requestBytes()
    _ = choices.fileName()
    var again = Choices(replaying: choices.tape)
    precondition(again.event() == event)
    return 0
}
