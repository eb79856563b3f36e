import SpoolSpec
import Testing

@Suite struct `The wire, writing JSON` {
    @Test func `EVENT-1 JSON is written compactly with its members in order`() {
        let value: JSONValue = [
            "b": [1, -2.5, true, false, nil], "a": ["": ""], "e": [], "o": [:], "n": "x",
        ]
        #expect(value.description == #"{"b":[1,-2.5,true,false,null],"a":{"":""},"e":[],"o":{},"n":"x"}"#)
    }

    @Test func `EVENT-3 only what must be is escaped`() {
        let expected: [(String, String)] = [
            ("\"\\/", #""\"\\/""#), ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#),
            ("\0\u{1}\u{1F}", #""\u0000\u0001\u001f""#), ("\u{B}\u{E}\u{1A}", #""\u000b\u000e\u001a""#),
            ("\u{7F}\u{80}\u{2028}é\u{10FFFF}", "\"\u{7F}\u{80}\u{2028}é\u{10FFFF}\""),
            ("abcdefgh\nijklmnop\"", #""abcdefgh\nijklmnop\"""#),
        ]
        for (text, json) in expected { #expect(JSONValue.string(text).encoded() == Array(json.utf8)) }
    }

    @Test func `EVENT-3 every Unicode scalar survives`() throws {
        var all = String.UnicodeScalarView()
        for code in UInt32(0)...0x10FFFF { if let scalar = Unicode.Scalar(code) { all.append(scalar) } }
        let bytes = JSONValue.string(String(all)).encoded()
        let back = try JSONValue.parse(bytes)
        #expect(back.text.map { $0.utf8.elementsEqual(String(all).utf8) } == true)
        #expect(!bytes.contains { $0 < 0x20 })
    }

    @Test(arguments: 0..<20)
    func `EVENT-2 random values survive writing and reading`(seed: UInt64) throws {
        var random = WireRandom(seed: seed)
        for _ in 0..<200 {
            let value = random.value(depth: 5)
            let bytes = value.encoded()
            try JSONValue.validate(bytes)
            let back = try JSONValue.parse(bytes)
            #expect(back == value)
            #expect(back.hashValue == value.hashValue)
            #expect(back.encoded() == bytes, "digits and order are kept")
        }
    }

    @Test func `EVENT-5 every spoilt byte of a text gives a fault or another valid text`() throws {
        var random = WireRandom(seed: 3)
        for _ in 0..<3000 {
            var bytes = random.value(depth: 4).encoded()
            for _ in 0...random.below(3) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            do throws(JSONError) {
                let value = try JSONValue.parse(bytes)
                #expect(try JSONValue.parse(value.encoded()) == value)
                #expect(String(validating: bytes, as: UTF8.self) != nil)
            } catch {
                #expect(error.offset <= bytes.count)
                #expect(throws: error) { try JSONValue.validate(bytes) }
            }
        }
    }
}
