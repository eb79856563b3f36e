import SpoolSpec
import Testing

@Suite struct `The wire, reading JSON` {
    @Test(arguments: WireVector.valid)
    func `EVENT-2 each vector reads as what stands beside it`(vector: WireVector) throws {
        #expect(try JSONValue.parse(vector.bytes) == vector.value)
        try JSONValue.validate(vector.bytes)
        #expect(try JSONValue.parse(vector.value.encoded()) == vector.value)
    }

    @Test func `EVENT-1 what is no JSON is refused at its byte`() {
        for (text, offset) in WireVector.invalid {
            #expect(throws: JSONError.self, "\(String(decoding: text, as: UTF8.self))") {
                try JSONValue.validate(text)
            }
            let read = fault { () throws(JSONError) in _ = try JSONValue.parse(text) }
            let checked = fault { () throws(JSONError) in try JSONValue.validate(text) }
            #expect(read == checked)
            #expect(
                read?.offset == offset,
                "\(String(decoding: text, as: UTF8.self)): \(String(describing: read))")
        }
    }

    @Test func `SCAN-4 every text of one byte is refused except a digit`() {
        for byte in UInt8.min...UInt8.max {
            let isDigit = (0x30...0x39).contains(byte)
            #expect((fault { () throws(JSONError) in try JSONValue.validate([byte]) } == nil) == isDigit)
            #expect(fault { () throws(JSONError) in try JSONObject.validate([byte]) } != nil)
        }
    }

    @Test func `EVENT-3 each byte inside a string is text, special or refused`() {
        for byte in UInt8.min...UInt8.max {
            // At each place of a word of eight, and behind one.
            for before in 0..<10 {
                let filling = [UInt8](repeating: 0x61, count: before)
                let text = [0x22] + filling + [byte] + [UInt8](repeating: 0x62, count: 9) + [0x22]
                let isText = byte >= 0x20 && byte < 0x80 && byte != 0x22 && byte != 0x5C
                // \b is an escape.
                let isRead = isText || byte == 0x5C
                #expect((fault { () throws(JSONError) in try JSONValue.validate(text) } == nil) == isRead)
            }
        }
    }

    @Test func `FOLLOW-3 no beginning of an object is an object`() throws {
        let line = Array(#"{"a":[1,-2.5e3,"é\u00e9\"",{"b":null}],"c":true,"d":"\ud83d\ude00","e":{}}"#.utf8)
        try JSONObject.validate(line)
        for length in 0..<line.count {
            let error = fault { () throws(JSONError) in try JSONObject.validate(Array(line[..<length])) }
            #expect(error?.offset == length)
            guard case .ends = error?.kind else {
                Issue.record(
                    "a text that is cut at \(length) ends too early, not \(String(describing: error))")
                continue
            }
        }
    }

    @Test func `SCAN-5 a text over the bound in bytes is refused`() throws {
        let text = Array("[1]   ".utf8)
        try JSONValue.validate(text, limits: JSONLimits(depthMax: 9, bytesMax: 6))
        let error = fault { () throws(JSONError) in
            try JSONValue.validate(text, limits: JSONLimits(depthMax: 9, bytesMax: 5))
        }
        #expect(error == JSONError(.tooLong(bytesMax: 5), at: 5))
    }

    @Test func `HOOK-1 a text over the bound in depth is refused, and no depth overflows the stack`() throws {
        let limits = JSONLimits(depthMax: 3, bytesMax: 100)
        try JSONValue.validate(Array(#"[{"a":[1]}]"#.utf8), limits: limits)
        let error = fault { () throws(JSONError) in
            try JSONValue.validate(Array(#"[{"a":[[]]}]"#.utf8), limits: limits)
        }
        #expect(error == JSONError(.tooDeep(depthMax: 3), at: 7))
        for opening in ["[", #"{"a":"#, "[{\"\":"] {
            let hostile = Array(String(repeating: opening, count: 1 << 19).utf8)
            #expect(throws: JSONError.self) { try JSONValue.parse(hostile) }
            #expect(throws: JSONError.self) { try JSONValue.parse(hostile, limits: .driver) }
        }
    }

    @Test func `EVENT-4 a driver's line of any depth is read, and cut where no event's line goes`() throws {
        let depth = 1_000_000
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let value = try JSONValue.parse(#"{"a":\#(text),"b":1}"#, limits: .driver)
        #expect(value["b"] == 1)
        var levels = 1
        var inner = value["a"]
        while let next = inner?.array?.first {
            levels += 1
            inner = next
        }
        #expect(levels == JSONLimits.builtDepthMax)
        #expect(inner == .null)
        #expect(value == value && value.encoded().count == 2 * (JSONLimits.builtDepthMax - 1) + 16)
    }

    @Test func `Depth beyond a word of the stack keeps objects and arrays apart`() throws {
        var random = WireRandom(seed: 1)
        for _ in 0..<50 {
            let kinds = (0..<random.below(400)).map { _ in random.below(2) == 1 }
            let opening = kinds.map { $0 ? #"{"a":"# : "[" }.joined()
            let closing = kinds.reversed().map { $0 ? "}" : "]" }.joined()
            try JSONValue.validate(Array((opening + "0" + closing).utf8))
            guard let flipped = kinds.indices.randomElement(using: &random) else { continue }
            var wrong = Array(closing.utf8)
            wrong[flipped] ^= 0x7D ^ 0x5D
            let text = Array((opening + "0").utf8)
            let error = fault { () throws(JSONError) in try JSONValue.validate(text + wrong) }
            #expect(error?.offset == text.count + flipped)
        }
    }

    @Test func `A fault is told in words with its byte`() {
        let error = fault { () throws(JSONError) in _ = try JSONValue.parse(#"{"a":1 "b":2}"#) }
        #expect(error?.description == #"byte 7: found """, expected "," or "}""#)
        let control = fault { () throws(JSONError) in _ = try JSONValue.parse("\"\n\"") }
        #expect(control?.description == "byte 1: byte 0x0A stands unescaped in a string")
    }

    private func fault(_ body: () throws(JSONError) -> Void) -> JSONError? {
        do throws(JSONError) { try body() } catch { return error }
        return nil
    }
}
