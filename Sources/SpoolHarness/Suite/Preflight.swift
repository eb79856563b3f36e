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
    /// What the arena's file system cannot do; empty where all is well.
    package var shortcomings: [String]
    /// What the stage lacks, with reasons.
    package var missing: [String]
    /// The last things that were said.
    package var transcript: [String]
    /// The end of the adapter's standard error.
    package var standardError: String

    /// Looks, inside a stage.
    static func run(_ job: StageJob, in world: World) -> Preflight {
        var found = Preflight(
            shortcomings: FileSystemCheck.shortcomings(in: world.root),
            missing: world.permissions.all.compactMap { entry in
                entry.permission.reason.map { "\(entry.name): \($0)" }
            },
            transcript: [], standardError: "")
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
        if world.server != nil, hello.roles.contains(.worker) {
            var ignored = found
            if let ending = introduce(job, .worker, .server, world, &ignored).ending {
                found.serverRefused = "the user \(Stage.serverName) cannot run the adapter: \(ending.text)"
            }
        }
        return found
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
        self.shortcomings = shortcomings.compactMap(\.text)
        self.missing = missing.compactMap(\.text)
        self.transcript = transcript.compactMap(\.text)
        standardError = error
    }
}
