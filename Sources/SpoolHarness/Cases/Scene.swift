package import SpoolSpec
internal import SpoolSystem

/// The world of one case while it plays: the spool, the processes, and what was found wrong.
///
/// A scene belongs to one thread. It trusts no process that it starts.
package final class Scene {
    /// The judge's own hands on the spool. The directory is not there yet: a client's start makes it, or
    /// ``SpoolDirectory/make(mode:owner:)``, or ``makeSpool()``.
    package let spool: SpoolDirectory
    /// A directory beside the spool, on the same file system, for victims of links; it is there.
    package let outside: SpoolDirectory
    /// The directory in which ``spool``, ``outside`` and other spools stand.
    package let surroundings: SpoolDirectory
    /// What this stage may do.
    package let permissions: Permissions
    /// Numbers that are the same for the same seed and case.
    package var random: SeededGenerator

    let play: Play
    let world: World
    let cast: Cast
    let switchboard = Switchboard()
    let transcript = Transcript()
    /// By which ring, and whose, the recorder's calls went round the tracer; `nil` where none was seen to.
    var ring: String?
    private var violations: [Violation] = []
    /// Clauses of which there are more violations than are listed.
    private var unlisted: Set<ClauseID> = []
    private var notes: [String] = []
    private var reach: String?
    private var extent: SearchExtent?
    private var mistake: Interruption?
    private var eventsMade = 0
    private var otherSpools: [SpoolDirectory] = []

    /// The most violations that one case reports of one clause.
    private static let violationsMax = 10
    /// The most notes that one case reports.
    private static let notesMax = 100

    init(_ play: Play, in world: World) {
        self.play = play
        self.world = world
        let workers = world.server ?? UserIdentity.effective
        spool = SpoolDirectory(path: world.root + "/spool", workers: workers, group: world.group)
        outside = SpoolDirectory(path: world.root + "/outside", workers: workers, group: world.group)
        surroundings = SpoolDirectory(path: world.root, workers: workers, group: world.group)
        permissions = world.permissions
        random = SeededGenerator(seed: play.seed, name: play.caseName)
        cast = Cast(play, world, switchboard, transcript)
    }

    // MARK: Judging

    /// Notes a violation where a clause does not hold, and goes on.
    ///
    /// - Parameters:
    ///   - clause: one of those that the case judges.
    ///   - holds: whether it does.
    ///   - expected: what the clause allows, in words for the recorder's author.
    ///   - seen: what was there instead.
    ///   - exhibit: schedules that show how it came to that.
    ///   - replay: the token by which `--replay` shows it again.
    package func check(
        _ clause: ClauseID, _ holds: Bool, expected: @autoclosure () -> String,
        seen: @autoclosure () -> String, exhibit: [Interleaving] = [], replay: String? = nil
    ) {
        if !play.judges.contains(clause), mistake == nil {
            mistake = .suite("the case \(play.caseName) judges \(clause), but does not say so in `judges`")
        }
        if !holds { violate(clause, expected: expected(), seen: seen(), exhibit, replay) }
    }

    /// Notes a violation where a clause does not hold, and then ends the case.
    package func require(
        _ clause: ClauseID, _ holds: Bool, expected: @autoclosure () -> String,
        seen: @autoclosure () -> String
    ) throws(Interruption) {
        check(clause, holds, expected: expected(), seen: seen())
        if !holds { throw broken(clause) }
    }

    /// Notes a violation where two values differ, and goes on.
    ///
    /// - Parameter subject: what the values are, such as "the paths in 12.events".
    package func checkEqual<Value: Equatable>(
        _ clause: ClauseID, _ subject: String, _ seen: Value, _ expected: Value
    ) {
        check(clause, seen == expected, expected: "\(subject) to be \(expected)", seen: "\(seen)")
    }

    /// Notes a violation where anything changed in a directory, and goes on.
    ///
    /// - Parameter ignored: entries that may change, come and go.
    package func checkUnchanged(
        _ clause: ClauseID, _ directory: SpoolDirectory, since earlier: Snapshot,
        except ignored: Set<FileName> = []
    ) throws(Interruption) {
        let changes = try directory.snapshot().changes(since: earlier, except: ignored)
        let others = ignored.isEmpty ? "nothing" : "nothing but \(ignored.sorted())"
        check(
            clause, changes.isEmpty, expected: "\(others) to change in \(directory.path)",
            seen: changes.prefix(20).joined(separator: "; "))
    }

    /// Runs operations of which a clause says that they must return: a hang, a crash or a refusal in them is no
    /// fault of the adapter, but breaks the clause and ends the case.
    package func charging<Result>(
        _ clause: ClauseID, expected: String, _ body: () throws -> Result
    ) throws(Interruption) -> Result {
        do {
            return try body()
        } catch {
            let error = Interruption(from: error)
            switch error.kind {
            case .late, .gone, .refused:
                guard error.blame != .suite else { throw error }
                check(clause, false, expected: expected, seen: error.text)
                throw broken(clause)
            default: throw error
            }
        }
    }

    private func violate(
        _ clause: ClauseID, expected: String, seen: String, _ exhibit: [Interleaving], _ replay: String?
    ) {
        let count = violations.count { $0.clause == clause }
        guard count < Self.violationsMax else {
            if unlisted.insert(clause).inserted { note("more violations of \(clause) than are listed") }
            return
        }
        violations.append(Violation(clause, expected: expected, seen: seen, exhibit: exhibit, replay: replay))
        transcript.note("\(clause) is violated: expected \(expected); saw \(seen)")
    }

    private func broken(_ clause: ClauseID) -> Interruption {
        Interruption(.broken(clause), blame: .implementation, "it cannot go on where \(clause) does not hold")
    }

    /// Keeps a word on the way, which is shown with a failure.
    package func note(_ text: String) {
        if notes.count < Self.notesMax { notes.append(text) }
        transcript.note(text)
    }

    /// Says how far the case has searched, which is shown with a pass too.
    package func searched(_ text: String) {
        reach = text
        transcript.note(text)
    }

    /// Says how far the schedules of a scenario were searched.
    package func searched(_ extent: SearchExtent) {
        self.extent = extent
        transcript.note(extent.sentence)
    }

    /// Skips the case where something is missing.
    package func need(_ need: Need) throws(Interruption) {
        if let reason = need.missing(from: permissions) { throw .skipped("\(need.phrase): \(reason)") }
        if case .capability(let capability) = need {
            let hello = try cast.introduction(of: play.role)
            if !hello.capabilities.contains(capability) { throw .skipped(need.phrase) }
        }
    }

    // MARK: Props

    /// Makes the spool as a first start does: mode 02770, the spool group, owned by our own user.
    package func makeSpool() throws(Interruption) { try spool.make() }

    /// A spool beside ``spool``; the directory is not there yet. A process finds it by ``ProcessOptions/spoolPath``.
    package func otherSpool(_ name: String) -> SpoolDirectory {
        let other = SpoolDirectory(
            path: "\(world.root)/\(name)", workers: spool.workers, group: spool.group)
        // Kept, for what is planted in it must last as long as the scene.
        otherSpools.append(other)
        return other
    }

    /// An event that can be told from every other of this case by its path, `/spool-check/N`.
    package func event(
        _ method: String = "POST", userid: String? = "root@pam", params: JSONValue = [:],
        proxied: Bool = false
    ) -> Event {
        eventsMade += 1
        return Event(
            method: method, path: "/spool-check/\(eventsMade)", params: params, userid: userid,
            format: "json",
            clientIP: "127.0.0.1", proxied: proxied)
    }

    /// Lets real time pass while every process's pipes are kept moving.
    package func sleep(seconds: Double) throws(Interruption) {
        try switchboard.sleep(nanoseconds: Int64(seconds * 1_000_000_000))
    }

    /// Asks again and again until something is so.
    ///
    /// - Returns: whether it was so within that time.
    package func wait(
        upTo seconds: Double, until condition: () throws -> Bool
    ) throws(Interruption) -> Bool {
        let deadline = MonotonicClock.now + Int64(seconds * 1_000_000_000)
        while true {
            do {
                if try condition() { return true }
            } catch { throw Interruption(from: error) }
            guard MonotonicClock.now < deadline else { return false }
            try switchboard.sleep(nanoseconds: 5_000_000)
        }
    }

    // MARK: Running

    /// Plays a case to its end or to whatever ends it.
    ///
    /// - Parameter secondsMax: how long it may take.
    func run(
        _ body: (Scene) throws -> Void, needs: [Need], secondsMax: Double = StageJob.secondsMax
    ) -> CaseResult {
        let began = MonotonicClock.now
        var ending: Interruption?
        switchboard.limit(seconds: secondsMax)
        do {
            try outside.make(mode: 0o755)
            _ = try cast.introduction(of: play.role)
            for need in needs { try self.need(need) }
            try body(self)
            if let blindness = switchboard.blindness { throw Interruption.environment(blindness) }
            try cast.endAll()
        } catch {
            ending = Interruption(from: error)
            // What is left out because nothing was seen of it may have been there.
            if ending?.kind == .skipped, let blindness = switchboard.blindness {
                ending = .environment(blindness)
            }
            switchboard.limit(seconds: 10)
            cast.killAll()
        }
        spool.letGo()
        for other in [outside, surroundings] + otherSpools { other.letGo() }
        var result = CaseResult(name: play.caseName)
        result.violations = violations
        result.ending = (mistake ?? ending).map(CaseEnding.init)
        result.notes = notes
        if let ring, result.ending?.isSkip ?? true {
            // What was seen is not all that was done, so that nothing was seen wrong says nothing.
            let reason = result.ending.map { "; \($0.text)" } ?? ""
            result.ending = CaseEnding(.uncontrolled(ring + reason))
        }
        if let question = cast.wrapperQuestion, !result.isPass {
            result.notes.append(question)
            result.ending?.text += "; \(question)"
        }
        result.reach = reach
        result.extent = extent
        result.transcript = transcript.lines
        result.standardErrors = cast.standardErrors
        result.seconds = Double(MonotonicClock.now - began) / 1_000_000_000
        return result
    }
}
