internal import SpoolSpec

/// Requests side by side, and events of which each takes some and leaves the others.
///
/// Every request is a live recorder of its own, in one spool; every event is handled once.
struct FilterTable {
    /// What a request says, and which of the table's events it takes.
    typealias Row = (request: String, takes: [String])

    /// Events as JSON text: the members of each but `path`, without braces. The text stands for the event.
    let probes: [String]
    let rows: [Row]

    /// An event's members, as JSON text.
    ///
    /// - Parameter user: `nil` for an event that has no member `userid`.
    static func event(_ method: String = "POST", user: String?) -> String {
        let text = "\"method\":" + JSONValue.string(method).description
        guard let user else { return text }
        return text + ",\"userid\":" + JSONValue.string(user).description
    }

    /// Plays the table, and notes each request that took too much or too little.
    func judge(_ scene: Scene, _ clause: ClauseID) throws(Interruption) {
        try scene.makeSpool()
        for (number, row) in rows.enumerated() {
            try scene.spool.plantRequest(named: .request(id(number)), contents: Array(row.request.utf8))
        }
        let worker = try scene.worker()
        var probeOfPath: [String: Int] = [:]
        for (index, probe) in probes.enumerated() {
            let path = scene.event().path
            probeOfPath[path] = index
            let separator = probe.isEmpty ? "" : ","
            try worker.record(json: "{\"path\":\"\(path)\"\(separator)\(probe)}")
        }
        for (number, row) in rows.enumerated() {
            let seen = try scene.spool.paths(id(number)).compactMap { probeOfPath[$0] }
            let expected = try row.takes.map { text throws(Interruption) in try index(of: text) }.sorted()
            if seen == expected { continue }
            scene.check(
                clause, false,
                expected:
                    "the request \(Excerpt.of(Array(row.request.utf8), limit: 120)) to take \(list(expected))",
                seen: difference(seen, expected, id(number)))
        }
        scene.note("\(rows.count) requests, \(probes.count) events")
    }

    /// Ids without leading zeros, of one length.
    private func id(_ number: Int) -> String { "\(1000 + number)" }

    private func index(of text: String) throws(Interruption) -> Int {
        guard let index = probes.firstIndex(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            throw .suite("the table has no event \(text)")
        }
        return index
    }

    private func difference(_ seen: [Int], _ expected: [Int], _ id: String) -> String {
        let missing = expected.filter { !seen.contains($0) }
        let besides = seen.filter { !expected.contains($0) }
        var faults: [String] = []
        if !missing.isEmpty { faults.append("lacks \(list(missing))") }
        if !besides.isEmpty { faults.append("has also \(list(besides))") }
        if faults.isEmpty { faults.append("has them in another number or order: \(list(seen))") }
        return "\(id).events " + faults.joined(separator: " and ")
    }

    private func list(_ indices: [Int]) -> String {
        if indices.isEmpty { return "none of the \(probes.count) events" }
        let texts = indices.prefix(4).map { "{" + Excerpt.of(Array(probes[$0].utf8), limit: 120) + "}" }
        let rest = indices.count - texts.count
        return texts.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
