package import SpoolSpec

/// What a request file holds, as START-1 asks for it.
enum RequestContents {
    /// What keeps them from saying a filter; `nil` where nothing does.
    ///
    /// - Parameter name: the file's, for the text.
    static func fault(_ bytes: [UInt8], in name: String, saying filter: Filter) -> String? {
        let text = Excerpt.of(bytes, limit: 200)
        guard let value = try? JSONValue.parse(bytes, limits: .request), let request = value.object else {
            return "\(name) is no JSON object: \(text)"
        }
        let userid: String?
        switch request["userid"] {
        case .null?: userid = nil
        case .string(let name)?: userid = name
        case nil: return "\(name) has no `userid`: \(text)"
        default: return "the `userid` in \(name) is neither text nor null: \(text)"
        }
        let all: Bool
        switch request["all"] {
        case .bool(let flag)?: all = flag
        case .number(let number)? where number == JSONNumber(0): all = false
        case .number(let number)? where number == JSONNumber(1): all = true
        case nil: return "\(name) has no `all`: \(text)"
        default: return "the `all` in \(name) is none of 0, 1, false, true: \(text)"
        }
        // Nobody and everybody's name are the same by FILTER-1, and so they are for `==`.
        return Filter(userid: userid, all: all) == filter ? nil : "\(name) says another filter: \(text)"
    }
}

/// What cases about clients ask again and again.
extension SpoolDirectory {
    /// What keeps a request file from saying a filter, by START-1; `nil` where nothing does.
    package func requestFault(_ id: String, saying filter: Filter) throws(Interruption) -> String? {
        guard let bytes = try read(.request(id)) else { return "there is no \(id).req" }
        return RequestContents.fault(bytes, in: "\(id).req", saying: filter)
    }

    /// Who holds which lock on a request, in words.
    func lockWords(_ name: FileName) throws(Interruption) -> String {
        let table = try lockTable(name)
        let words: String
        switch try lockState(name) {
        case .free: words = "nobody holds a flock on \(name)"
        case .shared: words = "\(name) is locked by flock, but not exclusively"
        case .exclusive: words = "\(name) is locked exclusively by flock"
        case .missing: words = "there is no \(name)"
        }
        return table.isEmpty ? words : "\(words); /proc/locks has \(table.joined(separator: ", "))"
    }
}

extension Scene {
    /// Everybody's requests, of every method.
    package static let everything = Filter(userid: nil, all: true)

    /// Notes a violation unless a recording stands as a start leaves it: locked, and saying its filter.
    package func checkRecording(
        _ clause: ClauseID, _ id: RecorderID, saying filter: Filter, in spool: SpoolDirectory? = nil,
        after event: String
    ) throws(Interruption) {
        let spool = spool ?? self.spool
        let name = FileName.request(id)
        let isLocked = try spool.lockState(name) == .exclusive
        let words = try spool.lockWords(name)
        check(
            clause, isLocked, expected: "\(name) to be locked exclusively by flock after \(event)",
            seen: words)
        let fault = try spool.requestFault(id.text, saying: filter)
        check(
            clause, fault == nil,
            expected: "\(name) to say the filter \(Excerpt.of(filter.encoded(), limit: 120)) after \(event)",
            seen: fault ?? "it does")
    }

    /// Notes a violation unless a start succeeds, and its recording is complete and begins empty.
    package func checkFreshStart(
        _ clause: ClauseID, _ client: Client, _ filter: Filter, _ event: String
    ) throws(Interruption) {
        let id = try client.start(filter, mustSucceedFor: clause)
        try checkRecording(clause, id, saying: filter, after: event)
        let bytes = try spool.read(.events(id)) ?? []
        check(
            clause, bytes.isEmpty, expected: "\(id).events to begin empty after \(event)",
            seen: "\(bytes.count) bytes: \(Excerpt.of(bytes, limit: 120))")
    }

    /// Notes a violation where any entry changed, came or went, whatever became of the directory itself.
    package func checkEntries(
        _ clause: ClauseID, of directory: SpoolDirectory, since earlier: Snapshot,
        except ignored: Set<FileName> = [], after event: String
    ) throws(Interruption) {
        let now = try directory.snapshot()
        var before = earlier
        before.directory = now.directory
        let changes = now.changes(since: before, except: ignored)
        check(
            clause, changes.isEmpty, expected: "no entry of \(directory.path) to change, after \(event)",
            seen: changes.joined(separator: "; "))
    }

    /// Notes a violation where one of these entries changed, came or went, whatever became of all others.
    package func checkUnchanged(
        _ clause: ClauseID, _ names: [FileName], of directory: SpoolDirectory, since earlier: Snapshot,
        after event: String
    ) throws(Interruption) {
        let now = try directory.snapshot()
        let others = Set(now.entries.keys).union(earlier.entries.keys).subtracting(names)
        var before = earlier
        before.directory = now.directory
        let changes = now.changes(since: before, except: others)
        check(
            clause, changes.isEmpty,
            expected:
                "\(names.map(\.description).joined(separator: " and ")) to be as they were, after \(event)",
            seen: changes.joined(separator: "; "))
    }
}

extension Catalogue {
    /// A recorder's id that is no client's in any case: Linux gives no process so high a number.
    static let stranger = "4194999"
}
