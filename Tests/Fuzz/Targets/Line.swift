import SpoolSpec

/// An events file in pieces: every split gives the same lines, and what is yielded can be written and read back.
///
/// The first byte says how long the pieces are, the second how long a line may be.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard bytes.count > 2 else { return 0 }
    let stream = Array(bytes[2...])
    let lineBytesMax = bytes[1] == 0 ? JSONLimits.line.bytesMax : Int(bytes[1]) * 8
    var whole = LineFramer(lineBytesMax: lineBytesMax)
    let lines = whole.feed(stream)
    var pieces = LineFramer(lineBytesMax: lineBytesMax)
    var pieceLines: [[UInt8]] = []
    for first in stride(from: 0, to: stream.count, by: max(1, Int(bytes[0]))) {
        pieceLines += pieces.feed(Array(stream[first..<min(stream.count, first + max(1, Int(bytes[0])))]))
    }
    precondition(lines == pieceLines && whole == pieces, "pieces of \(bytes[0]) bytes give other lines")
    for line in lines {
        precondition(line.count <= lineBytesMax)
        let read = EventLine.decode(line)
        precondition(read.events.count <= 1 && read.skipped <= 1)
        for event in read.events {
            let written = event.line()
            let again = EventLine.decode(Array(written.dropLast()))
            precondition(
                again.events == [event] && again.skipped == 0, "\(event) is not read as it is written")
        }
    }
    return 0
}
