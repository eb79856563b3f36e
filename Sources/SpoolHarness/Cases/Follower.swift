package import SpoolSpec

/// The reading half of a client: yields what workers appended.
package final class Follower {
    /// What one read came to.
    package struct Yield: Hashable, Sendable {
        /// The events of the lines that were completed since the last read, in file order.
        package var events: [Event]
        /// Lines given up as damaged since then.
        package var skipped: Int
    }

    /// The process behind it, for what the methods here do not offer.
    package let process: AdapterProcess
    /// What the adapter said of itself.
    package let hello: Hello
    private let scene: Scene

    init(_ member: Cast.Member, in scene: Scene) {
        process = member.process
        hello = member.hello
        self.scene = scene
    }

    /// The process that makes the system calls.
    package var processID: Int32 { process.recorderProcess }

    /// Reads what was completed since the last read.
    ///
    /// The reply is one line, so what is read at once must stay well below 32 MiB.
    ///
    /// - Parameters:
    ///   - id: which recording's events.
    ///   - clause: where it is given, a read that fails, hangs or crashes breaks this clause.
    ///   - seconds: time for the reply.
    package func read(
        _ id: String, mustReturnFor clause: ClauseID? = nil, within seconds: Double? = nil
    ) throws(Interruption) -> Yield {
        try scene.chargingIfAny(clause, expected: "the follower to go on reading") {
            let reply = try process.request("read", ["id": .string(id)], within: process.patience(seconds))
                .success()
            return Yield(
                events: try reply.objects("events").map(Event.init(members:)),
                skipped: try reply.integer("skipped"))
        }
    }

    /// A quiet death: end of input.
    package func end() throws(Interruption) { try process.end() }

    /// Stops it in the middle of whatever it does; it stands still when this returns.
    package func pause() throws(Interruption) { try process.stop() }

    /// Lets it go on after ``pause()``.
    package func resume() throws(Interruption) { try process.resume() }

    /// SIGKILL; it is gone when this returns.
    package func kill() throws(Interruption) { try process.kill() }
}
