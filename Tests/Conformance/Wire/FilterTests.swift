import SpoolSpec
import Testing

@Suite struct `The wire, filters` {
    @Test(arguments: ["{}", #"{"userid":null}"#, #"{"userid":"","all":0}"#, #" { "all" : null } "#])
    func `FILTER-1 no user, null or empty means everyone`(request: String) throws {
        let filter = try decode(request)
        for userid in ["", "root@pam", "root@pam!ci", "!"] {
            #expect(filter.matches(userid: userid, method: "POST"))
        }
        #expect(filter == Filter())
    }

    @Test func `FILTER-2 a token of the user counts`() throws {
        let filter = try decode(#"{"userid":"root@pam","all":0}"#)
        for userid in ["root@pam", "root@pam!ci", "root@pam!", "root@pam!!", "root@pam!a\0b"] {
            #expect(filter.matches(userid: userid, method: "POST"))
        }
        let others = [
            "", "root@pame", "ROOT@pam", "root@pa", "root@pam ", " root@pam", "root@pam\0", "xroot@pam",
            "root@pam\u{301}",
            "!root@pam", "root", "root!ci@pam",
        ]
        for userid in others { #expect(!filter.matches(userid: userid, method: "POST"), "\(userid)") }
    }

    @Test func `FILTER-3 without all only changing methods, in exactly this case`() {
        let changing = Filter()
        let everything = Filter(all: true)
        for method in ["POST", "PUT", "DELETE"] { #expect(changing.matches(userid: "", method: method)) }
        for method in [
            "GET", "HEAD", "PATCH", "post", "Put", "DELETE ", "", "POST\0", "POSTPUT", "PUT\u{301}",
        ] {
            #expect(!changing.matches(userid: "", method: method), "\(method)")
            #expect(everything.matches(userid: "", method: method), "\(method)")
        }
    }

    @Test(arguments: [
        ("null", false), ("false", false), ("0", false), ("0.0", false), ("-0", false), ("0e5", false),
        (#""""#, false), (#""0""#, false), ("true", true), ("1", true), (#""1""#, true),
        // Unspecified; what Perl says.
        ("2", true), ("-1", true), ("0.1", true), (#""0.0""#, true), (#""00""#, true), (#"" ""#, true),
        (#""false""#, true), ("[]", true), ("{}", true),
    ])
    func `FILTER-4 which values set a flag`(value: String, isSet: Bool) throws {
        #expect(try decode(#"{"all":\#(value)}"#).all == isSet)
        let event = Event(members: ["method": "POST", "proxied": try JSONValue.parse(value)])
        #expect(event.isProxied == isSet)
        #expect(Filter(all: true).matches(event) == !isSet, "FILTER-6")
    }

    @Test func `FILTER-5 text is compared after its escapes, and nothing is folded`() throws {
        let escaped = try decode(#"{"userid":"\u0072oot@pam\u0021"}"#)
        #expect(escaped == Filter(userid: "root@pam!"))
        #expect(escaped.matches(userid: "root@pam!", method: "PUT"))
        let composed = try decode("{\"userid\":\"é@pam\"}")
        #expect(composed.matches(userid: "\u{E9}@pam!x", method: "PUT"))
        #expect(!composed.matches(userid: "e\u{301}@pam", method: "PUT"))
        #expect(composed != Filter(userid: "e\u{301}@pam"))
        #expect(try decode(#"{"userid":" "}"#).matches(userid: "", method: "PUT") == false)
        #expect(try decode(#"{"userid":"\u0000"}"#).matches(userid: "\0!t", method: "PUT"))
    }

    @Test func `FILTER-6 a proxied event is not wanted, and what is missing is empty`() {
        #expect(Filter().matches(Event(members: ["method": "POST"])))
        #expect(!Filter().matches(Event(members: ["method": "POST", "proxied": 1])))
        #expect(!Filter(userid: "a").matches(Event(members: ["method": "POST", "userid": nil])))
        #expect(!Filter().matches(Event(members: [:])))
        #expect(!Filter().matches(Event(members: ["method": nil])))
        #expect(Filter(all: true).matches(Event(members: [:])))
    }

    @Test(arguments: [
        "", " ", "\n", "{", #"{"userid":"root@pam""#, "[]", #"[{"userid":null}]"#, "null", "1", #""x""#,
        "{}{}",
        "\u{FEFF}{}", "{'userid':null}", "{\"userid\":\"a\nb\"}", #"{"userid":7}"#, #"{"userid":[]}"#,
        #"{"userid":true}"#,
    ])
    func `SCAN-4 what is no request is refused`(request: String) {
        #expect(throws: FilterError.self) { try decode(request) }
    }

    @Test func `SCAN-4 bad UTF-8 is refused`() {
        #expect(throws: FilterError.self) {
            try Filter.decode(request: Array(#"{"userid":""#.utf8) + [0xFF] + Array(#""}"#.utf8))
        }
    }

    @Test func `SCAN-5 65,536 bytes count and one more does not`() throws {
        let request = Array(#"{"userid":"root@pam"}"#.utf8)
        let filling = [UInt8](repeating: 0x20, count: 65_536 - request.count)
        #expect(try Filter.decode(request: request + filling) == Filter(userid: "root@pam"))
        #expect(throws: FilterError.malformed(JSONError(.tooLong(bytesMax: 65_536), at: 65_536))) {
            try Filter.decode(request: request + filling + [0x20])
        }
    }

    @Test func `SCAN-7 unknown keys are ignored and the last of a key counts`() throws {
        let request = #"{"id":"1","userid":"a","all":1,"x":{"userid":"c"},"userid":"b","all":0}"#
        #expect(try decode(request) == Filter(userid: "b", all: false))
        #expect(try decode(#"{"userid":7,"userid":"b"}"#) == Filter(userid: "b"))
    }

    @Test func `START-1 a filter is written as userid and all`() throws {
        #expect(Filter().encoded() == Array(#"{"userid":null,"all":0}"#.utf8))
        let filter = Filter(userid: "a\"\u{E9}@pam", all: true)
        #expect(filter.encoded() == Array("{\"userid\":\"a\\\"\u{E9}@pam\",\"all\":1}".utf8))
        #expect(try Filter.decode(request: filter.encoded()) == filter)
        #expect(Filter(userid: "") == Filter() && Filter(userid: "").hashValue == Filter().hashValue)
    }

    private func decode(_ request: String) throws(FilterError) -> Filter {
        try Filter.decode(request: Array(request.utf8))
    }
}
