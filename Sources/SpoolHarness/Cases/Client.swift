package import SpoolSpec

/// A process that starts a recording, holds its lock while it lives, and stops it.
package final class Client {
    /// What a start or a stop came to, where a refusal is an answer too.
    package enum Outcome<Value: Sendable>: Sendable {
        case done(Value)
        /// The recorder refused; its error text.
        case refused(String)

        /// The value, where it was done.
        package var value: Value? { if case .done(let value) = self { value } else { nil } }
        /// The error text, where it was refused.
        package var error: String? { if case .refused(let error) = self { error } else { nil } }
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

    /// The id of its recording, its process id as it sees it itself (NAME-2).
    package var recordingID: String { process.recordingID }

    /// Begins a recording, which must succeed.
    ///
    /// - Parameters:
    ///   - clause: where it is given, a start that fails, hangs or crashes breaks this clause.
    ///   - seconds: time for the reply.
    /// - Returns: the recording's id, as the recorder says it.
    package func start(
        _ filter: Filter = Filter(userid: nil, all: true), mustSucceedFor clause: ClauseID? = nil,
        within seconds: Double? = nil
    ) throws(Interruption) -> RecorderID {
        try scene.chargingIfAny(clause, expected: "the start to succeed") {
            try sendStart(filter)
            return try identity(of: try process.receive(within: seconds).success())
        }
    }

    /// Begins a recording, or is refused.
    package func tryStart(
        _ filter: Filter = Filter(userid: nil, all: true), within seconds: Double? = nil
    ) throws(Interruption) -> Outcome<RecorderID> {
        try sendStart(filter)
        return try receiveStart(within: seconds)
    }

    /// Asks for a recording and does not wait for the answer, which ``receiveStart(within:)`` gives later.
    package func sendStart(_ filter: Filter = Filter(userid: nil, all: true)) throws(Interruption) {
        let userid: JSONValue = filter.userid.map { .string($0) } ?? .null
        try process.send("start", ["filter": ["userid": userid, "all": .bool(filter.all)]])
    }

    /// What came of a start that was sent.
    ///
    /// - Parameter seconds: time for the reply, counted from the request.
    package func receiveStart(within seconds: Double? = nil) throws(Interruption) -> Outcome<RecorderID> {
        let reply = try process.receive(within: seconds)
        if !reply.isSuccess && !reply.isUnsupported { return .refused(reply.error) }
        return .done(try identity(of: try reply.success()))
    }

    /// Ends the recording, which must succeed.
    ///
    /// - Parameter clause: where it is given, a stop that fails, hangs or crashes breaks this clause.
    package func stop(
        mustSucceedFor clause: ClauseID? = nil, within seconds: Double? = nil
    ) throws(Interruption) {
        try scene.chargingIfAny(clause, expected: "the stop to succeed") {
            _ = try process.request("stop", within: seconds).success()
        }
    }

    /// Ends the recording, or is refused.
    package func tryStop(within seconds: Double? = nil) throws(Interruption) -> Outcome<Void> {
        let reply = try process.request("stop", within: seconds)
        if !reply.isSuccess && !reply.isUnsupported { return .refused(reply.error) }
        _ = try reply.success()
        return .done(())
    }

    private func identity(of reply: Reply) throws(Interruption) -> RecorderID {
        let text = try reply.text("id")
        guard let id = RecorderID(text) else {
            throw Interruption(
                .garbage, blame: process.blame,
                "\(process.label) answered `start` with the id \(Excerpt.of(text.utf8, limit: 80)), which is not all ASCII digits"
            )
        }
        return id
    }

    /// So much time passes for the client; where its adapter cannot make it so, it passes for everybody.
    ///
    /// - Parameter limit: seconds for the reply, where timers that fall due may have to wait for others.
    package func advance(seconds: Double, within limit: Double? = nil) throws(Interruption) {
        try scene.advance(process, hello, seconds: seconds, within: limit)
    }

    /// The same for a client that may have lost its recording, which it may tell in any reply (LOCK-8).
    ///
    /// - Returns: what it told.
    package func advanceOrHearLoss(
        seconds: Double, within limit: Double? = nil
    ) throws(Interruption) -> String? {
        do throws(Interruption) {
            try advance(seconds: seconds, within: limit)
            return nil
        } catch {
            guard case .refused(let text) = error.kind else { throw error }
            return text
        }
    }

    /// A quiet death: end of input, without stopping a running recording.
    package func end() throws(Interruption) { try process.end() }

    /// Stops it in the middle of whatever it does; it stands still when this returns.
    package func pause() throws(Interruption) { try process.stop() }

    /// Lets it go on after ``pause()``.
    package func resume() throws(Interruption) { try process.resume() }

    /// SIGKILL; it and its locks are gone when this returns.
    package func kill() throws(Interruption) { try process.kill() }
}
