internal import SpoolSpec

/// Files beside the calls that were seen: whoever follows the wrong process, or not all of what acts, sees too few.
extension Scene {
    /// What a start has done with its request must be seen among the calls of the client, from the start on.
    ///
    /// - Parameter reply: its answer; one that is no success proves nothing.
    /// - Throws: what the files show, where no call that does it was seen.
    func requireSight(_ traced: TracedProcess, ofStart reply: Reply) throws(Interruption) {
        guard reply.isSuccess, let id = try? reply.text("id") else { return }
        let request = FileName.request(id)
        if try spool.exists(request) {
            try require(traced, "made \(request)", "opens a file or gives it its name") {
                $0.opens || $0.secondPath != nil
            }
        }
        if try spool.read(request)?.isEmpty == false {
            try require(traced, "wrote \(request)", "writes", where: \.writes)
        }
        if try spool.lockState(request) == .exclusive {
            try require(traced, "locked \(request)", "locks a file") { $0.name == "flock" }
        }
    }

    /// What a hook has written must be seen among the calls of the worker.
    ///
    /// - Parameter id: whose events file was empty before, and is written by nobody else.
    func requireSight(_ traced: TracedProcess, ofLinesFor id: String) throws(Interruption) {
        let events = FileName.events(id)
        let size = try spool.read(events)?.count ?? 0
        let written = traced.calls.reduce(0) { sum, call in
            call.writes && call.fileName == events.description ? sum + max(0, Int(call.result ?? 0)) : sum
        }
        guard written < size, traced.wayRound == nil else { return }
        throw .environment(
            "\(events) grew by \(size) bytes, of which \(written) by calls of \(traced.label) that were seen\(Self.wrapper)"
        )
    }

    private func require(
        _ traced: TracedProcess, _ deed: String, _ kind: String, where isMeant: (ObservedCall) -> Bool
    ) throws(Interruption) {
        // What goes round a tracer by a way that is known is told by its own name.
        guard traced.wayRound == nil, !traced.calls.contains(where: { !$0.failed && isMeant($0) }) else {
            return
        }
        throw .environment("\(traced.label) \(deed), but no call that \(kind) was seen of it\(Self.wrapper)")
    }

    /// What the reader may have to mend.
    fileprivate static let wrapper =
        "; is its command a wrapper that does not tell `pid` in its reply to `hello`?"
}

extension TracedProcess {
    /// What to say of a call that the kernel carried out, and of which it did not tell what it works on.
    ///
    /// - Parameter call: the call, and what nobody could tell of it.
    func blindness(to call: String) -> String {
        "not all system calls of \(label) were seen: of \(call)"
    }

    /// Nothing that it did with the spool was shown where nothing was seen of it.
    ///
    /// - Throws: where no call was seen since the calls were forgotten.
    package func requireCalls() throws(Interruption) {
        guard calls.isEmpty else { return }
        throw .environment(
            "no call of \(label) on the spool was seen, although it cannot have answered without one\(Scene.wrapper)"
        )
    }
}
