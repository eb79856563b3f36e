package import SpoolSpec
package import SpoolSystem

/// One adapter process: a worker, a client or a follower behind a pipe.
///
/// It trusts nothing: whatever the process does, each call ends within its deadline and in bounded memory, with
/// a reply or with an ``Interruption`` that says what was sent, what came, and when.
package final class AdapterProcess {
    /// Time for a reply where the caller names no other.
    package static let deadlineSeconds = 5.0
    /// Requests that may be on their way without a reply.
    static let outstandingMax = 64
    /// Bytes that may wait for the adapter to read them.
    static let outgoingBytesMax = 4 << 20

    /// How the process is called in texts: "worker", "client 2", "reference worker".
    package let label: String
    /// The id of the process that was started, in the stage's PID namespace.
    package let processID: Int32
    /// Who is to blame where it breaks the driver protocol: the adapter, or the suite for a peer of its own.
    package let blame: Blame
    let transcript: Transcript
    let switchboard: Switchboard
    let deadlineSeconds: Double

    var process: PipedProcess
    /// The process and all that it has started.
    var tree: ProcessTree
    /// Whether nothing is left of it, so that its numbers may be somebody else's by now.
    var isGone = false
    /// The process that makes the spool's system calls, by its id in the stage's PID namespace; another than
    /// ``processID`` where the command is a wrapper.
    package internal(set) var recorderProcess: Int32
    /// The same process's id in its own PID namespace: what its recording is named by.
    package internal(set) var recordingID: String
    /// Whether it was started as the first process of a PID namespace of its own.
    let countsByItself: Bool
    /// What a failure has to ask, where the adapter may be a wrapper that has not said so.
    var wrapperQuestion: String?
    var outgoing: [UInt8] = []
    var outgoingStart = 0
    var assembler = LineAssembler()
    var errorTail = StandardErrorTail()
    var waiting: [PendingRequest] = []
    var replies: [Reply] = []
    var nextSequence = 1
    var lastReplyAt: Int64 = 0
    /// The first thing that went wrong; nothing is believed after it.
    var failure: Interruption?
    var isOutputOpen = true
    var isErrorOpen = true
    /// When it was found that nobody reads its standard input any more.
    var deafAt: Int64?
    /// Whether the suite has stopped it.
    var isStopped = false
    /// Whether the suite itself ended it by a signal.
    var wasKilled = false
    /// How the process ended, once it has.
    package internal(set) var exitStatus: ProcessExit?

    /// Starts an adapter.
    ///
    /// - Parameters:
    ///   - command: what to start.
    ///   - options: as what it is to run.
    ///   - label: how texts call it.
    ///   - blame: whose fault it is when it goes wrong.
    ///   - switchboard: the case's processes, of which it becomes one.
    ///   - transcript: where its words are kept.
    ///   - deadline: seconds for a reply where a request names no other.
    /// - Throws: an interruption that says why it could not be started.
    init(
        _ command: AdapterCommand, options: SpawnOptions, label: String, blame: Blame,
        switchboard: Switchboard, transcript: Transcript, deadline: Double
    ) throws(Interruption) {
        self.label = label
        self.blame = blame
        self.switchboard = switchboard
        self.transcript = transcript
        deadlineSeconds = deadline
        do throws(SpawnError) {
            process = try Self.start(command, options, while: switchboard)
        } catch { throw .environment("\(label): \(error)") }
        processID = process.process.processID
        tree = ProcessTree(of: processID)
        recorderProcess = processID
        recordingID = String(processID)
        countsByItself = options.countsByItself
        transcript.note("\(label) is process \(processID): \(command)")
        switchboard.add(self)
    }

    /// What it wrote to standard error, the last 64 KiB.
    package var standardError: String { errorTail.text }

    /// Whether a reply has come that nobody has read yet.
    package var hasReply: Bool { !replies.isEmpty }

    /// Requests sent that have no reply yet.
    package var outstanding: Int { waiting.count }

    /// Asks and waits for the answer, whatever it is.
    ///
    /// - Parameters:
    ///   - operation: the request's `op`.
    ///   - fields: its other members, without `seq`.
    ///   - seconds: time for the reply; the case's deadline where it is `nil`.
    /// - Throws: an interruption where no proper reply came. A refusal is a proper reply: see ``Reply/success()``.
    package func request(
        _ operation: String, _ fields: JSONObject = [:], within seconds: Double? = nil
    ) throws(Interruption) -> Reply {
        guard waiting.isEmpty && replies.isEmpty else {
            throw .suite(
                "`\(operation)` was asked of \(label) while replies to earlier requests were not read")
        }
        try send(operation, fields)
        return try receive(within: seconds)
    }

    /// Sends a request and does not wait for its reply; ``receive(within:)`` gives it later.
    ///
    /// It waits only where too much is on its way, and reads meanwhile.
    package func send(_ operation: String, _ fields: JSONObject = [:]) throws(Interruption) {
        var members: JSONObject = ["op": .string(operation), "seq": .number(JSONNumber(nextSequence))]
        members.members += fields.members
        try send(operation, line: members.encoded())
    }

    /// Sends a request with one member whose value is given as JSON text and sent as it is.
    package func send(
        _ operation: String, rawMember name: String, _ value: [UInt8]
    ) throws(Interruption) {
        let members: JSONObject = ["op": .string(operation), "seq": .number(JSONNumber(nextSequence))]
        var line = members.encoded()
        line.removeLast()
        line += [UInt8(ascii: ",")] + JSONValue.string(name).encoded() + [UInt8(ascii: ":")] + value
        line.append(UInt8(ascii: "}"))
        try send(operation, line: line)
    }

    private func send(_ operation: String, line text: [UInt8]) throws(Interruption) {
        if let failure { throw failure }
        let sequence = nextSequence
        nextSequence += 1
        var line = text
        transcript.sent(label, line)
        waiting.append(
            PendingRequest(
                operation: operation, sequence: sequence, sentAt: MonotonicClock.now,
                beginning: Excerpt.Kept(line, limit: 200)))
        line.append(0x0A)
        outgoing += line
        try flush()
        while waiting.count > Self.outstandingMax || outgoing.count - outgoingStart > Self.outgoingBytesMax {
            try awaitProgress(within: nil)
        }
    }

    /// Waits for the next reply, in the order of the requests.
    ///
    /// - Parameter seconds: time for the reply, counted from the request or from the reply before it, whichever
    ///   came later.
    package func receive(within seconds: Double? = nil) throws(Interruption) -> Reply {
        guard !waiting.isEmpty || !replies.isEmpty else {
            throw .suite("a reply of \(label) was waited for, but nothing was asked")
        }
        while replies.isEmpty { try awaitProgress(within: seconds) }
        let reply = replies.removeFirst()
        if let interruption = reply.tookItForNone { throw fail(interruption) }
        return reply
    }

    /// The same for a request that may be beyond what an adapter's JSON reader can read.
    ///
    /// - Returns: the reply; or in its stead what the adapter said where it could not read the line, by the driver
    ///   protocol's rules: `seq` null, or `unsupported`, or an error that tells so.
    package func receiveWhatMayBeUnread(
        within seconds: Double? = nil
    ) throws(Interruption) -> (reply: Reply?, unread: String?) {
        while replies.isEmpty { try awaitProgress(within: seconds) }
        guard let reply = replies.first, reply.tellsOfReading else {
            return (try receive(within: seconds), nil)
        }
        replies.removeFirst()
        return (nil, reply.isUnsupported ? "that is not supported" : reply.error)
    }

    /// The time for a reply that a case names, or a longer one where the run gives that to every reply.
    ///
    /// A case knows machines of usual speed; who gives a long deadline says that this one is slow.
    func patience(_ seconds: Double?) -> Double? {
        guard let seconds, deadlineSeconds > Self.deadlineSeconds else { return seconds }
        return max(seconds, deadlineSeconds)
    }

    /// Moves pipes until this process said something, or throws: failed, gone, or late.
    private func awaitProgress(within seconds: Double?) throws(Interruption) {
        if let failure { throw failure }
        if !isOutputOpen { throw fail(goneInterruption()) }
        let limit = Int64((seconds ?? deadlineSeconds) * 1_000_000_000)
        let since = max(waiting.first?.sentAt ?? 0, lastReplyAt)
        let before = (waiting.count, outgoingStart)
        var timeLimit = TimeLimit(nanoseconds: limit, since: since)
        repeat {
            // A process that no longer reads its requests still has a moment to answer or to end.
            let deafUntil = deafAt.map { $0 + 500_000_000 } ?? .max
            let isLate = timeLimit.isOver(for: family) || MonotonicClock.now >= deafUntil
            try switchboard.turn(until: min(timeLimit.nextLook, deafUntil))
            if !replies.isEmpty || failure != nil || !isOutputOpen { return }
            if (waiting.count, outgoingStart) != before { return }
            // What was on its way when the time was up has been read by the turn above.
            if isLate { throw fail(deafAt != nil ? deafInterruption() : lateInterruption(limit)) }
        } while true
    }

    /// Its processes, as far as `/proc` shows them.
    private var family: [Int32] { tree.members()?.map(\.id) ?? [processID] }

    /// Records the first failure and returns it.
    @discardableResult func fail(_ interruption: Interruption) -> Interruption {
        if failure == nil {
            failure = interruption
            transcript.note("\(label): \(interruption.text)")
        }
        return failure ?? interruption
    }
}

/// A request on its way.
struct PendingRequest {
    var operation: String
    var sequence: Int
    var sentAt: Int64
    /// The beginning of what was sent, for the texts.
    var beginning: Excerpt.Kept

    /// The same, in words.
    var excerpt: String { beginning.text }
}
