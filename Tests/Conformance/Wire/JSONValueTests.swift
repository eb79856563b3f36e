import SpoolSpec
import Testing

@Suite struct `The wire, JSON values` {
    @Test func `EVENT-2 numbers are equal by what they mean`() throws {
        let equal: [[String]] = [
            ["1", "1.0", "10e-1", "0.1e1", "1E0", "1e+0", "100e-2", "1.000000000000000000000000000000"],
            ["0", "-0", "0.0", "-0.00", "0e9", "0E-999999999999999999999999"],
            ["-12.5", "-1.25e1", "-125e-1", "-0.0125E3"],
            ["9007199254740991"], ["9007199254740992", "9.007199254740992e15"], ["9007199254740993"],
            ["0.1", "1e-1"], ["0.1000000000000000055511151231257827"], ["0.123456789012345"],
            ["0.123456789012346"], ["1e400", "10e399"], ["1e401"], ["-1e400"], ["1e-400"],
            ["1e99999999999999999999"], ["1e-99999999999999999999"], ["123456789012345678901234567890"],
            ["123456789012345678901234567891"],
        ]
        let numbers = try equal.map { try $0.map { try #require(JSONNumber(lexeme: $0)) } }
        for (left, lefts) in numbers.enumerated() {
            for (right, rights) in numbers.enumerated() {
                for (one, other) in lefts.flatMap({ one in rights.map { (one, $0) } }) {
                    #expect((one == other) == (left == right), "\(one) and \(other)")
                    if left == right { #expect(one.hashValue == other.hashValue, "\(one) and \(other)") }
                }
            }
        }
    }

    @Test func `EVENT-2 a number gives its integer and its double`() throws {
        let integers: [(String, Int64?)] = [
            ("0", 0), ("-0.0", 0), ("1.0", 1), ("10e-1", 1), ("-25e1", -250), ("1.5", nil), ("1e-1", nil),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil),
            ("9.223372036854775807e18", .max), ("-9.223372036854775808E18", .min),
            ("-9223372036854775809", nil), ("9999999999999999999", nil), ("1e19", nil),
            ("1e99999999999", nil),
            ("0e99999999999", 0),
        ]
        for (lexeme, integer) in integers {
            #expect(try #require(JSONNumber(lexeme: lexeme)).integer == integer, "\(lexeme)")
        }
        #expect(JSONNumber(lexeme: "0.1")?.double == 0.1)
        #expect(JSONNumber(lexeme: "-1e400")?.double == -.infinity)
        #expect(JSONNumber(lexeme: "1e-400")?.double == 0)
        #expect(JSONNumber(1e300)?.double == 1e300)
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }

    @Test func `EVENT-5 a double is written as JSON and read back`() throws {
        var random = WireRandom(seed: 2)
        for _ in 0..<2000 {
            let double = Double(bitPattern: random.next())
            guard double.isFinite else { continue }
            let number = try #require(JSONNumber(double))
            #expect(JSONNumber(lexeme: number.lexeme) != nil, "\(number)")
            #expect(number.double == double)
        }
    }

    @Test func `A lexeme is a number to its last byte`() {
        for lexeme in ["", "-", "+1", "1 ", " 1", "1.", ".1", "01", "1e", "0x1", "1\n", "١", "1,", "NaN"] {
            #expect(JSONNumber(lexeme: lexeme) == nil, "\(lexeme)")
        }
    }

    @Test func `FILTER-5 text is equal by scalars, not by canonical equivalence`() {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed, "what Swift says, and why we do not ask it")
        #expect(JSONValue.string(composed) != JSONValue.string(decomposed))
        #expect(JSONValue.string(composed) == JSONValue.string("\u{E9}"))
        #expect(!composed.isSameText(as: decomposed))
        let object: JSONObject = [composed: 1, decomposed: 2]
        #expect(object[composed] == 1)
        #expect(object[decomposed] == 2)
        #expect(object != [composed: 1])
        #expect(object == [decomposed: 2, composed: 1])
        #expect(JSONValue.string("a\0b") != JSONValue.string("a"))
    }

    @Test func `SCAN-7 of a name given twice the last member counts`() {
        var object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object["a"] == 3)
        #expect(object == ["b": 2, "a": 3])
        #expect(object.hashValue == (["b": 2, "a": 3] as JSONObject).hashValue)
        #expect(object != ["a": 1, "b": 2])
        #expect(object["c"] == nil)
        object["a"] = 4
        object["c"] = nil
        #expect(object.encoded() == Array(#"{"a":1,"b":2,"a":4}"#.utf8))
        object["a"] = nil
        object["c"] = 5
        #expect(object.encoded() == Array(#"{"b":2,"c":5}"#.utf8))
    }

    @Test func `EVENT-2 a number is no text, and kinds do not mix`() {
        let kinds: [JSONValue] = [
            nil, true, false, 0, 1, "", "0", "1", "true", "null", [], [:], [0], ["0": 0],
        ]
        for (left, one) in kinds.enumerated() {
            for (right, other) in kinds.enumerated() { #expect((one == other) == (left == right)) }
        }
    }

    @Test func `An object of a hundred thousand members is compared at once`() {
        var members = (0..<100_000).map { (name: "m\($0)", value: JSONValue.number(JSONNumber($0))) }
        let object = JSONObject(members: members)
        members.reverse()
        #expect(object == JSONObject(members: members))
        #expect(object.hashValue == JSONObject(members: members).hashValue)
    }

    @Test func `A value gives what it is and nothing else`() {
        let value: JSONValue = ["t": "x", "b": true, "n": 1.0, "a": [1], "o": ["k": nil]]
        #expect(value["t"]?.text == "x" && value["t"]?.number == nil)
        #expect(value["b"]?.bool == true && value["b"]?.text == nil)
        #expect(value["n"]?.integer == 1 && value["n"]?.bool == nil)
        #expect(value["a"]?.array?.count == 1 && value["a"]?.object == nil && value["a"]?["x"] == nil)
        #expect(value["o"]?["k"]?.isNull == true && value["o"]?.array == nil)
        #expect(value["none"] == nil && value["t"]?.isNull == false)
    }

    @Test func `Comparing nested values is no more work than reading them`() throws {
        // Twice the work at each of 500 levels would outlast the universe.
        var names: [(JSONValue, JSONValue)] = [(1, 2), (1, 1)]
        for level in 0..<500 {
            names = names.map { one, other in
                level.isMultiple(of: 2)
                    ? (["a": one, "b": 0], ["a": other, "b": 0])
                    : (["a": one, "b": 0], ["b": 0, "a": other])
            }
        }
        #expect(names[0].0 != names[0].1)
        #expect(names[1].0 == names[1].1)
        let repeated = try JSONValue.parse(#"{"a":1,"b":2,"a":3}"#)
        #expect(repeated == (try JSONValue.parse(#"{"a":0,"b":2,"a":3}"#)))
        #expect(repeated != (try JSONValue.parse(#"{"a":1,"b":2,"a":4}"#)))
        #expect(repeated == (try JSONValue.parse(#"{"b":2,"a":3}"#)))
    }
}
