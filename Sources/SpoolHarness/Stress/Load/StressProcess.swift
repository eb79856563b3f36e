internal import SpoolSpec
internal import SpoolSystem

/// One adapter process of a run: its pipes, what it was asked, what it said last.
///
/// Unlike the suite's adapters it is never waited for, and the replies that come by the hundred thousand are
/// compared as bytes instead of being read as JSON.
final class StressProcess {
    /// What was asked and is not answered yet.
    struct Question {
        enum Kind { case hello, record, advance, setClock, start, secondStart, stop }
        var kind: Kind
        var sequence: Int
        var sentAt: Int64
        /// For `advance`, in nanoseconds.
        var span: Int64 = 0
    }

    /// An answer, or what came in the place of one.
    enum Answer {
        case ok(Question, JSONObject?)
        case refused(Question, String)
        case unsupported(Question)
        /// A line that the driver protocol does not know.
        case garbage(String)
    }

    /// How texts call it: "worker 3" or "client 17".
    let label: String
    /// Which of the recorders it is: 0, or 1 for the one mixed in.
    let player: Int
    let processID: Int32
    let bornAt = MonotonicClock.now
    private var process: PipedProcess
    /// It and all that it has started, which die with it.
    private var tree: ProcessTree
    private var outgoing: [UInt8] = []
    private var outgoingStart = 0
    private var incoming: [UInt8] = []
    private var questions: [Question] = []
    private var questionsStart = 0
    private var nextSequence = 1
    private var errorTail = StandardErrorTail()
    private var isErrorOpen = true
    private(set) var isOutputOpen = true
    /// What it was told and how it ended, the last few, for evidence.
    private(set) var history = OperationRing()
    private(set) var exit: ProcessExit?
    private(set) var killedAt: Int64?
    private(set) var isStopped = false
    /// When it last answered or was resumed.
    private(set) var lastHeardAt = MonotonicClock.now
    private(set) var isInputClosed = false

    init(_ command: AdapterCommand, _ options: SpawnOptions, label: String, player: Int) throws(SpawnError) {
        process = try PipedProcess(command.arguments, options)
        self.label = label
        self.player = player
        processID = process.process.processID
        tree = ProcessTree(of: processID)
        history.add("is process \(processID)")
    }

    /// Questions without an answer.
    var outstanding: Int { questions.count - questionsStart }
    var oldest: Question? { outstanding > 0 ? questions[questionsStart] : nil }
    /// Whether all that was asked has been written to it.
    var isWritten: Bool { outgoingStart == outgoing.count }
    var unwrittenBytes: Int { outgoing.count - outgoingStart }
    var standardError: String { errorTail.text }

    /// Asks; ``flush()`` sends it. `body` appends the line, its line feed included.
    func ask(
        _ kind: Question.Kind, at now: Int64, span: Int64 = 0, _ body: (Int, inout [UInt8]) -> Void
    ) {
        let sequence = nextSequence
        nextSequence += 1
        questions.append(Question(kind: kind, sequence: sequence, sentAt: now, span: span))
        body(sequence, &outgoing)
    }

    /// Asks something that is asked seldom, and notes it.
    func ask(_ kind: Question.Kind, _ operation: String, _ fields: JSONObject = [:], span: Int64 = 0) {
        var members: JSONObject = ["op": .string(operation)]
        members.members += fields.members
        ask(kind, at: MonotonicClock.now, span: span) { sequence, bytes in
            members["seq"] = .integer(sequence)
            let line = members.encoded()
            bytes.append(contentsOf: line)
            bytes.append(0x0A)
            history.add("is told \(Excerpt.of(line, limit: 160))")
        }
    }

    func note(_ text: String) { history.add(text) }

    /// Kills it at once; it is reaped by ``look()``.
    func kill() {
        guard exit == nil, killedAt == nil else { return }
        killedAt = MonotonicClock.now
        history.add("is killed")
        try? process.process.sendToGroup(.kill)
        tree.send(.kill)
    }

    func closeInput() {
        isInputClosed = true
        history.add("its input is closed")
        if isWritten { process.input = nil }
    }

    func stop() {
        isStopped = true
        history.add("is stopped by SIGSTOP")
        try? process.process.send(.stop)
    }

    func resume() {
        isStopped = false
        history.add("goes on")
        lastHeardAt = MonotonicClock.now
        try? process.process.resume()
    }
}

extension StressProcess {
    /// What `poll(2)` is to watch.
    func addPollEntries(to entries: inout [PollEntry]) {
        if isOutputOpen { entries.append(PollEntry(process.output.rawValue, .readable)) }
        if isErrorOpen { entries.append(PollEntry(process.error.rawValue, .readable)) }
        if !isWritten, let input = process.input?.rawValue { entries.append(PollEntry(input, .writable)) }
        if exit == nil, !isOutputOpen || killedAt != nil {
            entries.append(PollEntry(process.process.descriptor.rawValue, .readable))
        }
    }

    /// Writes what the pipe takes.
    func flush() {
        while outgoingStart < outgoing.count, process.input != nil {
            do throws(Errno) {
                outgoingStart += try process.input?.writeToPipe(outgoing[outgoingStart...]) ?? 0
            } catch {
                if error == .wouldBlock { return }
                process.input = nil
            }
        }
        outgoing.removeAll(keepingCapacity: outgoing.capacity <= 1 << 20)
        outgoingStart = 0
        if isInputClosed { process.input = nil }
    }

    /// Looks how it ended, if it did.
    func look() {
        guard exit == nil else { return }
        exit = (try? process.process.wait(until: 0)) ?? nil
        if let exit {
            history.add("it \(exit)")
            drainError()
            // Its children, if any, go with it.
            try? process.process.sendToGroup(.kill)
        }
    }

    /// Reads what it has said.
    ///
    /// - Parameter take: sees each answer, in order.
    func read(_ take: (Answer) -> Void) {
        drainError()
        guard isOutputOpen else { return }
        for _ in 0..<4 {
            let bytes: [UInt8]
            do throws(Errno) {
                bytes = try process.output.read(1 << 16)
            } catch { return }
            if bytes.isEmpty {
                isOutputOpen = false
                return
            }
            lastHeardAt = MonotonicClock.now
            cut(bytes, take)
            if bytes.count < 1 << 16 { return }
        }
    }

    private func drainError() {
        while isErrorOpen {
            do throws(Errno) {
                let bytes = try process.error.read(1 << 16)
                isErrorOpen = !bytes.isEmpty
                errorTail.append(bytes)
            } catch { return }
        }
    }

    private func cut(_ bytes: [UInt8], _ take: (Answer) -> Void) {
        let all = incoming.isEmpty ? bytes : incoming + bytes
        var start = 0
        while let end = all[start...].firstIndex(of: 0x0A) {
            take(answer(all[start..<end]))
            start = end + 1
        }
        incoming = Array(all[start...])
    }

    private func answer(_ line: ArraySlice<UInt8>) -> Answer {
        guard let question = oldest else {
            return .garbage("a line came that nobody asked for: \(Excerpt.of(line, limit: 200))")
        }
        if isPlainSuccess(line, question.sequence) {
            drop()
            return .ok(question, nil)
        }
        guard let members = try? JSONObject.parse(Array(line), limits: .reply),
            members["seq"]?.count == question.sequence, let isOk = members["ok"]?.bool
        else {
            return .garbage("the reply to seq \(question.sequence) is \(Excerpt.of(line, limit: 200))")
        }
        drop()
        if question.kind != .record && question.kind != .advance {
            history.add("answers \(Excerpt.of(line, limit: 160))")
        }
        if isOk { return .ok(question, members) }
        if members["unsupported"]?.bool ?? false { return .unsupported(question) }
        return .refused(question, members["error"]?.text ?? "no error text")
    }

    private func drop() {
        questionsStart += 1
        if questionsStart > 256 {
            questions.removeFirst(questionsStart)
            questionsStart = 0
        }
    }

    /// `{"seq":N,"ok":true}` or the same the other way round.
    private func isPlainSuccess(_ line: ArraySlice<UInt8>, _ sequence: Int) -> Bool {
        var expected: [UInt8] = []
        expected.append(contentsOf: #"{"seq":"#.utf8)
        StressWorkload.appendDecimal(sequence, to: &expected)
        expected.append(contentsOf: #","ok":true}"#.utf8)
        if line.count == expected.count, line.elementsEqual(expected) { return true }
        expected.removeAll(keepingCapacity: true)
        expected.append(contentsOf: #"{"ok":true,"seq":"#.utf8)
        StressWorkload.appendDecimal(sequence, to: &expected)
        expected.append(UInt8(ascii: "}"))
        return line.count == expected.count && line.elementsEqual(expected)
    }
}
