import SpoolHarness
import SpoolSpec
import Testing

@Suite struct `Whatever is drawn, the filter` {
    @Test func `FILTER-1 to FILTER-6 agree with a table`() throws {
        let points = ["taken": 8, "left": 8, "a token": 20, "another user": 20]
        try PropertyRun.check("filter-table", runs: 2000, points: points) { choices in
            let filter = choices.filter()
            var userid = choices.once(in: 8) ? nil : choices.userid()
            if let wanted = filter.userid, choices.once(in: 2) {
                userid = choices.one(of: [wanted, wanted + "!", wanted + "!ci", wanted + "x", "x" + wanted])
            }
            let method = choices.method()
            let proxied = choices.flag()
            var event = Event(method: method, path: "/", userid: userid)
            event.members["proxied"] = try JSONValue.parse(proxied.json)

            let user = FilterUser(wanted: filter.userid, seen: userid)
            if user == .token { choices.reach("a token") }
            if user == .other { choices.reach("another user") }
            let isTaken = FilterRow.table.contains { row in
                row.user == user && row.all == filter.all && row.proxied == proxied.isSet
                    && row.methods?.contains(Array(method.utf8)) ?? true
            }
            choices.reach(isTaken ? "taken" : "left")
            try hold(
                "FILTER-2", filter.matches(event) == isTaken,
                "\(filter) and \(event): the table says \(isTaken)")
            // The same where the filter has been through a file.
            let read = try Filter.decode(request: filter.encoded())
            try hold("FILTER-5", read.matches(event) == isTaken, "\(filter), read back, and \(event)")
        }
    }

    @Test func `FILTER-4 the values of the flag`() throws {
        try PropertyRun.check("filter-flags") { choices in
            let flags = (0...choices.upTo(2)).map { _ in choices.flag() }
            let members = flags.map { "\"all\":\($0.json)" }.joined(separator: ",")
            let filter = try Filter.decode(request: Array("{\(members)}".utf8))
            // SCAN-7: of a key given twice the last counts.
            try hold("FILTER-4", filter.all == flags.last?.isSet, "{\(members)} says \(filter)")
        }
    }
}

/// How the event's user stands to the wanted one.
private enum FilterUser {
    case anyone, same, token, other

    init(wanted: String?, seen: String?) {
        let wanted = Array((wanted ?? "").unicodeScalars)
        let seen = Array((seen ?? "").unicodeScalars)
        if wanted.isEmpty {
            self = .anyone
        } else if wanted == seen {
            self = .same
        } else if seen.count > wanted.count, Array(seen[..<wanted.count]) == wanted, seen[wanted.count] == "!"
        {
            self = .token
        } else {
            self = .other
        }
    }
}

/// A combination that is recorded; whatever stands in no row is not.
private struct FilterRow {
    var user: FilterUser
    var all: Bool
    var proxied: Bool
    /// `nil`: every method.
    var methods: [[UInt8]]?

    private static let changing = ["POST", "PUT", "DELETE"].map { Array($0.utf8) }

    static let table = [
        FilterRow(user: .anyone, all: true, proxied: false, methods: nil),
        FilterRow(user: .anyone, all: false, proxied: false, methods: changing),
        FilterRow(user: .same, all: true, proxied: false, methods: nil),
        FilterRow(user: .same, all: false, proxied: false, methods: changing),
        FilterRow(user: .token, all: true, proxied: false, methods: nil),
        FilterRow(user: .token, all: false, proxied: false, methods: changing),
    ]
}
