package import SpoolSpec

/// What can be wrong with what workers and clients did, each by its own name.
package enum StressFault: String, CaseIterable, Hashable, Sendable {
    case lost, doubled, stranger, mixed, torn, glued, altered
    case outOfOrder = "out of order"
    case notSeen = "not seen in time"
    case liveReaped = "live recording reaped"
    case deadNotReaped = "dead recording not reaped"
    case orphan
    case mode
    case descriptors = "descriptors growing"
    case memory = "memory growing"
    case hookFailed = "hook failed"
    case hookHangs = "hook hangs"
    case hookSlow = "hook too slow"
    case startFailed = "start failed"
    case wrongRequest = "request not as asked"
    case secondStart = "second start"
    case stopFailed = "stop failed"
    case leftByStop = "left by stop"
    case died
}

/// One thing that was seen and should not be.
package struct StressFinding: Hashable, Sendable {
    package var clause: ClauseID
    package var fault: StressFault
    /// What was seen, in a sentence.
    package var text: String
    /// Lines, processes, last operations.
    package var evidence: [String]
    /// The recorders that may have done it, by name; in a mixed run those whose part the clause is.
    package var suspects: [String]
    /// Seconds since the run began.
    package var seconds: Double

    /// As JSON, for the way from the stage and for reports.
    package var json: JSONValue {
        [
            "clause": .string(clause.rawValue), "fault": .string(fault.rawValue), "text": .string(text),
            "evidence": .array(evidence.map(JSONValue.string)),
            "recorders": .array(suspects.map(JSONValue.string)),
            "milliseconds": .integer(Int(seconds * 1000)),
        ]
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let clause = json["clause"]?.text,
            let fault = json["fault"]?.text.flatMap(StressFault.init(rawValue:)),
            let text = json["text"]?.text, let evidence = json["evidence"]?.array,
            let suspects = json["recorders"]?.array, let milliseconds = json["milliseconds"]?.count
        else { return nil }
        self.init(
            clause: ClauseID(clause), fault: fault, text: text, evidence: evidence.compactMap(\.text),
            suspects: suspects.compactMap(\.text), seconds: Double(milliseconds) / 1000)
    }

    init(
        clause: ClauseID, fault: StressFault, text: String, evidence: [String], suspects: [String],
        seconds: Double
    ) {
        self.clause = clause
        self.fault = fault
        self.text = text
        self.evidence = evidence
        self.suspects = suspects
        self.seconds = seconds
    }
}

/// What is known of each clause: how often it could have been broken, and how often it was.
package struct ClauseTally: Hashable, Sendable {
    /// A clause's counts.
    package struct Entry: Hashable, Sendable {
        /// Times that it was looked at and could have been found broken.
        package var chances = 0
        /// Times that it was found broken.
        package var violations = 0
    }

    package private(set) var entries: [ClauseID: Entry] = [:]
    /// How often each thing was found.
    package private(set) var faults: [StressFault: Int] = [:]
    /// How often which recorders were suspected, for a mixed run.
    package private(set) var suspects: [String: Int] = [:]

    /// The clauses that a run can judge, in the ledger's order.
    package static let clauses: [ClauseID] = [
        "DIR-4", "MODE-1", "MODE-2", "LOCK-1", "LOCK-5", "LOCK-6", "START-1", "START-2", "START-3", "START-4",
        "STOP-1",
        "SCAN-1", "SCAN-3", "FILTER-2", "FILTER-3", "FILTER-6", "EVENT-2", "APPEND-2", "APPEND-3", "REAP-1",
        "REAP-2", "REAP-3", "REAP-5", "REUSE-1", "REUSE-2", "HOOK-1", "HOOK-2",
    ]

    init() {
        for clause in Self.clauses { entries[clause] = Entry() }
    }

    mutating func looked(at clause: ClauseID, times: Int = 1) {
        entries[clause, default: Entry()].chances += times
    }

    /// - Parameter suspects: the names of the recorders that may have done it.
    mutating func found(_ fault: StressFault, breaking clause: ClauseID, by suspects: [String]) {
        entries[clause, default: Entry()].violations += 1
        entries[clause, default: Entry()].chances += 1
        faults[fault, default: 0] += 1
        self.suspects[suspects.joined(separator: " or "), default: 0] += 1
    }

    /// All violations.
    package var violations: Int { entries.values.reduce(0) { $0 + $1.violations } }

    /// As JSON.
    package var json: JSONValue {
        let clauses = entries.sorted { $0.key < $1.key }.map { id, entry in
            (
                name: id.rawValue,
                value: JSONValue.object([
                    "chances": .integer(entry.chances), "violations": .integer(entry.violations),
                ])
            )
        }
        let faults = faults.sorted { $0.key.rawValue < $1.key.rawValue }.map { fault, count in
            (name: fault.rawValue, value: JSONValue.integer(count))
        }
        let suspects = suspects.sorted { $0.key < $1.key }.map {
            (name: $0.key, value: JSONValue.integer($0.value))
        }
        return [
            "clauses": .object(JSONObject(members: clauses)),
            "faults": .object(JSONObject(members: faults)),
            "suspects": .object(JSONObject(members: suspects)),
        ]
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let clauses = json["clauses"]?.object, let faults = json["faults"]?.object else { return nil }
        for member in clauses.members {
            entries[ClauseID(member.name)] = Entry(
                chances: member.value["chances"]?.count ?? 0,
                violations: member.value["violations"]?.count ?? 0)
        }
        for member in faults.members {
            guard let fault = StressFault(rawValue: member.name) else { continue }
            self.faults[fault] = member.value.count ?? 0
        }
        for member in json["suspects"]?.object?.members ?? [] {
            suspects[member.name] = member.value.count ?? 0
        }
    }
}
