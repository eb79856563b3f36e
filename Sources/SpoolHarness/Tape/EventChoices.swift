package import SpoolSpec

/// Names, filters, requests and events.
extension Choices {
    /// Users of which some take each other's events by FILTER-2, and others only look so.
    private static let users = [
        "root@pam", "root@pam!ci", "alma@pve", "root@pame", "ROOT@pam", "root@pam!", "root@pam!ci!x", "root",
        "root@pam ", "jos\u{E9}@pam", "jose\u{301}@pam", "0", "!", "root@pam\u{0}", "\u{10FFFF}@pam",
    ]

    /// A user's name; empty now and then.
    package mutating func userid() -> String {
        switch upTo(5) {
        case 0, 1, 2: one(of: Self.users)
        case 3: one(of: Self.users) + "!" + text(mean: 3, max: 20)
        case 4: text()
        default: ""
        }
    }

    /// What a client asks for.
    package mutating func filter() -> Filter {
        Filter(userid: once(in: 3) ? userid() : nil, all: once(in: 2))
    }

    /// A recorder's id that is no process's: digits, not numbers.
    package mutating func strangerID() -> String {
        one(of: ["4194999", "007", "0", "00", "31415926535897932384626433", "9999999999"])
    }

    /// A request's method.
    package mutating func method() -> String {
        switch upTo(7) {
        case 0, 1: "POST"
        case 2: "GET"
        case 3: "PUT"
        case 4: "DELETE"
        case 5: one(of: ["post", "Put", "HEAD", "OPTIONS", "PATCH", "POSTS", "POST ", "DELETE\n", ""])
        case 6: text(mean: 3)
        default: "GET"
        }
    }

    /// A value of `all` or `proxied` of which FILTER-4 and FILTER-6 say what it means.
    package mutating func flag() -> (json: String, isSet: Bool) {
        one(of: [
            ("0", false), ("1", true), ("false", false), ("true", true), ("null", false), ("\"\"", false),
            ("\"0\"", false), ("\"1\"", true),
        ])
    }

    /// An event as a server passes it, or near it: all members there, some missing, others besides.
    ///
    /// Flags are those of which the protocol says what they mean.
    package mutating func event(path: String? = nil, depth: Int = 3) -> Event {
        span { choices in
            let method = choices.method()
            let user = choices.once(in: 6) ? nil : choices.userid()
            var event = Event(
                method: method, path: path ?? "/" + choices.text(),
                params: choices.once(in: 2) ? .object(choices.object(depth: depth)) : [:], userid: user,
                format: choices.once(in: 4) ? choices.text() : "json",
                clientIP: choices.once(in: 4) ? nil : "192.0.2.1", proxied: choices.once(in: 10))
            if choices.once(in: 6) {
                let names = ["format", "client_ip", "params", "proxied", "userid"]
                event.members[choices.one(of: names)] = nil
            }
            if choices.once(in: 6) { event.members["x" + choices.text()] = choices.value(depth: depth) }
            return event
        }
    }

    /// A request file's bytes: one that says a filter, or something that says none.
    package mutating func requestBytes() -> [UInt8] {
        span { choices in
            var bytes = Array(choices.requestText().utf8)
            switch choices.upTo(6) {
            case 0, 1, 2, 3: break
            case 4: bytes.removeLast(Swift.min(bytes.count, choices.upTo(bytes.count)))
            case 5: bytes.insert(contentsOf: choices.bytes(mean: 2), at: choices.upTo(bytes.count))
            default: bytes = choices.bytes(mean: 8)
            }
            return bytes
        }
    }

    private mutating func requestText() -> String {
        let user = once(in: 4) ? "null" : JSONValue.string(userid()).description
        var members = ["\"userid\":\(user)", "\"all\":\(flag().json)"]
        for _ in 0..<upTo(3) {
            let extra = [
                "\"id\":\(value(depth: 1))", "\"all\":\(flag().json)", "\"userid\":null", "\"x\":\(value())",
            ]
            members.insert(one(of: extra), at: upTo(members.count))
        }
        let blank = once(in: 4) ? one(of: [" ", "\n", "\t\r\n"]) : ""
        return blank + "{" + members.joined(separator: "," + blank) + "}" + blank
    }

    /// Any bytes, with those that mean something to JSON and to UTF-8 often.
    package mutating func bytes(mean: Int, max: Int = 400) -> [UInt8] {
        list(mean: mean, max: max) { choices in
            switch choices.upTo(2) {
            case 0: choices.one(of: Array("{}[]:,\"\\ \n0a-e.u".utf8))
            case 1:
                choices.one(of: [0, 0x1F, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xA0, 0xEF, 0xF4, 0xFF])
            default: UInt8(choices.upTo(255))
            }
        }
    }

    /// A directory entry's name: without `/` and NUL, and up to 255 bytes, as every file's is.
    package mutating func fileName() -> [UInt8] {
        span { choices in
            let id = choices.one(of: [
                "1", "007", "4194999", "", "-1", "+1", " 1", "1e3", "0x10", "\u{661}", "\u{FF11}",
            ])
            let ending = choices.one(of: [
                ".req", ".events", ".REQ", ".req~", ".req\n", ".req.tmp", ".events.req", "",
            ])
            var name = Array((id + ending).utf8)
            if choices.once(in: 3) {
                name.insert(contentsOf: choices.bytes(mean: 2, max: 40), at: choices.upTo(name.count))
            }
            if choices.once(in: 8) {
                name = Array(repeating: 0x37, count: choices.number(in: 1...251)) + name
            }
            name = name.filter { $0 != 0 && $0 != 0x2F }.prefix(255).map { $0 }
            return name.isEmpty || name == [0x2E] || name == [0x2E, 0x2E] ? [0x2E, 0x72] : name
        }
    }
}
