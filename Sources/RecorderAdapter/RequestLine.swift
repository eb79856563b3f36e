internal import SpoolSpec

/// One request of the driver protocol, as far as its line could be read.
struct RequestLine {
    /// What is asked for.
    let operation: String
    /// The number that the reply repeats.
    let sequence: Int64
    /// All members of the request.
    let members: JSONObject

    /// - Returns: `nil` where the line is no request: no object, or without `op` or `seq`.
    init?(_ line: [UInt8]) {
        guard let value = try? JSONValue.parse(line, limits: .driver), case .object(let members) = value,
            case .string(let operation)? = members["op"], case .number(let number)? = members["seq"],
            let sequence = number.integer
        else { return nil }
        self.operation = operation
        self.sequence = sequence
        self.members = members
    }

    /// A member that is text.
    func text(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    /// A member that is a number of seconds, in nanoseconds.
    func nanoseconds(_ name: String) -> Int64? {
        guard case .number(let number)? = members[name] else { return nil }
        let nanoseconds = number.double * 1e9
        return nanoseconds.magnitude < 9e18 ? Int64(nanoseconds) : nil
    }

    /// A member that is an object.
    func object(_ name: String) -> JSONObject? {
        if case .object(let object)? = members[name] { object } else { nil }
    }
}

/// The reply to one request.
struct ReplyLine {
    private var members: JSONObject

    /// It was done.
    static func ok(_ fields: JSONObject = [:]) -> ReplyLine {
        var members: JSONObject = ["ok": .bool(true)]
        for member in fields.members { members[member.name] = member.value }
        return ReplyLine(members: members)
    }

    /// The recorder refused or failed, and says why.
    static func failed(_ text: String) -> ReplyLine {
        ReplyLine(members: ["ok": .bool(false), "error": .string(text)])
    }

    /// There is no such thing in this role.
    static let unsupported = ReplyLine(members: ["ok": .bool(false), "unsupported": .bool(true)])

    /// The bytes of the reply, with its line feed.
    func bytes(sequence: Int64?) -> [UInt8] {
        var whole: JSONObject = ["seq": sequence.map { .number(JSONNumber(Int($0))) } ?? .null]
        for member in members.members { whole[member.name] = member.value }
        return JSONValue.object(whole).encoded() + [0x0A]
    }
}
