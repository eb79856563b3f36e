package import SpoolSpec
internal import SpoolSystem

/// Two recorders beside each other: the judged one, and another in the reference's place.
package enum TwoRecorders {
    /// Under which a difference is noted: no clause says that two recorders are alike.
    package static let difference: ClauseID = "DIFFERENT"

    /// Plays sessions as long as the search's seconds allow; it is not in the catalogue, for it judges nobody.
    package static let sessions = Case(
        "DIFFERENT/sessions of two recorders", judges: [difference], role: .worker, secondsMax: 86_400
    ) { scene throws(Interruption) in
        let deadline = MonotonicClock.now + Int64(scene.play.search.seconds * 1_000_000_000)
        var number = 0
        var lines = 0
        var interruption: Interruption?
        let property = Property("differential", shrinkingMax: shrinkingMax) { choices in
            if interruption != nil { throw Unsuitable() }
            number += 1
            do {
                let differential = try Differential(scene, session: number)
                defer { lines += differential.lines }
                try differential.play(&choices)
            } catch let falsified as Falsified {
                throw falsified
            } catch {
                interruption = Interruption(from: error)
                scene.note("the session's tape: \(choices.tape.text)")
                throw Unsuitable()
            }
        }
        var sessions = 0
        while true {
            let result = property.check(runs: sessionsAtOnce, seed: scene.random.next())
            if let interruption { throw interruption }
            sessions += result.runs
            for failure in result.failures {
                scene.check(
                    difference, false, expected: "the same \(failure.clause)", seen: failure.text)
            }
            scene.searched("\(sessions) sessions with \(lines) lines of events")
            if !result.failures.isEmpty { return }
            guard MonotonicClock.now < deadline else {
                // Sessions that come to nothing compare nothing.
                if lines < sessions / 2 { throw .suite("\(sessions) sessions came to \(lines) lines only") }
                return
            }
        }
    }

    private static let sessionsAtOnce = 5
    /// Sessions that one difference's shrinking may take; each starts processes anew.
    private static let shrinkingMax = 80
}
