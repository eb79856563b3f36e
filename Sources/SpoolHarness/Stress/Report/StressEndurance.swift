internal import SpoolSpec

/// What one worker process lived through, and what it holds after it: HOOK-2.
package struct StressEndurance: Hashable, Sendable {
    /// How texts call the process.
    package var label: String
    package var events: Int
    package var recordings: Int
    package var descriptorsFirst: Int
    package var descriptorsLast: Int
    /// In bytes: the most in the run's first part, and at the end.
    package var memoryEarly: Int
    package var memoryLast: Int

    /// What HOOK-2 speaks of.
    static let eventsAsked = 1_000_000
    static let recordingsAsked = 10_000

    /// Whether the worker has lived through as much as the clause speaks of; short of that nothing is proved.
    var isEnough: Bool { events >= Self.eventsAsked && recordings >= Self.recordingsAsked }

    /// All of it for a person.
    var sentence: String {
        "\(label): \(events) events and \(recordings) recordings, then \(descriptorsLast) descriptors (\(descriptorsFirst) "
            + "at first) and \(memoryLast >> 10) KiB of memory (at most \(memoryEarly >> 10) KiB early in the run)"
            + (isEnough
                ? "" : "; HOOK-2 speaks of \(Self.eventsAsked) events and \(Self.recordingsAsked) recordings")
    }

    /// As JSON.
    var json: JSONValue {
        [
            "label": .string(label), "events": .integer(events), "recordings": .integer(recordings),
            "descriptorsFirst": .integer(descriptorsFirst), "descriptorsLast": .integer(descriptorsLast),
            "memoryEarly": .integer(memoryEarly), "memoryLast": .integer(memoryLast),
            "isEnough": .bool(isEnough),
        ]
    }
}

extension StressEndurance {
    /// Reads what ``json`` wrote; `nil` where it is something else.
    init?(_ json: JSONValue) {
        guard let label = json["label"]?.text, let events = json["events"]?.count,
            let recordings = json["recordings"]?.count,
            let descriptorsFirst = json["descriptorsFirst"]?.count,
            let descriptorsLast = json["descriptorsLast"]?.count,
            let memoryEarly = json["memoryEarly"]?.count,
            let memoryLast = json["memoryLast"]?.count
        else { return nil }
        self.init(
            label: label, events: events, recordings: recordings, descriptorsFirst: descriptorsFirst,
            descriptorsLast: descriptorsLast, memoryEarly: memoryEarly, memoryLast: memoryLast)
    }
}
