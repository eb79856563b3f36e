import SpoolHarness
import SpoolSpec
import Testing

@Suite struct `Whatever is drawn, in a stream` {
    @Test func `FOLLOW-1 every split gives the same lines`() throws {
        try PropertyRun.check("stream-splits", points: ["a long line": 4, "a line": 2]) { choices in
            let stream = choices.bytes(mean: 40).map { $0 == UInt8(ascii: "a") || $0 == 0 ? 0x0A : $0 }
            let lineBytesMax = choices.number(in: 1...40)
            var whole = LineFramer(lineBytesMax: lineBytesMax)
            let lines = whole.feed(stream)
            // Stated a second time: cut at each line feed, and drop what is too long.
            let parts = stream.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
            let complete = parts.dropLast()
            try hold(
                "FOLLOW-1", lines == complete.filter { $0.count <= lineBytesMax }, "\(stream) gave \(lines)")
            try hold(
                "FOLLOW-5", whole.skipped == complete.count { $0.count > lineBytesMax },
                "skipped \(whole.skipped)")
            try hold("FOLLOW-1", whole.pendingByteCount == parts.last?.count, "pending in \(stream)")
            if !lines.isEmpty { choices.reach("a line") }
            if whole.skipped > 0 { choices.reach("a long line") }
            var pieces = LineFramer(lineBytesMax: lineBytesMax)
            var pieceLines: [[UInt8]] = []
            var rest = stream[...]
            while !rest.isEmpty {
                let size = choices.number(in: 1...rest.count)
                pieceLines += pieces.feed(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            try hold("FOLLOW-1", pieceLines == lines, "split, \(stream) gave \(pieceLines) and not \(lines)")
            try hold(
                "FOLLOW-5",
                pieces.skipped == whole.skipped && pieces.pendingByteCount == whole.pendingByteCount,
                "split, \(stream) is counted otherwise")
        }
    }

    @Test func `FOLLOW-3 torn tails between whole lines lose no whole line`() throws {
        try PropertyRun.check("torn-tails", points: ["glued": 4, "ended": 4]) { choices in
            var stream: [UInt8] = []
            var expected: [Event] = []
            // A worker's own lines, torn in between as a kill or a full file system tears them.
            for number in 0..<choices.number(in: 1...4) {
                for _ in 0..<choices.upTo(2) {
                    let torn = choices.event(path: "/torn").line()
                    stream += torn.prefix(choices.number(in: 1...(torn.count - 2)))
                    if choices.once(in: 2) {
                        stream.append(0x0A)
                        choices.reach("ended")
                    } else {
                        choices.reach("glued")
                    }
                }
                let event = choices.event(path: "/whole/\(number)")
                expected.append(event)
                stream += event.line()
            }
            var framer = LineFramer()
            let events = framer.feed(stream).flatMap { EventLine.decode($0).events }
            try hold(
                "FOLLOW-3", events == expected,
                "\(String(decoding: stream, as: UTF8.self)) gave \(events)")
        }
    }

    @Test func `FOLLOW-3 any bytes are read without harm, and what is yielded stands in the line`() throws {
        try PropertyRun.check("any-line", runs: 1000, points: ["yielded": 20, "skipped": 2]) { choices in
            var line =
                choices.once(in: 2) ? choices.bytes(mean: 20) : Array(choices.event().line().dropLast())
            for _ in 0..<choices.upTo(2) where !line.isEmpty {
                let place = choices.upTo(line.count - 1)
                line[place...place] = choices.bytes(mean: 2)[...]
            }
            let read = EventLine.decode(line)
            if !read.events.isEmpty { choices.reach("yielded") }
            if read.skipped > 0 { choices.reach("skipped") }
            try hold("FOLLOW-3", read.events.count <= 1 && read.skipped <= 1, "\(line) gave \(read)")
            let isBlank = line.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            try hold(
                "FOLLOW-3", isBlank == (read.events.isEmpty && read.skipped == 0), "\(line) gave \(read)")
            // Checked only, and as a part of more bytes, a line says the same.
            let checked = EventLine.check(([0x0A] + line + [0x7D])[1..<(line.count + 1)])
            try hold(
                "FOLLOW-3",
                checked.event.map { [$0.event] } ?? [] == read.events && checked.skipped == read.skipped,
                "\(line), checked, gave \(checked)")
            // What is yielded is what one of its ends says.
            for event in read.events {
                let stands = line.indices.contains { start in
                    line[start] == UInt8(ascii: "{")
                        && (try? JSONObject.parse(Array(line[start...]))) == event.members
                }
                try hold("FOLLOW-3", stands, "\(event) does not end \(line)")
            }
        }
    }
}
