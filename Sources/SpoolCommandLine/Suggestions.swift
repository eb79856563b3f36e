/// Guesses what a person meant who mistyped a name.
package enum Suggestions {
    /// The names nearest to a mistyped one.
    ///
    /// - Parameters:
    ///   - typed: what was typed.
    ///   - names: what could have been typed.
    ///   - limit: the most suggestions to make.
    /// - Returns: the names that are equally near and near enough: within a third of the typed length, or
    ///   continuing what was typed.
    package static func nearest(to typed: String, among names: [String], limit: Int = 3) -> [String] {
        let wanted = Array(typed.lowercased())
        guard !wanted.isEmpty else { return [] }
        let reach = max(1, wanted.count / 3)
        let rated = names.map { name in (name, distance(wanted, Array(name.lowercased()))) }
        if let best = rated.map(\.1).min(), best <= reach {
            return Array(rated.filter { $0.1 == best }.map(\.0).prefix(limit))
        }
        let continuing = names.filter { $0.lowercased().hasPrefix(typed.lowercased()) }
        return Array(continuing.prefix(limit))
    }

    /// How many letters must be put in, left out, changed or exchanged with their neighbour to get from one word
    /// to the other (Damerau and Levenshtein).
    static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1)
                cost = min(cost, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
