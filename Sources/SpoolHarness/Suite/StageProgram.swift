internal import SpoolSpec
internal import SpoolSystem

/// What the tools become inside a stage: they play one case and write its result as one line of JSON.
package enum StageProgram {
    /// The first argument by which a tool knows that it is to play a case.
    package static let argument = "--stage"

    /// Plays the case that the standard input names: see ``StageInput``.
    ///
    /// - Parameters:
    ///   - arguments: the process's, without its name: ``argument``.
    ///   - cases: those that can be played.
    /// - Returns: the exit status; 0 also where the case found violations, for those are in the result.
    package static func run(_ arguments: [String], cases: [Case] = Catalogue.all) -> Int32 {
        guard arguments.count == 1, let job = StageInput.job().flatMap(StageJob.init) else {
            return complain("no job that a stage could read")
        }
        guard let stage = Stage.current else { return complain("not started as a stage") }
        let world = World(stage, serverRefused: job.serverRefused, unseen: job.unseen)
        let answer: JSONValue
        switch job.task {
        case .preflight: answer = Preflight.run(job, in: world).json
        case .play(let name):
            guard let entry = cases.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                return complain("there is no case \(name)")
            }
            answer = play(entry, job, in: world).json
        }
        var line = answer.encoded()
        line.append(0x0A)
        do throws(Errno) {
            try Descriptor(owning: 1).writeAll(line)
            return 0
        } catch { return complain("cannot write the result: \(error)") }
    }

    /// Plays a case in a world, and keeps evidence where that is wanted.
    package static func play(_ entry: Case, _ job: StageJob, in world: World) -> CaseResult {
        let play = Play(
            caseName: entry.name, judges: entry.judges, role: entry.role, candidate: job.candidate,
            reference: job.reference, hello: job.hello, deadlineSeconds: job.deadlineSeconds, seed: job.seed,
            search: job.search)
        let room = RoomWatch(world)
        if let obstacle = room.obstacle(bytes: entry.arena.bytesWritten) {
            return CaseResult(name: entry.name, .skipped("\(Need.roomPhrase): \(obstacle)"))
        }
        let scene = Scene(play, in: world)
        var result = scene.run(
            entry.body, needs: entry.needs,
            secondsMax: entry.secondsMax(of: job.search, otherwise: job.secondsMax))
        if result.isCharge, let shortage = room.shortage() { result = result.excused(by: shortage) }
        if let directory = job.keepDirectory, Evidence.isWorthKeeping(result) {
            do throws(Interruption) {
                let path = try Evidence.keep(result, of: scene.spool, in: directory)
                result.notes.append("the spool and the talk with the adapter are kept in \(path)")
            } catch { result.notes.append("the evidence could not be kept: \(error)") }
        }
        return result
    }

    private static func complain(_ text: String) -> Int32 {
        let line = Array("stage: \(text)\n".utf8)
        try? Descriptor(owning: 2).writeAll(line)
        return 70
    }
}
