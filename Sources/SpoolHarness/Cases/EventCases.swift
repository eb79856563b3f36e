internal import SpoolSpec

extension Catalogue {
    /// What a line is, and that it says what the server passed.
    static let eventCases: [Case] = [
        Case("EVENT-1/one line for each recorder", judges: ["EVENT-1"], role: .worker, body: oneLineEach),
        Case("EVENT-1/texts that look like line ends", judges: ["EVENT-1"], role: .worker, body: lineEnds),
        Case("EVENT-2/values of every kind", judges: ["EVENT-2"], role: .worker) { scene in
            try play(scene, "EVENT-2", values.map { event(params: $0) })
        },
        Case("EVENT-2/members of every kind", judges: ["EVENT-2"], role: .worker) { scene in
            try play(scene, "EVENT-2", members)
        },
        Case("EVENT-2/names of every kind", judges: ["EVENT-2"], role: .worker) { scene in
            try play(scene, "EVENT-2", [event(params: "{\(namedMembers)}"), event(params: manyMembers)])
        },
        Case("EVENT-2/numbers", judges: ["EVENT-2"], role: .worker) { scene in
            try play(scene, "EVENT-2", [event(params: "[\(numbers)]"), event(params: "[\(numeralTexts)]")])
        },
        Case("EVENT-2/nested to 64", judges: ["EVENT-2"], role: .worker) { scene in
            try play(scene, "EVENT-2", nested)
        },
        Case("EVENT-2/half a mebibyte", judges: ["EVENT-2"], role: .worker, arena: .writing(mebibytes: 12)) {
            scene in
            try play(scene, "EVENT-2", large)
        },
        Case("EVENT-3/every character", judges: ["EVENT-3"], role: .worker, arena: .writing(mebibytes: 12)) {
            scene in
            try play(scene, "EVENT-3", everyCharacter)
        },
        Case("EVENT-3/texts that mean something elsewhere", judges: ["EVENT-3"], role: .worker) { scene in
            try play(
                scene, "EVENT-3", [event(params: "[\(meaningfulTexts)]"), event(params: meaningfulNames)])
        },
        Case("EVENT-3/characters in every place", judges: ["EVENT-3"], role: .worker) { scene in
            try play(scene, "EVENT-3", everyPlace)
        },
    ]

    /// Records events, given as JSON text, for a recorder that wants all of them, and compares.
    private static func play(
        _ scene: Scene, _ clause: ClauseID, _ events: [String]
    ) throws(Interruption) {
        try scene.makeSpool()
        try scene.spool.plantRequest("12")
        let worker = try scene.worker()
        var sent: [JSONObject] = []
        for text in events {
            do throws(JSONError) {
                sent.append(try JSONObject.parse(Array(text.utf8), limits: .reply))
            } catch { throw .suite("an event of the case is no JSON: \(error)") }
            try worker.record(json: text)
        }
        EventComparison(sent: sent).judge(scene, clause, "12", try scene.spool.eventsFile("12"))
    }

    private static func event(params: String) -> String {
        """
        {"method":"POST","path":"/nodes/a/qemu","params":\(params),"userid":"root@pam","format":"json",\
        "client_ip":"192.0.2.1","proxied":0}
        """
    }

    // MARK: EVENT-1

    private static func oneLineEach(_ scene: Scene) throws(Interruption) {
        try scene.makeSpool()
        let filters = [
            "1": Filter(userid: nil, all: true), "2": Filter(userid: nil, all: true),
            "3": Filter(userid: "root@pam", all: false), "4": Filter(userid: "alma@pam", all: false),
            "5": Filter(userid: "nobody@pam", all: true),
        ]
        for (id, filter) in filters { try scene.spool.plantRequest(id, filter) }
        let worker = try scene.worker()
        let events = ["root@pam", "alma@pam", "root@pam!ci", nil].flatMap { user in
            ["POST", "GET", "DELETE"].map { scene.event($0, userid: user) }
        }
        // The same event once more, twice in a row: each is a request of its own.
        let again = [events[0], events[0]]
        for event in events + again { try worker.record(event) }
        let wanted = [
            "1": events + again, "2": events + again,
            "3": [events[0], events[2], events[6], events[8]] + again, "4": [events[3], events[5]], "5": [],
        ]
        for (id, events) in wanted {
            EventComparison(sent: events.map(\.members))
                .judge(scene, "EVENT-1", id, try scene.spool.eventsFile(id))
        }
    }

    private static func lineEnds(_ scene: Scene) throws(Interruption) {
        let ends = [
            "\\n", "\\r", "\\r\\n", "\\n\\n", "\\u000a", "\\u000b", "\\u000c", "\\u0085", "\\u2028",
            "\\u2029",
            "\\u0000", "\\\\n", "}\\n{", "\u{85}", "\u{2028}", "\u{2029}",
        ]
        var events = ends.map { event(params: "{\"a\\n\(($0))\":\"\($0)x\($0)\"}") }
        events += ends.map {
            "{\"method\":\"POST\",\"path\":\"/a\($0)b\",\"userid\":\"root@pam\($0)\",\"format\":\"\($0)\"}"
        }
        try play(scene, "EVENT-1", events)
    }

    // MARK: EVENT-2

    private static let values = [
        "{}", "null", "{\"a\":null}", "{\"a\":true,\"b\":false}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":[{}]}",
        "{\"a\":[[],[[]],{\"b\":{}}]}", "{\"a\":\"\"}", "{\"a\":[null,true,false,0,1,\"\",\"x\",{},[]]}",
        "{\"a\":0,\"b\":\"0\",\"c\":false,\"d\":\"\",\"e\":null}",
        "{\"a\":\"true\",\"b\":\"false\",\"c\":\"null\",\"d\":\"{}\",\"e\":\"[]\"}",
        "{\"net0\":\"virtio=BC:24:11:00:00:01,bridge=vmbr0\",\"delete\":\"net1,net2\",\"vmid\":\"100\"}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
        "{\"a\":\"</script><!--\",\"b\":\"'; rm -rf /\",\"c\":\"%s%n%00\"}",
        "{\"a\":{\"method\":\"GET\",\"path\":\"/x\",\"params\":{},\"userid\":\"alma@pam\",\"proxied\":1}}",
        "{\"password\":\"p\u{e4}ssw\u{f6}rd\",\"note\":\"\u{1f600} \u{4f60}\u{597d}\"}",
    ]

    /// Members that are missing, null, or of values that a server may pass.
    private static let members = [
        "{\"method\":\"POST\"}", "{\"method\":\"POST\",\"path\":\"/x\"}", "{\"path\":\"/x\"}", "{}",
        "{\"method\":\"POST\",\"path\":\"\",\"params\":{},\"userid\":\"\",\"format\":\"\",\"client_ip\":\"\",\"proxied\":\"\"}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"params\":null,\"userid\":null,\"format\":null,\"client_ip\":null,\"proxied\":null}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"proxied\":false}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"proxied\":0}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"proxied\":\"0\"}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"params\":[]}",
        "{\"method\":\"POST\",\"path\":\"/x\",\"params\":[1,\"a\",null]}",
        "{\"method\":\"POST\",\"params\":\"a=1&b=2\"}",
        "{\"method\":\"GET\",\"path\":\"/a b/\u{e4}?c#d\",\"userid\":\"root@pam!ci\",\"format\":\"extjs\",\"client_ip\":\"::1\"}",
        "{\"method\":\"\",\"path\":\"/x\",\"client_ip\":\"2001:db8::1%eth0\"}",
        "{\"proxied\":0,\"client_ip\":\"10.0.0.1\",\"format\":\"html\",\"userid\":null,\"params\":{},\"path\":\"/\",\"method\":\"PUT\"}",
    ]

    private static var namedMembers: String {
        let names = [
            "", " ", "a", "A", "0", "1", "00", "-1", "1.0", "null", "true", "a.b", "a b", "a\\u0000",
            "\\u0000",
            "\\n", "\\\"", "\\\\", "/", "é", "e\u{301}", "Å", "\u{212b}", "😀", "\u{2028}", "\u{10ffff}",
            "\u{ffff}",
            "__proto__", "constructor", "toString", "hasOwnProperty", "length", "__class__", "method",
            "userid",
            "id", "@type", "$ref", "#text", "!", "\u{feff}",
        ]
        return names.enumerated().map { "\"\($0.element)\":\($0.offset)" }.joined(separator: ",")
    }

    private static var manyMembers: String {
        "{" + (0..<2000).map { "\"k\($0)\":[\($0),\"\($0)\"]" }.joined(separator: ",") + "}"
    }

    private static let numbers = """
        0,-0,0.0,1,-1,2,10,100,4294967295,4294967296,-2147483648,2147483648,9007199254740991,9007199254740992,\
        -9007199254740991,-9007199254740992,9007199254740990,1234567890123456,999999999999999,1000000000000000,\
        0.1,-0.1,0.5,0.25,1.5,3.14159265358979,2.71828182845905,123456789.012345,99999999999999.9,\
        0.123456789012345,0.000001,0.0000001,1e-7,1.5e-9,1.23456789012345e-5,1e3,1E3,1e+3,1.0,1.50,100e-2,\
        12345678901234.5,1e15,1.5e10,5e-1,0e5,1.1,2.2,3.3,0.7,33.3333333333333
        """

    /// Texts that look like numbers or other words, and must stay texts.
    private static let numeralTexts = """
        "0","1","-1","007","1.0","1.50","1e3","0x10","0b1","1_000","1,5","9007199254740993","+1",".5","5.","NaN",\
        "Infinity","-Infinity","inf","nan","true","false","null","undefined","1 "," 1","1\\n","\\u0031","0E0",""
        """

    private static var nested: [String] {
        // The event itself and its parameters are two levels of the sixty-four.
        func arrays(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        func objects(_ depth: Int) -> String {
            String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        }
        func mixed(_ depth: Int) -> String {
            String(repeating: "{\"a\":[0,", count: depth) + "\"x\"" + String(repeating: "]}", count: depth)
        }
        return [event(params: arrays(62)), event(params: objects(63)), event(params: mixed(31))]
    }

    private static var large: [String] {
        let size = 512 << 10
        return [
            event(params: "{\"a\":\"" + String(repeating: "\\u0001", count: size) + "\"}"),
            event(params: "{\"a\":\"" + String(repeating: "x", count: size) + "\",\"b\":1}"),
            event(params: "{\"a\":\"" + String(repeating: "\u{1f600}", count: size / 4) + "\"}"),
        ]
    }

    // MARK: EVENT-3

    /// Texts that some reader turns into something else than a text: dates, binary data, patterns, commands.
    private static let meaningfulTexts = #"""
        "2026-06-17T12:00:00Z","2026-06-17T12:00:00+02:00","2026-06-17","12:00","/Date(1781697600000)/",\#
        "!!timestamp 2026-06-17","!ruby/object:Object {}","~:keyword","~#date","aGVsbG8=","\\u0041","\\x41","&amp;",\#
        "<b>","%41","a+b","#{1}","${HOME}","$(id)","`id`","{{x}}","<%= 1 %>","%s%n%d%","\\n","a\\","//","--","=1+1",\#
        "undefined","None","nil","00000000-0000-0000-0000-000000000000","P1D","1 MiB","on","yes","~"
        """#

    /// Members by whose names some reader makes an object of a class of its own.
    private static let meaningfulNames = """
        {"json_class":"String","@class":"java.lang.Object","$type":"System.Object","__type":"x","py/object":"os.system",\
        "$date":0,"$oid":"x","_id":1,"^o":"Object","!":"x","":{"json_class":"Range"}}
        """

    /// An event for each of the seventeen planes, with all of its characters in one text.
    private static var everyCharacter: [String] {
        (0..<17).map { plane in
            var text = ""
            for low in UInt32(0)..<0x10000 {
                if let scalar = Unicode.Scalar(UInt32(plane) << 16 | low) {
                    text.unicodeScalars.append(scalar)
                }
            }
            return event(params: "{\"plane\":\(plane),\"text\":\(JSONValue.string(text))}")
        }
    }

    private static var everyPlace: [String] {
        let characters = [
            "\\u0000", "\\u0001", "\\u0008", "\\u001f", "\\u007f", "\\u0080", "\\u0085", "\\u009f", "\\u00a0",
            "\\u00ad",
            "\\u00e9", "e\\u0301", "\\u061c", "\\u07ff", "\\u0800", "\\u200b", "\\u200e", "\\u2028",
            "\\u2029", "\\u202e",
            "\\ud7ff", "\\ue000", "\\ufdd0", "\\ufeff", "\\ufff9", "\\ufffd", "\\ufffe", "\\uffff",
            "\\ud800\\udc00",
            "\\ud83d\\ude00", "\\ud83f\\udffe", "\\ud83f\\udfff", "\\udb40\\udc01", "\\udbff\\udfff",
            "\u{7f}", "\u{80}",
            "\u{2028}", "\u{feff}", "\u{ffff}", "\u{10000}", "\u{10ffff}",
        ]
        return characters.map {
            """
            {"method":"POST","path":"/\($0)/","params":{"\($0)":"\($0)","x\($0)x":["\($0)\($0)"]},\
            "userid":"\($0)@pam","format":"\($0)","client_ip":"\($0)x"}
            """
        }
    }
}
