/// Which events a client wants: the contents of its request file.
public struct Filter: Sendable {
    /// The user whose events are wanted, API tokens included; `nil` or empty for everyone's (FILTER-1).
    public var userid: String?
    /// Whether reading requests are wanted too, not only those that change something (FILTER-3).
    public var all: Bool

    /// A filter; without arguments: everyone's changing requests.
    public init(userid: String? = nil, all: Bool = false) {
        self.userid = userid
        self.all = all
    }

    /// Reads a request file's contents.
    ///
    /// Unknown members are ignored, an `id` among them (NAME-6), and of one that is given twice the last counts
    /// (SCAN-7). A `userid` that is neither text nor null is refused: whom it means nobody can say, and taking
    /// it for everyone would show a person more than was asked for.
    ///
    /// - Parameter request: the whole contents; over 64 KiB they are refused unread (SCAN-5).
    /// - Throws: `FilterError`: the request is to be skipped and kept (SCAN-4).
    public static func decode(request: [UInt8]) throws(FilterError) -> Filter {
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject.parse(request, limits: .request)
        } catch { throw .malformed(error) }
        let userid: String?
        switch object["userid"] {
        case nil, .null: userid = nil
        case .string(let text): userid = text
        default: throw .useridIsNoText
        }
        return Filter(userid: userid, all: object["all"]?.isSet ?? false)
    }

    /// The request file's contents: `{"userid":TEXT or null,"all":0 or 1}`, without a newline.
    public func encoded() -> [UInt8] {
        let object: JSONObject = [
            "userid": userid.map(JSONValue.string) ?? .null,
            "all": all ? 1 : 0,
        ]
        return object.encoded()
    }

    /// Whether an event of this user and method is wanted (FILTER-1 to FILTER-3, FILTER-5).
    ///
    /// - Parameters:
    ///   - userid: the event's user, empty where it has none.
    ///   - method: the event's method, compared as it is written.
    public func matches(userid: String, method: String) -> Bool {
        guard all || Filter.isChanging(method) else { return false }
        guard let wanted = self.userid, !wanted.isEmpty else { return true }
        return userid.isSameText(as: wanted) || userid.begins(with: wanted, then: UInt8(ascii: "!"))
    }

    /// Whether the event is wanted; one that is `proxied` never is (FILTER-6).
    public func matches(_ event: Event) -> Bool {
        matches(event.traits)
    }

    /// Whether an event of these traits is wanted.
    public func matches(_ traits: Event.Traits) -> Bool {
        !traits.isProxied && matches(userid: traits.userid, method: traits.method)
    }

    private static func isChanging(_ method: String) -> Bool {
        method.isText("POST") || method.isText("PUT") || method.isText("DELETE")
    }
}

extension Filter: Hashable {
    /// Equal when the same is asked for: no user and an empty one are the same.
    public static func == (left: Filter, right: Filter) -> Bool {
        left.all == right.all && (left.userid ?? "").isSameText(as: right.userid ?? "")
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(all)
        (userid ?? "").hashText(into: &hasher)
    }
}

/// Why a request file says no filter.
public enum FilterError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not one JSON object within the bounds.
    case malformed(JSONError)
    /// Its `userid` is a number, a truth value or a container.
    case useridIsNoText

    /// The reason in words for a person.
    public var description: String {
        switch self {
        case .malformed(let error): "the request is no JSON object: \(error)"
        case .useridIsNoText: "the request's userid is neither text nor null"
        }
    }
}
