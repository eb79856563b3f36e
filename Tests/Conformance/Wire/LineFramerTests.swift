import SpoolSpec
import Testing

@Suite struct `The wire, lines` {
    @Test func `FOLLOW-1 any split of a stream gives the same lines`() {
        let stream = Array("\nab\n\n{\"c\":1}\r\nlonger than eight bytes\n\nrest".utf8)
        let expected = ["", "ab", "", "{\"c\":1}\r", "longer than eight bytes", ""].map { Array($0.utf8) }
        for first in 0...stream.count {
            for second in first...stream.count {
                var framer = LineFramer()
                var lines = framer.feed(Array(stream[..<first]))
                lines += framer.feed(Array(stream[first..<second]))
                lines += framer.feed(Array(stream[second...]))
                #expect(lines == expected)
                #expect(framer.pendingByteCount == 4 && framer.hasPartialLine && framer.skipped == 0)
            }
        }
    }

    @Test func `FOLLOW-1 byte by byte a line comes with its newline`() {
        var framer = LineFramer()
        for byte in Array("{}".utf8) {
            #expect(framer.feed([byte]).isEmpty)
            #expect(framer.hasPartialLine)
        }
        #expect(framer.feed([0x0A]) == [Array("{}".utf8)])
        #expect(!framer.hasPartialLine && framer.pendingByteCount == 0)
        #expect(framer.feed([]).isEmpty)
    }

    @Test func `FOLLOW-4 after a reset the next byte begins a line`() {
        var framer = LineFramer(lineBytesMax: 4)
        _ = framer.feed(Array("abc".utf8))
        framer.reset()
        #expect(!framer.hasPartialLine)
        #expect(framer.feed(Array("d\n".utf8)) == [Array("d".utf8)])
        _ = framer.feed(Array("too long".utf8))
        framer.reset()
        #expect(framer.feed(Array("e\n".utf8)) == [Array("e".utf8)])
        #expect(framer.skipped == 0)
    }

    @Test func `FOLLOW-5 a line over the bound is skipped and counted, and the next one is whole`() {
        let stream = Array("1234\n12345\n\n123456789\n1\n".utf8)
        for size in 1...stream.count {
            var framer = LineFramer(lineBytesMax: 4)
            var lines: [[UInt8]] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                lines += framer.feed(Array(stream[start..<min(start + size, stream.count)]))
            }
            #expect(lines == [Array("1234".utf8), [], Array("1".utf8)])
            #expect(framer.skipped == 2)
        }
    }

    @Test func `FOLLOW-5 the bound is 16 MiB, and what lies beyond is not kept`() {
        let chunk = [UInt8](repeating: 0x61, count: 1 << 20)
        var framer = LineFramer()
        for _ in 0..<16 { #expect(framer.feed(chunk).isEmpty) }
        #expect(framer.feed([0x0A]).first?.count == 16 << 20)
        for _ in 0..<64 { #expect(framer.feed(chunk).isEmpty) }
        #expect(framer.pendingByteCount == 64 << 20 && framer.skipped == 0)
        #expect(framer.feed([0x0A, 0x62, 0x0A]) == [[0x62]])
        #expect(framer.skipped == 1)
    }

    @Test func `FOLLOW-1 a newline is found at each place of a word`() {
        for before in 0..<20 {
            for after in 0..<20 {
                var framer = LineFramer()
                let line = [UInt8](repeating: 0x0B, count: before)
                let rest = [UInt8](repeating: 0x8A, count: after)
                #expect(framer.feed(line + [0x0A] + rest) == [line])
                #expect(framer.pendingByteCount == after)
            }
        }
    }
}
