import SpoolHarness
import SpoolSpec
import Testing

/// A wrong adapter costs the case at hand and no more, and the text says what it did.
@Suite struct WrongAdapterTests {
    /// What is to come of a fault.
    struct Expected: CustomTestStringConvertible, Sendable {
        var fault: String
        var kind: String
        var blame: Blame?
        var words: [String]
        var name = "one record"
        var testDescription: String { "\(fault) in \(name)" }
    }

    static let expectations: [Expected] = [
        Expected(
            fault: "hangs", kind: "late", blame: .adapter,
            words: ["did not answer `record` (seq 2) within 1.0 s", "still runs", #""op":"record","seq":2"#]),
        Expected(
            fault: "hangsInTheMiddle", kind: "late", blame: .adapter,
            words: ["a line without its end came: {\"seq\":"]),
        Expected(
            fault: "hangs", kind: "late", blame: .adapter, words: ["seq 2"], name: "many records at once"),
        Expected(
            fault: "hangs", kind: "late", blame: .adapter, words: ["bytes of requests are not read yet"],
            name: "many megabytes at once"),
        Expected(
            fault: "answersOther", kind: "disorder", blame: .adapter,
            words: ["out of order", "its `seq` must be 2", #"the reply was: {"seq":3,"ok":true}"#]),
        Expected(fault: "answersTwice", kind: "disorder", blame: .adapter, words: ["no request was waiting"]),
        Expected(
            fault: "answersInReverse", kind: "disorder", blame: .adapter, words: ["its `seq` must be 2"],
            name: "many records at once"),
        Expected(
            fault: "writesGarbage", kind: "garbage", blame: .adapter,
            words: ["that is no JSON: byte 0", "answered: ok"]),
        Expected(
            fault: "writesArray", kind: "garbage", blame: .adapter,
            words: ["that is JSON, but no object", "[2, true]"]),
        Expected(
            fault: "writesBadUTF8", kind: "garbage", blame: .adapter, words: ["the bytes are not UTF-8"]),
        Expected(
            fault: "omitsOk", kind: "garbage", blame: .adapter,
            words: ["whose `ok` is neither true nor false"]),
        Expected(fault: "omitsSequence", kind: "garbage", blame: .adapter, words: ["that has no `seq`"]),
        Expected(
            fault: "takesNoRequest", kind: "disorder", blame: .adapter,
            words: ["it took the request for none"]),
        Expected(
            fault: "refuses", kind: "refused", blame: .implementation,
            words: ["worker refused `record`: no luck today"]),
        Expected(
            fault: "supportsNot", kind: "unsupported", blame: nil, words: ["does not support `record`"]),
        Expected(
            fault: "dies", kind: "gone", blame: .adapter,
            words: ["exited with status 3 before it answered `record`", "first words / last words"]),
        Expected(fault: "killsItself", kind: "gone", blame: .adapter, words: ["was ended by SIGKILL"]),
        Expected(
            fault: "diesInTheMiddle", kind: "gone", blame: .adapter,
            words: ["exited with status 0", #"its last line has no end: {"seq":2,"ok":tr"#]),
        Expected(
            fault: "closesOutput", kind: "gone", blame: .adapter,
            words: ["closed its standard output, though it still runs"]),
        Expected(
            fault: "closesPipes", kind: "gone", blame: .adapter, words: ["closed its standard output"]),
        Expected(
            fault: "closesInput", kind: "gone", blame: .adapter, words: ["closed its standard input"],
            name: "many records at once"),
        Expected(fault: "closesInput", kind: "gone", blame: .adapter, words: ["closed its standard input"]),
        Expected(
            fault: "ignoresEndOfInput", kind: "late", blame: .adapter,
            words: ["did not exit within 2.0 s of the end of its input", "SIGTERM was needed", "SIGTERM"]),
        Expected(
            fault: "ignoresTermination", kind: "late", blame: .adapter,
            words: ["it ignored SIGTERM too and was killed"]),
        Expected(
            fault: "failsAtEnd", kind: "gone", blame: .adapter,
            words: ["must exit with status 0 after the end of its input, but it exited with status 4"]),
    ]

    @Test(arguments: expectations) func `A fault costs its case and is told`(_ expected: Expected) throws {
        let (result, _, seconds) = try Wrong.play(expected.name, against: expected.fault)
        let ending = try #require(result.ending)
        #expect(ending.kind == expected.kind)
        #expect(ending.blame == expected.blame)
        for words in expected.words { #expect(ending.text.contains(words)) }
        #expect(result.violations.isEmpty)
        #expect(seconds < 8)
    }

    @Test(arguments: ["none", "answersSlowly", "answersLong", "floodsStandardError"])
    func `What is odd but not wrong passes`(fault: String) throws {
        let (result, kilobytes, _) = try Wrong.play("one record with much time", against: fault)
        #expect(result.ending == nil)
        #expect(kilobytes < 200 << 10)
    }

    @Test func `Many requests at once are answered`() throws {
        let result = try Wrong.play("many records at once", against: "none").result
        #expect(result.ending == nil)
    }

    @Test(arguments: ["floodsOneLine", "floodsManyLines"])
    func `A flood of a gigabyte takes bounded memory`(fault: String) throws {
        let (result, kilobytes, seconds) = try Wrong.play("one record", against: fault)
        let ending = try #require(result.ending)
        #expect(ending.blame == .adapter)
        #expect(ending.kind == (fault == "floodsOneLine" ? "flood" : "garbage"))
        if fault == "floodsOneLine" {
            #expect(ending.text.contains("a line of more than 32 MiB in reply to {\"op\":\"record\""))
        }
        #expect(kilobytes < 150 << 10)
        #expect(seconds < 8)
    }

    @Test func `The end of what a chatty adapter said is kept`() throws {
        let result = try Wrong.play("one record with much time", against: "floodsStandardError").result
        let text = result.standardError
        #expect(text.utf8.count < 80 << 10)
        #expect(text.hasSuffix("lorem ipsum dolor sit amet\n"))
        #expect(text.contains("bytes before this are not kept"))
    }

    @Test(arguments: ["hangs", "dies", "refuses", "closesOutput"])
    func `A hang in what must return is the implementation's`(fault: String) throws {
        let result = try Wrong.play("one record that must return", against: fault).result
        #expect(result.violations.map(\.clause) == ["HOOK-1"])
        #expect(result.violations.first?.expected == "the hook to return within 1.0 s")
        #expect(result.ending?.kind == "broken")
        #expect(result.ending?.blame == .implementation)
    }

    @Test func `Garbage stays the adapter's where the hook must return`() throws {
        let result = try Wrong.play("one record that must return", against: "writesGarbage").result
        #expect(result.violations.isEmpty)
        #expect(result.ending?.blame == .adapter)
    }

    @Test func `A process that the suite kills is no fault`() throws {
        let result = try Wrong.play("killed by the suite", against: "none").result
        #expect(result.ending == nil)
        #expect(result.violations.first?.seen.contains("SIGKILL") == true)
    }

    @Test func `A case without its role is skipped`() throws {
        let result = try Wrong.play("no such role", against: "none").result
        #expect(result.ending == CaseEnding(.skipped("the recorder wrong has no client")))
    }

    @Test func `A clause that a case does not own is the suite's fault`() throws {
        let result = try Wrong.play("a clause that it does not judge", against: "none").result
        #expect(result.ending?.blame == .suite)
    }

    @Test func `A case that takes too long is broken off`() throws {
        let (result, _, seconds) = try Wrong.play("too slow", against: "none")
        #expect(result.ending?.text == "the case took longer than 0.5 s and was broken off")
        #expect(seconds < 3)
    }

    @Test func `The talk is kept with its times`() throws {
        let result = try Wrong.play("one record", against: "answersOther").result
        #expect(result.transcript.contains { $0.contains(#"→ worker {"op":"hello","seq":1"#) })
        #expect(result.transcript.contains { $0.contains(#"← worker {"seq":3,"ok":true}"#) })
    }
}
