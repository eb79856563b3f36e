package import SpoolSpec

/// A process of the server: calls the recorder's hook once for each event.
package final class Worker {
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

    /// The server handled a request: the hook runs once.
    ///
    /// - Parameters:
    ///   - event: what the server passes.
    ///   - clause: where it is given, the hook's hanging, crashing or failing breaks this clause; otherwise a hang
    ///     or a crash is charged to the adapter.
    ///   - seconds: time for the reply.
    package func record(
        _ event: Event, mustReturnFor clause: ClauseID? = nil, within seconds: Double? = nil
    ) throws(Interruption) {
        try send(clause, seconds) {
            try process.request(
                "record", ["event": .object(event.members)], within: process.patience(seconds))
        }
    }

    /// The same with an event that is given as JSON text, for what a ``JSONValue`` cannot hold: a lone
    /// surrogate's escape, say. The text must be JSON by its grammar and hold no raw line feed.
    package func record(
        json: String, mustReturnFor clause: ClauseID? = nil, within seconds: Double? = nil
    ) throws(Interruption) {
        try send(clause, seconds) {
            try process.send("record", rawMember: "event", Array(json.utf8))
            return try process.receive(within: process.patience(seconds))
        }
    }

    /// The same with an event that an adapter's JSON reader may be unable to read.
    ///
    /// - Returns: what the adapter said of it, where it could not; `nil` where the hook has run.
    package func recordIfReadable(
        json: String, mustReturnFor clause: ClauseID, within seconds: Double
    ) throws(Interruption) -> String? {
        var unread: String?
        try send(clause, seconds) {
            try process.send("record", rawMember: "event", Array(json.utf8))
            let answer = try process.receiveWhatMayBeUnread(within: process.patience(seconds))
            unread = answer.unread
            return answer.reply
        }
        return unread
    }

    /// Many events, sent before the first reply is read, as under load.
    package func record(
        all events: some Sequence<Event>, mustReturnFor clause: ClauseID? = nil, within seconds: Double? = nil
    ) throws(Interruption) {
        try scene.chargingIfAny(clause, expected: "the hook to return for each event") {
            var unread = 0
            for event in events {
                try process.send("record", ["event": .object(event.members)])
                unread += 1
                while process.hasReply {
                    _ = try process.receive(within: process.patience(seconds)).success()
                    unread -= 1
                }
            }
            for _ in 0..<unread { _ = try process.receive(within: process.patience(seconds)).success() }
        }
    }

    private func send(
        _ clause: ClauseID?, _ seconds: Double?, _ ask: () throws -> Reply?
    ) throws(Interruption) {
        let limit = Excerpt.seconds(
            Int64((process.patience(seconds) ?? process.deadlineSeconds) * 1_000_000_000))
        let source = seconds == nil ? ", the time that --deadline gives" : ""
        try scene.chargingIfAny(clause, expected: "the hook to return within \(limit)\(source)") {
            _ = try ask()?.success()
        }
    }

    /// So much time passes for the worker, on every clock that it reads; where its adapter cannot make it so, it
    /// passes for everybody.
    package func advance(seconds: Double) throws(Interruption) {
        try scene.advance(process, hello, seconds: seconds)
    }

    /// The time of day jumps, forwards or back, and no time passes.
    ///
    /// - Throws: `skipped` where the adapter has no capability `wall-clock`.
    package func setClock(seconds: Double) throws(Interruption) {
        guard hello.capabilities.contains(.wallClock) else {
            throw .skipped(Need.capability(.wallClock).phrase)
        }
        _ = try process.request("set_clock", ["seconds": .seconds(seconds)]).success()
    }

    /// A quiet death: end of input, and no clean-up.
    package func end() throws(Interruption) { try process.end() }

    /// Stops it in the middle of whatever it does; it stands still when this returns.
    package func pause() throws(Interruption) { try process.stop() }

    /// Lets it go on after ``pause()``.
    package func resume() throws(Interruption) { try process.resume() }

    /// SIGKILL; it and its descriptors are gone when this returns.
    package func kill() throws(Interruption) { try process.kill() }
}
