import SpoolSpec
import Testing

@Suite struct `The wire, torn lines` {
    private let intact = Array(
        #"{"path":"/nodes/b{\"}","params":{"k":["{",":",{}]},"method":"PUT","userid":"a@pam"}"#.utf8)
    private let other = Array(
        #"{"method":"POST","params":{"a":{"b":[{"c":"d{\\"},{}]},"e":""},"path":"/x\"{","proxied":0,"n":{}}"#
            .utf8)

    @Test(arguments: ["", " ", "\r", " \t\r "])
    func `FOLLOW-3 a blank line is nothing`(line: String) {
        let (events, skipped) = EventLine.decode(Array(line.utf8))
        #expect(events.isEmpty && skipped == 0)
    }

    @Test(arguments: [
        "x", "1", "null", "[]", #"[{"method":"POST","path":"/"}]"#, "\"{}\"", "{", "}", "]", "{}}", "{]",
        "[}",
        #"{"a":1}x"#, #"{"a":1},"#, "\0", "\0\0\0", #"{"a":{"method":"POST"}"#, #"{"a":"{}"#, #"{"a":"\"{}"#,
        #"{"a":[{}"#, #"{"a":[1,{"b":2}"#, "\u{FEFF}", "{'a':1}", #"{"a":1,}"#,
    ])
    func `FOLLOW-3 a damaged line is skipped and counted`(line: String) {
        let (events, skipped) = EventLine.decode(Array(line.utf8))
        #expect(events.isEmpty && skipped == 1)
    }

    @Test func `FOLLOW-3 an event torn at any byte is skipped, its inner objects too`() {
        for line in [intact, other] {
            for length in 1..<line.count {
                let (events, skipped) = EventLine.decode(Array(line[..<length]))
                #expect(events.isEmpty && skipped == 1, "cut at \(length)")
            }
        }
    }

    @Test func `FOLLOW-3 an intact event behind one torn at any byte is yielded`() {
        for (torn, whole) in [(intact, other), (other, intact), (intact, intact), (other, other)] {
            for length in 1...torn.count { expect(whole, behind: Array(torn[..<length])) }
        }
    }

    @Test func `FOLLOW-3 an intact event behind several torn ones is yielded`() {
        for first in 1...other.count {
            for second in stride(from: 1, through: intact.count, by: 7) {
                expect(other, behind: Array(other[..<first] + intact[..<second]))
                expect(intact, behind: Array(other[..<first] + other[..<second] + other[..<3]))
            }
        }
    }

    @Test func `FOLLOW-3 of several torn events none is yielded`() {
        for first in 1..<other.count {
            for second in 1..<intact.count {
                for line in [other[..<first] + intact[..<second], intact[..<second] + other[..<first]] {
                    let (events, skipped) = EventLine.decode(Array(line))
                    #expect(events.isEmpty && skipped == 1, "\(String(decoding: line, as: UTF8.self))")
                }
            }
        }
    }

    @Test func `FOLLOW-3 an event of few members is told from an inner object by the torn one's member`() {
        let plain = Array(#"{"n":{"x":1},"t":"u"}"#.utf8)
        for length in 1...plain.count { expect(plain, behind: Array(plain[..<length])) }
        for length in 1..<plain.count { #expect(EventLine.decode(Array(plain[..<length])).events.isEmpty) }
    }

    @Test func `FOLLOW-3 what stands before is of no matter`() {
        for before in ["x", "\0\0\0", "}", "]]", "\\", "\"", "\\\"", "1", "\u{FEFF}", "{\"", "{\"a\":\"\\"] {
            expect(intact, behind: Array(before.utf8))
        }
        expect(intact, behind: [0xFF, 0xC3], after: [0x20, 0x0D])
    }

    @Test(arguments: 0..<10)
    func `FOLLOW-3 from the right is found what trying from the left finds`(seed: UInt64) {
        var random = WireRandom(seed: seed)
        for _ in 0..<300 {
            var line: [UInt8] = []
            for _ in 0..<random.below(3) {
                let torn = random.event().line()
                line += torn[..<random.below(torn.count)]
            }
            line += random.event().line().dropLast()
            let (events, skipped) = EventLine.decode(line)
            let (naive, place) = fromTheLeft(line)
            #expect(events == [naive].compactMap { $0 })
            #expect(skipped == (place == 0 ? 0 : 1))
        }
    }

    @Test func `FOLLOW-3 a torn line of 3 MB with its braces gives the event behind it`() throws {
        let inner = Array(
            repeating: ["k": ["{", ":", "\"}"], "v": "\u{1}{\"a\":"] as JSONValue, count: 60_000)
        let large = Event(method: "POST", path: "/", params: .array(inner)).line()
        #expect(large.count > 2 << 20)
        for length in [large.count - 2, large.count - 100, 1 << 20, 4096 * 300, 4096] {
            expect(intact, behind: Array(large[..<length]))
        }
    }

    @Test(arguments: [
        "{", "{\"a\":", "[", "{}", "{},", "\"", "\\", "\\\"", "}", "]", "[]", "{\",\":", "\"{", "{\"", " ",
        "{ ", "}{",
        "\0", "\u{FFFF}",
    ])
    func `FOLLOW-5 no long line of a few bytes takes long`(piece: String) {
        let count = (4 << 20) / piece.utf8.count
        let line = Array(String(repeating: piece, count: count).utf8)
        let seconds = ContinuousClock().measure {
            let (events, skipped) = EventLine.decode(line)
            #expect(events.isEmpty && skipped == (piece == " " ? 0 : 1))
        }
        #expect(
            seconds < .seconds(20), "linear work takes a second or two in a debug build, quadratic an hour")
    }

    private func expect(_ whole: [UInt8], behind torn: [UInt8], after: [UInt8] = []) {
        let (events, skipped) = EventLine.decode(torn + whole + after)
        let text = String(decoding: torn, as: UTF8.self).suffix(80)
        #expect(events.first?.members.encoded() == whole && events.count == 1, "behind \(text)")
        #expect(skipped == 1, "behind \(text)")
    }

    /// The protocol's words taken literally: try each `{` from the left, take what parses to the end.
    private func fromTheLeft(_ line: [UInt8]) -> (event: Event?, place: Int?) {
        for start in line.indices where line[start] == UInt8(ascii: "{") {
            do throws(JSONError) {
                return (Event(members: try JSONObject.parse(Array(line[start...]))), start)
            } catch { continue }
        }
        return (nil, nil)
    }
}
