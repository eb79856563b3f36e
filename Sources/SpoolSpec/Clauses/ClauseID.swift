/// The name of a clause, such as `NAME-4`: a group in capital letters, a hyphen and a number.
///
/// Ids are ordered as the ledger is: by group in the ledger's order, then by number. Ids whose group the ledger
/// does not have come last, in alphabetical order.
public struct ClauseID: RawRepresentable, Hashable, Comparable, Sendable {
    /// The id as it is written and shown.
    public let rawValue: String

    /// Wraps a text; whether the ledger has such a clause is for ``ClauseLedger`` to say.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps a text; whether the ledger has such a clause is for ``ClauseLedger`` to say.
    public init(_ text: String) { self.init(rawValue: text) }

    /// What stands before the last hyphen: `NAME` of `NAME-4`.
    public var group: String {
        guard let hyphen = rawValue.lastIndex(of: "-") else { return rawValue }
        return String(rawValue[..<hyphen])
    }

    /// What stands behind the last hyphen: 4 of `NAME-4`; 0 where that is no number.
    public var number: Int {
        guard let hyphen = rawValue.lastIndex(of: "-") else { return 0 }
        return Int(rawValue[rawValue.index(after: hyphen)...]) ?? 0
    }

    /// Whether `first` stands before `second` in the ledger.
    public static func < (first: ClauseID, second: ClauseID) -> Bool {
        let left = (rank(of: first.group), first.group, first.number)
        let right = (rank(of: second.group), second.group, second.number)
        return left == right ? first.rawValue < second.rawValue : left < right
    }

    private static func rank(of group: String) -> Int {
        ClauseLedger.groups.firstIndex { $0.name == group } ?? ClauseLedger.groups.count
    }
}

extension ClauseID: ExpressibleByStringLiteral {
    /// Lets an author of cases write `"NAME-4"` where a clause id is asked for.
    public init(stringLiteral text: String) { self.init(rawValue: text) }
}

extension ClauseID: CustomStringConvertible {
    /// The id as it is written.
    public var description: String { rawValue }
}
