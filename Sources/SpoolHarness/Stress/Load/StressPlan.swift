package import SpoolSpec

/// A kind of trouble that a run makes besides its load.
package enum Nemesis: String, CaseIterable, Hashable, Sendable {
    /// Workers and clients end by SIGKILL, in the middle of whatever they do.
    case kill
    /// Workers stand still by SIGSTOP, inside of system calls too.
    case stop
    /// A killed client's id comes back at once, with another filter; live ids are started a second time.
    case pidReuse = "pid-reuse"
    /// The time of day jumps.
    case clock
    /// The file system fills up and is freed again.
    case full
    /// Workers and clients end quietly and come back.
    case restart
}

/// What a run is asked to do: the way from the command line to the stage.
package struct StressPlan: Hashable, Sendable {
    /// The recorder under test.
    package var command: AdapterCommand
    /// A second recorder, whose processes are half of the workers and half of the clients.
    package var mix: AdapterCommand?
    package var workers = 32
    package var clients = 8
    /// Workers whose clock runs ahead, so that they scan and reap all the time; they come on top of `workers`.
    package var reapers = 2
    package var seconds = 60.0
    /// The most events that are sent; `nil` where only the time counts.
    package var events: Int?
    package var seed: UInt64 = 0
    package var nemeses: Set<Nemesis> = []
    /// Processes killed in a second, workers and clients together.
    package var killsPerSecond = 4.0
    /// Length of an event's line, about.
    package var eventBytes: ClosedRange<Int> = 200...1_000_000
    /// How many different filters the clients draw from; 1: everyone's everything.
    package var filters = StressWorkload.filters.count
    /// Where the spool is made instead of a private file system.
    package var directory: String?
    /// After so long without any event answered the run is given up.
    package var silenceSeconds = 30.0
    /// Whether what workers write is read and judged.
    package var verifies = true
    /// Where evidence is kept; made only when there is some.
    package var evidenceDirectory: String?
    /// Whether evidence is kept also where nothing went wrong.
    package var keepsAlways = false

    package init(command: AdapterCommand) { self.command = command }

    /// As JSON, for the stage program's input.
    package var json: JSONValue {
        var object: JSONObject = [
            "command": Self.words(command), "workers": .integer(workers), "clients": .integer(clients),
            "reapers": .integer(reapers), "milliseconds": .integer(Int(seconds * 1000)),
            "seed": .string(String(seed)),
            "nemeses": .array(nemeses.map(\.rawValue).sorted().map(JSONValue.string)),
            "killsPerMinute": .integer(Int(killsPerSecond * 60)), "filters": .integer(filters),
            "bytesMin": .integer(eventBytes.lowerBound), "bytesMax": .integer(eventBytes.upperBound),
            "silenceMilliseconds": .integer(Int(silenceSeconds * 1000)),
            "verifies": .bool(verifies), "keepsAlways": .bool(keepsAlways),
        ]
        if let mix { object["mix"] = Self.words(mix) }
        if let events { object["events"] = .integer(events) }
        if let directory { object["directory"] = .string(directory) }
        if let evidenceDirectory { object["evidence"] = .string(evidenceDirectory) }
        return .object(object)
    }

    /// Reads what ``json`` wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let command = Self.command(json["command"]), let workers = json["workers"]?.count,
            let clients = json["clients"]?.count, let reapers = json["reapers"]?.count,
            let milliseconds = json["milliseconds"]?.count,
            let seed = json["seed"]?.text.flatMap({ UInt64($0) }),
            let nemeses = json["nemeses"]?.array, let kills = json["killsPerMinute"]?.count,
            let filters = json["filters"]?.count, let bytesMin = json["bytesMin"]?.count,
            let bytesMax = json["bytesMax"]?.count, bytesMin <= bytesMax
        else { return nil }
        self.command = command
        self.workers = workers
        self.clients = clients
        self.reapers = reapers
        seconds = Double(milliseconds) / 1000
        self.seed = seed
        self.nemeses = Set(nemeses.compactMap(\.text).compactMap(Nemesis.init))
        killsPerSecond = Double(kills) / 60
        self.filters = filters
        eventBytes = bytesMin...bytesMax
        silenceSeconds = Double(json["silenceMilliseconds"]?.count ?? 30_000) / 1000
        verifies = json["verifies"]?.bool ?? true
        keepsAlways = json["keepsAlways"]?.bool ?? false
        mix = Self.command(json["mix"])
        events = json["events"]?.count
        directory = json["directory"]?.text
        evidenceDirectory = json["evidence"]?.text
    }

    private static func words(_ command: AdapterCommand) -> JSONValue {
        .array(command.arguments.map { .string($0) })
    }

    private static func command(_ json: JSONValue?) -> AdapterCommand? {
        guard let words = json?.array?.compactMap(\.text), !words.isEmpty else { return nil }
        return AdapterCommand(words)
    }
}

extension JSONValue {
    /// A whole number.
    static func integer(_ value: some BinaryInteger) -> JSONValue { .number(JSONNumber(value)) }

    /// The number as an `Int`, if it is one.
    var count: Int? { integer.map { Int($0) } }
}
