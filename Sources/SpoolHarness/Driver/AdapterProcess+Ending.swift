internal import SpoolSpec
package import SpoolSystem

/// The ways in which a process ends: asked to, by a signal, or because the case is over.
extension AdapterProcess {
    /// Time in which an adapter must exit after the end of its input.
    static let exitSecondsMax = 2.0

    /// Whether it runs, as far as is known without looking again.
    package var isRunning: Bool { exitStatus == nil }

    /// Closes its standard input: the adapter handles what it has and exits with status 0.
    package func closeInput() throws(Interruption) {
        if isStopped { try resume() }
        let deadline = MonotonicClock.now + Int64(deadlineSeconds * 1_000_000_000)
        while outgoingStart < outgoing.count, failure == nil, MonotonicClock.now < deadline {
            try switchboard.turn(until: deadline)
        }
        process.input = nil
    }

    /// Waits for its end while every pipe is kept moving.
    ///
    /// - Returns: how it ended, or `nil` where it still runs after that time.
    package func waitForExit(within seconds: Double) throws(Interruption) -> ProcessExit? {
        var timeLimit = TimeLimit(nanoseconds: Int64(seconds * 1_000_000_000))
        while exitStatus == nil, !timeLimit.isOver(for: [processID]) {
            try switchboard.turn(until: timeLimit.nextLook)
            if wasKilled, exitStatus == nil { try switchboard.hastenEnd(of: processID) }
        }
        return exitStatus
    }

    /// A quiet death, as the driver protocol has it: end of input, then status 0 within 2 s.
    ///
    /// Whatever it does instead is an interruption; nothing that it has started is left in any case.
    package func end() throws(Interruption) {
        guard exitStatus == nil || failure == nil else { return killTree() }
        try closeInput()
        let status = try waitForExit(within: Self.exitSecondsMax)
        try finishEnding(status, after: "the end of its input")
    }

    /// Asks it to exit without any clean-up, and waits for that.
    package func exit() throws(Interruption) {
        _ = try request("exit").success()
        let status = try waitForExit(within: Self.exitSecondsMax)
        try finishEnding(status, after: "its reply to `exit`")
    }

    private func finishEnding(_ status: ProcessExit?, after reason: String) throws(Interruption) {
        defer {
            killTree()
            switchboard.remove(self)
        }
        if let failure { throw failure }
        guard let status else {
            signalTree(.terminate)
            let second = try waitForExit(within: 0.5)
            let how =
                second.map { "SIGTERM was needed, then it \($0)" } ?? "it ignored SIGTERM too and was killed"
            throw fail(
                Interruption(
                    .late, blame: blame,
                    """
                    \(name) did not exit within \(Excerpt.seconds(Int64(Self.exitSecondsMax * 1_000_000_000))) of \
                    \(reason); \(how)\(errorTail.lastWords)
                    """))
        }
        guard status.isSuccess else {
            throw fail(
                Interruption(
                    .gone(status), blame: blame,
                    "\(name) must exit with status 0 after \(reason), but it \(status)\(errorTail.lastWords)")
            )
        }
    }

    /// Kills it with all that it has started, and waits until the last of them has let go of its locks.
    package func kill() throws(Interruption) {
        transcript.note("\(label) is killed with SIGKILL")
        wasKilled = true
        killTree()
        _ = try waitUntilGone(within: deadlineSeconds)
        switchboard.remove(self)
    }

    /// Waits until nothing is left of it and of what it has started, after a kill.
    ///
    /// - Returns: whether its own end was seen in that time.
    /// - Throws: an interruption where something that it has started lives on.
    func waitUntilGone(within seconds: Double) throws(Interruption) -> Bool {
        let deadline = MonotonicClock.now + Int64(seconds * 1_000_000_000)
        guard try waitForExit(within: seconds) != nil else { return false }
        // Whoever reaps a zombie does it at once; one that stays holds nothing but its number.
        let zombiesUntil = min(deadline, MonotonicClock.now + 1_000_000_000)
        while let left = tree.members(), !left.isEmpty {
            let living = left.filter(\.isAlive)
            if living.isEmpty, MonotonicClock.now > zombiesUntil { break }
            guard MonotonicClock.now < deadline else {
                throw .environment(
                    "\(living.map(\.description).joined(separator: ", ")) of \(label) did not end of SIGKILL within \(seconds) s"
                )
            }
            if !living.isEmpty { tree.send(.kill) }
            try switchboard.turn(until: min(deadline, MonotonicClock.now + 500_000))
        }
        isGone = true
        return true
    }

    /// Sends a signal to it and to all that it has started.
    package func send(_ signal: Signal) throws(Interruption) {
        transcript.note("\(label) gets \(signal)")
        do throws(Errno) {
            try process.process.sendToGroup(signal)
        } catch { throw .failed("send \(signal) to \(label)", error) }
        tree.send(signal, besides: processID)
    }

    /// Stops it, with all that it has started, in the middle of whatever it does; it stands still when this returns.
    package func stop() throws(Interruption) {
        do throws(Errno) {
            guard try process.process.stop(until: MonotonicClock.now + 1_000_000_000) else {
                throw Errno.noProcess
            }
        } catch { throw .failed("stop \(label)", error) }
        try send(.stop)
        isStopped = true
        let deadline = MonotonicClock.now + 1_000_000_000
        while tree.members()?.contains(where: { $0.isAlive && $0.state != "T" && $0.state != "t" }) ?? false,
            MonotonicClock.now < deadline
        {
            MonotonicClock.sleep(nanoseconds: 1_000_000)
        }
    }

    /// Lets it go on after ``stop()``.
    package func resume() throws(Interruption) {
        isStopped = false
        try send(.resume)
    }

    /// Sends SIGKILL and does not wait: for whoever holds it stopped at a system call.
    func killNow() {
        transcript.note("\(label) is killed with SIGKILL at a system call")
        wasKilled = true
        killTree()
    }

    /// Kills whatever is left of it and of what it has started.
    func killTree() { signalTree(.kill) }

    private func signalTree(_ signal: Signal) {
        guard !isGone else { return }
        let isTold = (try? process.process.sendToGroup(signal)) != nil
        tree.send(signal, besides: isTold ? processID : nil)
    }
}
