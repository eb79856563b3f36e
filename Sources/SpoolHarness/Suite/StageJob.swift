package import SpoolSpec

/// What a stage program is told: which case to play, against whom, with which bounds.
package struct StageJob: Hashable, Sendable {
    /// What a stage can be asked to do.
    package enum Task: Hashable, Sendable {
        /// Play the case of that name.
        case play(String)
        /// Look whether the adapter answers and whether the arena can do what the spool needs.
        case preflight
    }

    package var task: Task
    package var candidate: AdapterCommand
    package var reference: AdapterCommand?
    /// What preflight has learned of the recorder.
    package var hello: Hello?
    /// Why the server's user cannot run the adapter, where preflight found that.
    package var serverRefused: String?
    /// What preflight could not see of a process of its own.
    package var unseen = UnseenWays()
    /// Seconds for a reply.
    package var deadlineSeconds: Double
    /// Seconds after which the case is taken for stuck.
    package var secondsMax: Double
    package var seed: UInt64
    /// How far a case searches that tries schedules.
    package var search: SearchBounds
    /// Where evidence of a violation is kept; an absolute path.
    package var keepDirectory: String?

    package init(_ task: Task, candidate: AdapterCommand) {
        self.task = task
        self.candidate = candidate
        deadlineSeconds = AdapterProcess.deadlineSeconds
        secondsMax = StageJob.secondsMax
        seed = 0
        search = SearchBounds()
    }

    /// Seconds that a case may take where neither it nor the user says otherwise.
    package static let secondsMax = Case.secondsUsual

    /// As JSON, for the stage program's input.
    package var json: JSONValue {
        var object: JSONObject = [
            "candidate": Self.words(candidate), "deadline": .seconds(deadlineSeconds),
            "secondsMax": .seconds(secondsMax), "seed": .string(String(seed)),
            "search": search.json,
        ]
        if case .play(let name) = task { object["case"] = .string(name) }
        if let reference { object["reference"] = Self.words(reference) }
        if let hello { object["hello"] = hello.json }
        if let serverRefused { object["serverRefused"] = .string(serverRefused) }
        object["unseen"] = unseen.json
        if let keepDirectory { object["keep"] = .string(keepDirectory) }
        return .object(object)
    }

    /// Reads a stage program's input; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let candidate = Self.command(json["candidate"]), let deadline = json["deadline"]?.number,
            let secondsMax = json["secondsMax"]?.number,
            let seed = json["seed"]?.text.flatMap({ UInt64($0) }),
            let search = json["search"].flatMap(SearchBounds.init(json:))
        else { return nil }
        task = json["case"]?.text.map { .play($0) } ?? .preflight
        self.candidate = candidate
        reference = Self.command(json["reference"])
        hello = json["hello"].flatMap(Hello.init(json:))
        serverRefused = json["serverRefused"]?.text
        unseen = json["unseen"].map(UnseenWays.init(json:)) ?? UnseenWays()
        deadlineSeconds = deadline.double
        self.secondsMax = secondsMax.double
        self.seed = seed
        self.search = search
        keepDirectory = json["keep"]?.text
    }

    private static func words(_ command: AdapterCommand) -> JSONValue {
        .array(command.arguments.map { .string($0) })
    }

    private static func command(_ json: JSONValue?) -> AdapterCommand? {
        guard let words = json?.array?.compactMap(\.text), !words.isEmpty else { return nil }
        return AdapterCommand(words)
    }
}
