/// A request that the server handled, as it passed it to the hook or as a worker wrote it down.
///
/// Nothing is required of its members: what is missing or of another kind reads as empty and is kept as it is.
public struct Event: Hashable, Sendable {
    /// All members, the seven known ones and any others, in their order.
    public var members: JSONObject

    /// An event of these members.
    public init(members: JSONObject) { self.members = members }

    /// An event with all seven members that the server passes.
    public init(
        method: String, path: String, params: JSONValue = [:], userid: String? = nil,
        format: String? = "json", clientIP: String? = nil, proxied: Bool = false
    ) {
        members = [
            "method": .string(method),
            "path": .string(path),
            "params": params,
            "userid": userid.map(JSONValue.string) ?? .null,
            "format": format.map(JSONValue.string) ?? .null,
            "client_ip": clientIP.map(JSONValue.string) ?? .null,
            "proxied": proxied ? 1 : 0,
        ]
    }

    /// The HTTP method; empty where the event has none or one that is no text.
    public var method: String { members["method"]?.text ?? "" }
    /// The path that was asked for; empty where the event has none or one that is no text.
    public var path: String { members["path"]?.text ?? "" }
    /// The user, with the token's name if one was used; empty where the event has none or one that is no text.
    public var userid: String { members["userid"]?.text ?? "" }
    /// The request's parameters; `null` where the event has none.
    public var params: JSONValue { members["params"] ?? .null }
    /// Whether another node passed the request on, which is then not recorded (FILTER-6).
    public var isProxied: Bool { members["proxied"]?.isSet ?? false }
}

extension Event {
    /// What filters ask of an event, looked up once however many recorders there are.
    public struct Traits: Hashable, Sendable {
        /// As `Event.method`.
        public internal(set) var method = ""
        /// As `Event.userid`.
        public internal(set) var userid = ""
        /// As `Event.isProxied`.
        public internal(set) var isProxied = false
    }

    /// Method, user and mark of an event, in one pass over its members; of a repeated name the last counts.
    public var traits: Traits {
        members.members.withUnsafeBufferPointer { members in
            var traits = Traits()
            for index in members.indices {
                // Most names are told apart by their length.
                switch members[index].name.utf8.count {
                case 6:
                    if members[index].name.isText("method") {
                        traits.method = members[index].value.text ?? ""
                    } else if members[index].name.isText("userid") {
                        traits.userid = members[index].value.text ?? ""
                    }
                case 7:
                    if members[index].name.isText("proxied") { traits.isProxied = members[index].value.isSet }
                default: break
                }
            }
            return traits
        }
    }
}

extension Event: CustomStringConvertible {
    /// The event as compact JSON.
    public var description: String { members.description }
}
