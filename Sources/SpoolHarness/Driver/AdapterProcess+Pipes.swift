internal import SpoolSpec
internal import SpoolSystem

/// The pipes: what `poll(2)` is asked, and what is done with its answer.
extension AdapterProcess {
    /// What this process waits for: its output, its standard error, its end, room for requests.
    var pollEntries: [PollEntry] {
        var entries: [PollEntry] = []
        if isOutputOpen { entries.append(PollEntry(process.output.rawValue, .readable)) }
        if isErrorOpen { entries.append(PollEntry(process.error.rawValue, .readable)) }
        if exitStatus == nil { entries.append(PollEntry(process.process.descriptor.rawValue, .readable)) }
        if let input = process.input?.rawValue {
            // That nobody reads any more is reported unasked.
            entries.append(PollEntry(input, outgoingStart < outgoing.count ? .writable : []))
        }
        return entries
    }

    private func closeBrokenInput() {
        process.input = nil
        deafAt = MonotonicClock.now
    }

    /// Moves what can be moved.
    ///
    /// - Parameter entries: this process's part of the answer.
    func serve(_ entries: ArraySlice<PollEntry>) throws(Interruption) {
        guard entries.contains(where: { !$0.ready.isEmpty }) else { return }
        let input = process.input?.rawValue
        if entries.contains(where: { $0.descriptor == input && $0.ready.contains(.error) }) {
            closeBrokenInput()
        }
        try flush()
        try readError()
        try readOutput(readsMax: 4)
        if exitStatus == nil {
            do throws(Errno) {
                exitStatus = try process.process.wait(until: 0)
            } catch { throw .failed("wait for \(label)", error) }
            if exitStatus != nil {
                // Its last words may still be in the pipe; a child that it left may hold the other end open,
                // so the end of the file is not waited for.
                try readError()
                try readOutput(readsMax: 1024)
                isOutputOpen = false
            }
        }
    }

    /// Writes as much of the waiting requests as the pipe takes.
    func flush() throws(Interruption) {
        while outgoingStart < outgoing.count, process.input != nil {
            do throws(Errno) {
                // Not the whole rest at once: a slice is lent, a long one costs nothing more.
                outgoingStart += try process.input?.writeToPipe(outgoing[outgoingStart...]) ?? 0
            } catch {
                if error == .wouldBlock { break }
                guard error == .brokenPipe else { throw .failed("write to \(label)", error) }
                closeBrokenInput()
            }
        }
        if outgoingStart == outgoing.count || process.input == nil {
            outgoing = []
            outgoingStart = 0
        }
    }

    /// The descriptor by which its answers come.
    var outputNumber: Int32 { process.output.rawValue }

    /// Reads what is there, without waiting and without a look at any other process.
    ///
    /// - Returns: whether an answer is there, or can come no more.
    func look() throws(Interruption) -> Bool {
        try readOutput(readsMax: 4)
        guard hasReply || failure != nil || !isOutputOpen else { return false }
        try readError()
        return true
    }

    /// Reads what is there of its standard error, without waiting.
    func readError() throws(Interruption) {
        guard isErrorOpen else { return }
        do throws(Errno) {
            for _ in 0..<16 {
                let bytes = try process.error.read(1 << 16)
                if bytes.isEmpty {
                    isErrorOpen = false
                    return
                }
                errorTail.append(bytes)
            }
        } catch {
            guard error == .wouldBlock else { throw .failed("read the standard error of \(label)", error) }
        }
    }

    private func readOutput(readsMax: Int) throws(Interruption) {
        guard isOutputOpen else { return }
        do throws(Errno) {
            for _ in 0..<readsMax {
                let bytes = try process.output.read(1 << 16)
                if bytes.isEmpty {
                    isOutputOpen = false
                    return
                }
                if failure == nil { take(bytes) }
                // The pipe is empty: its end, if that follows, is found by whoever waits for more.
                if bytes.count < 1 << 16 { return }
            }
        } catch {
            guard error == .wouldBlock else { throw .failed("read the output of \(label)", error) }
        }
    }

    /// Turns bytes into replies; the first that is none ends all belief.
    private func take(_ bytes: [UInt8]) {
        for line in assembler.feed(bytes) {
            transcript.received(label, line)
            guard let request = waiting.first else {
                fail(unaskedInterruption(line))
                return
            }
            do throws(Interruption) {
                replies.append(try decode(line, as: request))
            } catch {
                fail(error)
                return
            }
            waiting.removeFirst()
            lastReplyAt = MonotonicClock.now
        }
        if assembler.isFlooded { fail(floodInterruption()) }
    }
}
