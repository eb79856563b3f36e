package import SpoolSpec
internal import SpoolSystem

/// What is looked at before any clause: does the adapter answer, can the arena do what the spool needs.
package struct Preflight: Hashable, Sendable {
    /// What the recorder says of itself; `nil` where its adapter never answered.
    package var hello: Hello?
    /// Why the adapter could not be run, or what it did wrong.
    package var failure: CaseEnding?
    /// Why workers cannot run as the server's user, where only the adapter's place or kind forbids it.
    package var serverRefused: String?
    /// What could not be seen of a process of our own.
    package var unseen = UnseenWays()
    /// What the arena's file system cannot do, and of what the machine gives too little; empty where all is well.
    package var shortcomings: [String]
    /// Bytes that are free where cases play, where that is a file system that they share.
    package var sharedBytes: UInt64?
    /// What the stage lacks, with reasons.
    package var missing: [String]
    /// The last things that were said.
    package var transcript: [String]
    /// The end of the adapter's standard error.
    package var standardError: String

    /// Looks, inside a stage.
    static func run(_ job: StageJob, in world: World) -> Preflight {
        var found = Preflight(
            shortcomings: MachineLimits.shortcomings() + FileSystemCheck.shortcomings(in: world.root),
            sharedBytes: RoomWatch(world).sharedBytes, missing: [], transcript: [], standardError: "")
        found.unseen = SelfTest.run(in: world, secondsMax: job.deadlineSeconds)
        let refused = [("mountedProc", found.unseen.proc), ("tracing", found.unseen.tracing)]
        found.missing = world.permissions.all.compactMap { entry in
            let reason = refused.first { $0.0 == entry.name }?.1 ?? entry.permission.reason
            return reason.map { "\(entry.name): \($0)" }
        }
        // As our own user first: then it is known whether a failure lies in who runs it.
        var refusal: CaseEnding?
        for role in Role.allCases where found.hello?.roles.contains(role) ?? true {
            let (hello, ending) = introduce(job, role, .own, world, &found)
            if let hello, found.hello == nil { found.hello = hello }
            guard let ending else { continue }
            // Some adapters refuse the hello of a role that they lack, and know their roles only in another.
            if found.hello == nil, ending.kind == "unsupported" || ending.kind == "refused" {
                refusal = ending
                continue
            }
            found.failure = ending
            return found
        }
        guard let hello = found.hello else {
            found.failure = refusal
            return found
        }
        if hello.roles.contains(.worker) { found.serverRefused = serverRefused(job, in: world) }
        return found
    }

    /// Why the server's user cannot run the adapter, where it is to be had and cannot.
    static func serverRefused(_ job: StageJob, in world: World) -> String? {
        guard let server = world.server else { return nil }
        var ignored = Preflight.failed(.suite("nobody reads this"))
        guard let ending = introduce(job, .worker, .server, world, &ignored).ending else { return nil }
        let why = ClosedPath(to: server).words(in: job.candidate).map { "\($0) (\(ending.text))" }
        return "the user \(Stage.serverName) cannot run the adapter: \(why ?? ending.text)"
    }

    /// Whether our own user can run the adapter as a worker.
    static func isRunnable(_ job: StageJob, in world: World) -> Bool {
        var ignored = Preflight.failed(.suite("nobody reads this"))
        return introduce(job, .worker, .own, world, &ignored).ending == nil
    }

    /// Starts the adapter in a role, hears its hello, and lets it end.
    private static func introduce(
        _ job: StageJob, _ role: Role, _ user: ProcessOptions.User, _ world: World, _ found: inout Preflight
    ) -> (hello: Hello?, ending: CaseEnding?) {
        let play = Play(
            caseName: "preflight", judges: [], role: role, candidate: job.candidate,
            deadlineSeconds: job.deadlineSeconds)
        let transcript = Transcript()
        let cast = Cast(play, world, Switchboard(), transcript)
        defer { found.transcript += transcript.lines }
        do throws(Interruption) {
            let hello = try cast.audition(role, ProcessOptions(user: user))
            try cast.endAll()
            return (hello, nil)
        } catch {
            cast.killAll()
            found.standardError = cast.standardErrors.map(\.text).joined(separator: "\n")
            return (nil, CaseEnding(error))
        }
    }
}

extension Preflight {
    /// What a reader should know before the verdicts come.
    package var notes: [String] {
        var notes: [String] = []
        if let serverRefused { notes.append("workers run as the suite's own user, because \(serverRefused)") }
        if !missing.isEmpty {
            notes.append("not everything can be checked here: " + missing.joined(separator: "; "))
        }
        return notes
    }

    /// As JSON, for the way from the stage to the suite.
    package var json: JSONValue {
        var object: JSONObject = [
            "shortcomings": .array(shortcomings.map { .string($0) }),
            "missing": .array(missing.map { .string($0) }),
            "transcript": .array(transcript.map { .string($0) }),
            "standardError": .string(standardError),
        ]
        if let hello { object["hello"] = hello.json }
        if let failure { object["failure"] = failure.json }
        if let serverRefused { object["serverRefused"] = .string(serverRefused) }
        if let sharedBytes { object["sharedBytes"] = .string(String(sharedBytes)) }
        object["unseen"] = unseen.json
        return .object(object)
    }

    /// Reads what a stage wrote; `nil` where it is something else.
    package init?(_ json: JSONValue) {
        guard let shortcomings = json["shortcomings"]?.array, let missing = json["missing"]?.array,
            let transcript = json["transcript"]?.array, let error = json["standardError"]?.text
        else { return nil }
        hello = json["hello"].flatMap(Hello.init(json:))
        failure = json["failure"].flatMap(CaseEnding.init(json:))
        serverRefused = json["serverRefused"]?.text
        sharedBytes = json["sharedBytes"]?.text.flatMap { UInt64($0) }
        unseen = json["unseen"].map(UnseenWays.init(json:)) ?? UnseenWays()
        self.shortcomings = shortcomings.compactMap(\.text)
        self.missing = missing.compactMap(\.text)
        self.transcript = transcript.compactMap(\.text)
        standardError = error
    }
}
