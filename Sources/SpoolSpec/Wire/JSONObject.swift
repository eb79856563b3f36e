/// The members of a JSON object, in the order in which they were written.
///
/// A name may occur twice, as RFC 8259 lets it; then the last one counts (SCAN-7), for look-ups and for equality.
public struct JSONObject: Sendable {
    /// All members as written.
    public var members: [(name: String, value: JSONValue)]

    /// An object of these members.
    public init(members: [(name: String, value: JSONValue)] = []) {
        self.members = members
    }

    /// Whether it has no members.
    public var isEmpty: Bool { members.isEmpty }

    /// The value of the last member of this name, compared byte by byte.
    ///
    /// Setting a value changes that member in its place or adds one at the end; setting `nil` removes every
    /// member of the name.
    public subscript(name: String) -> JSONValue? {
        get { lastIndex(of: name).map { members[$0].value } }
        set {
            guard let newValue else {
                members.removeAll { $0.name.isSameText(as: name) }
                return
            }
            if let index = lastIndex(of: name) {
                members[index].value = newValue
            } else {
                members.append((name: name, value: newValue))
            }
        }
    }

    private func lastIndex(of name: String) -> Int? {
        members.withUnsafeBufferPointer { members in
            for index in members.indices.reversed() where members[index].name.isSameText(as: name) {
                return index
            }
            return nil
        }
    }
}

extension JSONObject: Hashable {
    /// Same names with equal values, in any order, the last of a repeated name counting.
    ///
    /// No value is compared twice: at each level of a nested one that would double the work.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.hasNames(inTheOrderOf: right) else { return left.counting == right.counting }
        for (index, member) in left.members.enumerated() where member.value != right.members[index].value {
            // What a later member of the same name replaces does not count.
            if left.lastIndex(of: member.name) == index { return false }
        }
        return true
    }

    /// Hashes the members that count, regardless of their order.
    public func hash(into hasher: inout Hasher) { hasher.combine(counting) }

    /// The common case, which needs no dictionary.
    private func hasNames(inTheOrderOf other: JSONObject) -> Bool {
        guard members.count == other.members.count else { return false }
        for (mine, theirs) in zip(members, other.members) {
            guard mine.name.isSameText(as: theirs.name) else { return false }
        }
        return true
    }

    /// The members that count, by name. A dictionary, so that an object of a million members is no trap.
    private var counting: [TextKey: JSONValue] {
        Dictionary(members.map { (TextKey(text: $0.name), $0.value) }, uniquingKeysWith: { _, last in last })
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object with its members in this order.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { (name: $0.0, value: $0.1) }
    }
}

extension JSONObject: CustomStringConvertible {
    /// The object as compact JSON.
    public var description: String { JSONValue.object(self).description }
}
