package import SpoolSpec
internal import SpoolSystem

/// Runs cases, several at a time, and says of each clause what came out as soon as that is known.
package struct SuiteRunner: Sendable {
    private let options: SuiteOptions

    package init(_ options: SuiteOptions) {
        self.options = options
    }

    /// Judges clauses by all cases that judge them.
    ///
    /// It blocks until all is over. Events come one after the other on the calling thread.
    ///
    /// - Parameters:
    ///   - clauses: what is asked for.
    ///   - cases: what can be played; those that judge none of the clauses are left out.
    ///   - role: judge the recorder in this role only.
    ///   - take: hears what happens.
    /// - Returns: how it ended; the verdicts are in the events.
    package func run(
        _ clauses: [Clause] = ClauseLedger.all, cases: [Case] = Catalogue.all, role: Role? = nil,
        _ take: (SuiteEvent) -> Void
    ) -> SuiteEnding {
        defer { take(.ended) }
        let wanted = Set(clauses.map(\.id))
        let chosen = cases.filter { entry in
            entry.judges.contains(where: wanted.contains) && (role == nil || entry.role == role)
        }
        if let doubled = Self.doubled(chosen) {
            return stop("two cases are called \(doubled)", .suite, take)
        }
        let preparation: SuiteOptions
        do throws(Interruption) {
            preparation = try prepared()
        } catch { return stop(error.text, error.blame, take) }
        let preflight = StageRun(options: preparation, isCancelled: { Self.isEndAsked(preparation) })
            .preflight()
        if let obstacle = preflight.obstacle {
            if Self.isEndAsked(preparation) { return breakOff(take) }
            let said = preflight.standardError.isEmpty ? "" : "\n\(preflight.standardError)"
            return stop(obstacle.reason + said, obstacle.blame, take)
        }
        take(.began(recorder(preflight), asked: clauses, cases: chosen.count))
        for note in preflight.notes { take(.noted(note)) }
        var tallies = clauses.map { clause in
            VerdictTally(clause, cases: chosen.filter { $0.judges.contains(clause.id) }.map(\.name))
        }
        for (clause, tally) in zip(clauses, tallies)
        where !chosen.contains(where: { $0.judges.contains(clause.id) }) {
            take(.decided(tally.verdict))
        }
        do throws(Errno) {
            return try perform(chosen, preparation, preflight, take) { result in
                for index in tallies.indices {
                    if let verdict = tallies[index].take(result) { take(.decided(verdict)) }
                }
            }
        } catch { return stop("the suite could not start its threads: \(error)", .environment, take) }
    }

    /// Whether somebody asks for the end, looked at without waiting.
    private static func isEndAsked(_ options: SuiteOptions) -> Bool {
        guard let descriptor = options.endDescriptor else { return false }
        var entries = [PollEntry(descriptor, .readable)]
        do throws(Errno) {
            return try Poll.wait(&entries, until: 0) > 0
        } catch { return false }
    }

    /// Says that nothing can be judged.
    private func stop(_ reason: String, _ blame: Blame?, _ take: (SuiteEvent) -> Void) -> SuiteEnding {
        take(.brokenOff(reason: reason, blame: blame))
        return .couldNotRun(reason)
    }

    /// Says that somebody asked for the end.
    private func breakOff(_ take: (SuiteEvent) -> Void) -> SuiteEnding {
        take(.brokenOff(reason: "somebody asked for the end", blame: nil))
        return .brokenOff
    }

    /// Plays the cases on several threads and reports on this one.
    private func perform(
        _ cases: [Case], _ options: SuiteOptions, _ preflight: Preflight, _ take: (SuiteEvent) -> Void,
        _ judge: (CaseResult) -> Void
    ) throws(Errno) -> SuiteEnding {
        let crew = try StageCrew(count: cases.count)
        let run = StageRun(options: options, isCancelled: { crew.isCancelled })
        let room = preflight.sharedBytes.map { SharedRoom(bytes: $0) }
        var pool = ThreadPool()
        do throws(Errno) {
            for _ in 0..<min(options.stagesMax ?? Machine.processors, cases.count) {
                try pool.start { crew.work { run.play(cases[$0], preflight: preflight, in: room) } }
            }
        } catch {
            crew.cancel()
            pool.join()
            throw error
        }
        var left = cases.count
        while left > 0 {
            var entries = [
                PollEntry(crew.descriptor, .readable), PollEntry(options.endDescriptor ?? -1, .readable),
            ]
            _ = try Poll.wait(&entries, until: nil)
            if !entries[1].ready.isEmpty {
                crew.cancel()
                pool.join()
                return breakOff(take)
            }
            for news in crew.takeNews() {
                switch news {
                case .began(let index): take(.caseBegan(name: cases[index].name))
                case .ended(let index, let result):
                    left -= 1
                    take(.caseEnded(name: cases[index].name))
                    judge(result)
                }
            }
        }
        pool.join()
        return .complete
    }

    private func recorder(_ preflight: Preflight) -> JudgedRecorder {
        let hello = preflight.hello
        return JudgedRecorder(
            name: hello?.name, version: hello?.version, language: hello?.language,
            command: options.candidate.arguments)
    }

    /// Makes paths absolute, looks for the reference, makes the directory for evidence.
    private func prepared() throws(Interruption) -> SuiteOptions {
        var options = options
        if options.reference == nil {
            let program: String
            if let own = options.stageProgram { program = own } else { program = try Siblings.ownPath() }
            options.reference = try .reference(at: Siblings.path(of: "spool-recorder", beside: program))
        }
        if let directory = options.keepDirectory {
            do throws(Errno) {
                do throws(Errno) {
                    try FileSystem.makeDirectory(directory, mode: 0o755)
                } catch { if error != .exists { throw error } }
                let opened = try Descriptor.open(directory, [.readOnly, .directory])
                options.keepDirectory = try FileSystem.linkTarget("/proc/self/fd/\(opened.rawValue)")
            } catch { throw .environment("cannot keep evidence in \(directory): \(error)") }
        }
        return options
    }

    private static func doubled(_ cases: [Case]) -> String? {
        var seen: Set<String> = []
        return cases.first { !seen.insert($0.name).inserted }?.name
    }
}

/// Threads that are joined together.
private struct ThreadPool {
    private var threads: [ThreadBox] = []

    mutating func start(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        threads.append(ThreadBox(try Thread(body)))
    }

    mutating func join() {
        for thread in threads { thread.join() }
        threads = []
    }
}

/// A thread in a list: what must be joined cannot be copied.
final class ThreadBox {
    private var thread: Thread?
    init(_ thread: consuming Thread) { self.thread = consume thread }

    /// Waits until it has ended.
    func join() { if let thread = thread.take() { thread.join() } }
}
