package import SpoolSpec

/// One thing that a case saw and that a clause does not allow.
package struct Violation: Hashable, Sendable {
    package let clause: ClauseID
    /// What the clause allows.
    package let expected: String
    /// What was there instead.
    package let seen: String
    /// Schedules that show how it came to that.
    package var exhibit: [Interleaving] = []
    /// The token by which `--replay` shows it again, where it came of a schedule.
    package var replay: String?

    package init(
        _ clause: ClauseID, expected: String, seen: String, exhibit: [Interleaving] = [],
        replay: String? = nil
    ) {
        self.clause = clause
        self.expected = expected
        self.seen = seen
        self.exhibit = exhibit
        self.replay = replay
    }
}

/// How a case did not come to its end; what remains of an ``Interruption`` on the way to the suite.
package struct CaseEnding: Hashable, Sendable {
    /// ``Interruption/kindName``.
    package let kind: String
    /// Whose fault it is; `nil` for a case that was skipped.
    package let blame: Blame?
    package internal(set) var text: String

    package init(kind: String, blame: Blame?, text: String) {
        self.kind = kind
        self.blame = blame
        self.text = text
    }

    package init(_ interruption: Interruption) {
        self.init(kind: interruption.kindName, blame: interruption.blame, text: interruption.text)
    }

    /// Whether the case does not apply to this recorder or machine.
    package var isSkip: Bool { kind == "skipped" || kind == "unsupported" }
    /// Whether what the recorder did went round the tracer.
    package var isUncontrolled: Bool { kind == "uncontrolled" }
    /// Whether a noted violation ended the case.
    package var isBroken: Bool { kind == "broken" }

    /// As JSON, for the way from the stage to the suite.
    package var json: JSONValue {
        [
            "kind": .string(kind), "text": .string(text),
            "blame": blame.map { .string($0.rawValue) } ?? .null,
        ]
    }

    /// Reads what a stage wrote; `nil` where it is something else.
    package init?(json: JSONValue) {
        guard let kind = json["kind"]?.text, let text = json["text"]?.text else { return nil }
        self.init(kind: kind, blame: json["blame"]?.text.flatMap(Blame.init(rawValue:)), text: text)
    }
}

/// What came out of one case.
package struct CaseResult: Hashable, Sendable {
    package let name: String
    package var violations: [Violation]
    /// `nil` where the case came to its end.
    package var ending: CaseEnding?
    package var notes: [String]
    /// How far a case has searched, where searching is what it does.
    package var reach: String?
    /// The same of the schedules of a scenario.
    package var extent: SearchExtent?
    /// The last things that were said between judge and adapters.
    package var transcript: [String]
    /// The end of each process's standard error, by the process's name, where it wrote any.
    package var standardErrors: [(process: String, text: String)]
    package var seconds: Double

    package init(name: String) {
        self.name = name
        violations = []
        notes = []
        transcript = []
        standardErrors = []
        seconds = 0
    }

    /// A case that the suite could not run at all, or that never reported.
    package init(name: String, _ interruption: Interruption, notes: [String] = []) {
        self.init(name: name)
        ending = CaseEnding(interruption)
        self.notes = notes
    }

    /// Whether it ran to its end and saw nothing wrong.
    package var isPass: Bool { violations.isEmpty && ending == nil }

    /// The standard errors as one text.
    package var standardError: String {
        standardErrors.map { "\($0.process):\n\($0.text)" }.joined(separator: "\n")
    }

    package static func == (first: CaseResult, second: CaseResult) -> Bool { first.json == second.json }
    package func hash(into hasher: inout Hasher) { json.hash(into: &hasher) }
}

extension CaseResult {
    /// As JSON, for the way from the stage to the suite.
    package var json: JSONValue {
        [
            "name": .string(name),
            "violations": .array(
                violations.map {
                    [
                        "clause": .string($0.clause.rawValue), "expected": .string($0.expected),
                        "seen": .string($0.seen), "exhibit": .array($0.exhibit.map(\.json)),
                        "replay": $0.replay.map { .string($0) } ?? .null,
                    ]
                }),
            "ending": ending?.json ?? .null,
            "notes": .array(notes.map { .string($0) }),
            "transcript": .array(transcript.map { .string($0) }),
            "standardErrors": .array(
                standardErrors.map { ["process": .string($0.process), "text": .string($0.text)] }),
            "reach": reach.map { .string($0) } ?? .null,
            "extent": extent?.json ?? .null,
            "seconds": JSONNumber(seconds).map { .number($0) } ?? 0,
        ]
    }

    /// Reads what a stage wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let name = json["name"]?.text, let violations = json["violations"]?.array,
            let notes = json["notes"]?.array, let transcript = json["transcript"]?.array,
            let errors = json["standardErrors"]?.array, let seconds = json["seconds"]?.number
        else { return nil }
        self.init(name: name)
        for violation in violations {
            guard let clause = violation["clause"]?.text, let expected = violation["expected"]?.text,
                let seen = violation["seen"]?.text
            else { return nil }
            let exhibit = violation["exhibit"]?.array?.compactMap(Interleaving.init(json:)) ?? []
            self.violations.append(
                Violation(
                    ClauseID(clause), expected: expected, seen: seen, exhibit: exhibit,
                    replay: violation["replay"]?.text))
        }
        ending = json["ending"].flatMap(CaseEnding.init(json:))
        self.notes = notes.compactMap(\.text)
        reach = json["reach"]?.text
        extent = json["extent"].flatMap(SearchExtent.init(json:))
        self.transcript = transcript.compactMap(\.text)
        standardErrors = errors.compactMap { entry in
            guard let process = entry["process"]?.text, let text = entry["text"]?.text else { return nil }
            return (process, text)
        }
        self.seconds = seconds.double
    }
}
