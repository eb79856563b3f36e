internal import SpoolSystem

/// Which process is the recorder: the one that was started, or one behind it where the command is a wrapper.
extension AdapterProcess {
    /// Finds the process that makes the spool's system calls, and the id that it has for itself.
    ///
    /// - Parameters:
    ///   - told: `pid` in the reply to `hello`, an id of the recorder's own PID namespace.
    ///   - countsByItself: whether the process that was started is the first of a PID namespace of its own.
    /// - Throws: an interruption where no process of this adapter has that id.
    func identify(told: Int32?, countsByItself: Bool) throws(Interruption) {
        guard let members = tree.members()?.filter(\.isAlive) else {
            // Nothing can be looked up here; the adapter is believed.
            if let told, !countsByItself { recorderProcess = told }
            recordingID = countsByItself ? "1" : String(recorderProcess)
            return
        }
        if let told {
            let candidates = members.filter { ProcessIDs.all(of: String($0.id)).last == told }
            // An adapter that says its id is most likely not the process that was started.
            guard let found = candidates.last(where: { $0.id != processID }) ?? candidates.last else {
                throw fail(
                    Interruption(
                        .garbage, blame: blame,
                        """
                        \(name) says in its reply to `hello` that process \(told) is the recorder, but it has started \
                        no such process; it has \(members.map(\.description).joined(separator: ", "))
                        """))
            }
            recorderProcess = found.id
            if found.id != processID {
                transcript.note("\(label) is a wrapper; the recorder behind it is \(found)")
            }
        } else {
            let others = members.filter { $0.id != processID }.map(\.description)
            if !others.isEmpty {
                wrapperQuestion = """
                    \(name) has started \(others.joined(separator: ", ")): if its command is a wrapper of the \
                    recorder, the adapter must say its own process id as `pid` in its reply to `hello`
                    """
            }
        }
        recordingID = String(ProcessIDs.all(of: String(recorderProcess)).last ?? recorderProcess)
    }

    /// Whether the recorder has the process id that was chosen for it, and an id that no other client here has.
    ///
    /// - Parameters:
    ///   - options: how it was started.
    ///   - others: the other clients of the case, for a client.
    /// - Throws: `skipped` where a wrapper keeps it from that.
    func requireOwnID(_ options: SpawnOptions, among others: [AdapterProcess]) throws(Interruption) {
        if let chosen = options.processID, recorderProcess != chosen {
            throw .skipped(
                """
                it takes a recorder under a chosen process id: \(chosen) is the wrapper's, and the recorder behind it \
                is process \(recorderProcess)
                """)
        }
        guard !options.countsByItself else { return }
        for other in others
        where other.isRunning && other.recordingID == recordingID
            && other.recorderProcess != recorderProcess && !other.countsByItself
        {
            throw .skipped(
                """
                \(label) and \(other.label) have the same id \(recordingID), each in a PID namespace of its own, and \
                cannot record beside each other
                """)
        }
    }

    /// What is to be asked of one that has ended too early, for a text that goes on.
    var earlyEndQuestion: String {
        let left = (tree.members() ?? []).filter { $0.isAlive && $0.id != processID }
        guard exitStatus?.isSuccess ?? false else { return "" }
        let question = "is the command a wrapper that does not wait for the recorder?"
        if !left.isEmpty {
            return
                "; \(left.map(\.description).joined(separator: ", ")) that it has started still runs: \(question)"
        }
        // A recorder that has left the session at once is found by nobody.
        return waiting.first?.operation == "hello" ? "; \(question)" : ""
    }

    /// Starts it; where the id that it is to have is still in use by what a killed process has left, as soon as that
    /// is gone.
    static func start(
        _ command: AdapterCommand, _ options: SpawnOptions, while switchboard: Switchboard
    ) throws(SpawnError) -> PipedProcess {
        let deadline = MonotonicClock.now + 2_000_000_000
        while true {
            do throws(SpawnError) {
                return try PipedProcess(command.arguments, options)
            } catch {
                guard case .processIDTaken = error, MonotonicClock.now < deadline else { throw error }
                // The end of a process that is followed has to be taken note of meanwhile.
                do throws(Interruption) {
                    try switchboard.sleep(nanoseconds: 5_000_000)
                } catch { throw .preparation("waiting for its id: \(error)", .exists) }
            }
        }
    }
}
