/// Every interleaving with one preemption: a process is stopped before its first call, its second, and so on; others
/// do all that they have to do; then it goes on.
///
/// One preemption at the right place is what most races need: it puts a whole foreign operation between two
/// neighbouring calls. Each point is a play of its own, with fresh processes and a fresh spool.
package struct Preemption {
    /// One play, up to the point where the first process is about to act.
    package struct Round {
        /// The process that is preempted.
        package let process: AdapterProcess
        package let traced: TracedProcess
        /// Sends it its request, without waiting for the reply.
        package let begin: () throws(Interruption) -> Void
        /// What others do while it stands still; told before which call that is.
        package let meanwhile: (ObservedCall) throws(Interruption) -> Void
        /// Judges, after it has gone on and answered; told at which point it was preempted.
        package let judge: (_ reply: Reply, _ when: String) throws(Interruption) -> Void
        /// Clears the spool for the next round.
        package let finish: () throws(Interruption) -> Void

        package init(
            _ process: AdapterProcess, _ traced: TracedProcess,
            begin: @escaping () throws(Interruption) -> Void,
            meanwhile: @escaping (ObservedCall) throws(Interruption) -> Void,
            judge: @escaping (Reply, String) throws(Interruption) -> Void,
            finish: @escaping () throws(Interruption) -> Void
        ) {
            self.process = process
            self.traced = traced
            self.begin = begin
            self.meanwhile = meanwhile
            self.judge = judge
            self.finish = finish
        }
    }

    /// Most points at which a process is preempted.
    private static let pointsMax = 100

    /// Plays all rounds.
    ///
    /// - Parameters:
    ///   - scene: the case's world.
    ///   - what: what the first process does, such as "start".
    ///   - seconds: time for its reply after it goes on.
    ///   - round: prepares one play.
    package static func everywhere(
        _ scene: Scene, in what: String, within seconds: Double? = nil,
        _ round: (Scene) throws(Interruption) -> Round
    ) throws(Interruption) {
        for point in 1...pointsMax {
            let round = try round(scene)
            var count = 0
            round.traced.before = { call in
                // What a closed descriptor frees is the next call's matter; stopping there too costs time only.
                guard call.name != "close" else { return .none }
                count += 1
                return count == point ? .hold : .none
            }
            try round.begin()
            guard try scene.waitUntilHeld(round.traced, or: round.process) else {
                try round.traced.requireCalls()
                let reply = try round.process.receive(within: seconds)
                try scene.requireSight(round.traced, ofStart: reply)
                try round.finish()
                scene.note("\(point - 1) points at which a \(what) was preempted")
                return
            }
            guard let call = round.traced.held else { return }
            let when = "a \(what) that was preempted before its call \(point), \(call),"
            try round.meanwhile(call)
            try scene.release(round.traced)
            try round.judge(try round.process.receive(within: seconds), when)
            try round.finish()
        }
        scene.note("no more than \(pointsMax) calls of a \(what) were tried")
    }
}
