/// A JSON value that keeps what was written: the order of members, a number's digits, every Unicode scalar.
///
/// Equality is that of EVENT-2: text by Unicode scalars and never by canonical equivalence, numbers by
/// mathematical value, objects regardless of order with the last of a repeated name.
public enum JSONValue: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, as written.
    case number(JSONNumber)
    /// A text.
    case string(String)
    /// An ordered list.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Equal in the sense of EVENT-2.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.isSameText(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Hashes what `==` looks at.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): text.hashText(into: &hasher)
        case .array(let items): hasher.combine(items)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension JSONValue {
    /// The text, if it is one.
    public var text: String? { if case .string(let text) = self { text } else { nil } }
    /// The truth value, if it is one.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The number, if it is one.
    public var number: JSONNumber? { if case .number(let number) = self { number } else { nil } }
    /// The number as an integer, if it is one that has no fraction and fits.
    public var integer: Int64? { number?.integer }
    /// The items, if it is an array.
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    /// The members, if it is an object.
    public var object: JSONObject? { if case .object(let object) = self { object } else { nil } }
    /// Whether it is `null`.
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// A member of an object; `nil` also where this is no object.
    public subscript(name: String) -> JSONValue? { object?[name] }

    /// Whether a flag with this value counts as set, which is what Perl says of it.
    ///
    /// FILTER-4 and FILTER-6 settle null, false, 0, "" and "0" (unset) and true, 1 and "1" (set). Of the rest,
    /// which the protocol leaves open, a number is set unless it is zero, other text and containers are set.
    public var isSet: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .number(let number): !number.isZero
        case .string(let text): !text.isEmpty && !text.isSameText(as: "0")
        case .array, .object: true
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// `null`
    public init(nilLiteral: ()) { self = .null }
    /// `true` or `false`
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// A decimal number; a literal beyond the range of `Double` becomes `null`.
    public init(floatLiteral value: Double) { self = JSONNumber(value).map(JSONValue.number) ?? .null }
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object with its members in this order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(members: elements.map { (name: $0.0, value: $0.1) }))
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String { String(decoding: encoded(), as: UTF8.self) }
}
