internal import SpoolSpec
internal import SpoolSystem

/// Reading replies strictly, and what to say where they are none.
extension AdapterProcess {
    /// Reads a line as the reply to a request.
    func decode(_ line: [UInt8], as request: PendingRequest) throws(Interruption) -> Reply {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(line, limits: .reply)
        } catch { throw garbage(line, request, "that is no JSON: \(error)") }
        guard case .object(let members) = value else {
            throw garbage(line, request, "that is JSON, but no object")
        }
        guard case .bool(let isSuccess)? = members["ok"] else {
            throw garbage(line, request, "whose `ok` is neither true nor false")
        }
        var refusal: Interruption?
        switch members["seq"] {
        case .number(let number)? where number.integer == Int64(request.sequence): break
        case .null? where !isSuccess:
            // Whether that is a fault depends on what the line was: see ``AdapterProcess/receiveWhatMayBeUnread``.
            refusal = disorder(line, request, "its `seq` is null: it took the request for none")
        case nil: throw garbage(line, request, "that has no `seq`")
        default: throw disorder(line, request, "its `seq` must be \(request.sequence)")
        }
        return Reply(
            operation: request.operation, sequence: request.sequence, members: members,
            label: label, blame: blame, tookItForNone: refusal)
    }

    private func garbage(_ line: [UInt8], _ request: PendingRequest, _ fault: String) -> Interruption {
        Interruption(
            .garbage, blame: blame,
            """
            \(name) answered `\(request.operation)` (seq \(request.sequence)) after \(elapsed(request)) with a line \
            \(fault); it was sent \(request.excerpt) and answered: \(Excerpt.of(line, limit: 200))
            """)
    }

    private func disorder(_ line: [UInt8], _ request: PendingRequest, _ fault: String) -> Interruption {
        Interruption(
            .disorder, blame: blame,
            """
            \(name) answered out of order after \(elapsed(request)): \(fault); the oldest request without a reply \
            is \(request.excerpt), the reply was: \(Excerpt.of(line, limit: 200))
            """)
    }

    /// A line came although nothing was asked.
    func unaskedInterruption(_ line: [UInt8]) -> Interruption {
        Interruption(
            .disorder, blame: blame,
            "\(name) wrote a line although no request was waiting: \(Excerpt.of(line, limit: 200))")
    }

    /// A line grew beyond all bounds.
    func floodInterruption() -> Interruption {
        let asked = waiting.first.map { "in reply to \($0.excerpt)" } ?? "without having been asked"
        return Interruption(
            .flood, blame: blame,
            """
            \(name) wrote a line of more than \(LineAssembler.limitBytes >> 20) MiB \(asked); it began: \
            \(Excerpt.of(assembler.pendingBytes, limit: 80))
            """)
    }

    /// The time for a reply is over.
    func lateInterruption(_ limit: Int64) -> Interruption {
        guard let request = waiting.first else { return .suite("nothing was asked of \(label)") }
        let activity = ProcessTable.activity(processID).map { "; it \($0)" } ?? ""
        let unread = outgoing.count - outgoingStart
        let rest = unread > 0 ? "; \(unread) bytes of requests are not read yet" : ""
        let partial = assembler.pendingBytes
        let begun =
            partial.isEmpty
            ? "" : "; a line without its end came: \(Excerpt.of(partial, limit: 80))"
        return Interruption(
            .late, blame: blame,
            """
            \(name) did not answer `\(request.operation)` (seq \(request.sequence)) within \
            \(Excerpt.seconds(limit)), and still runs\(activity)\(rest)\(begun); it was sent \
            \(request.excerpt)\(errorTail.lastWords)
            """)
    }

    /// The process closed its standard input while requests were waiting.
    func deafInterruption() -> Interruption {
        let request = waiting.first.map { "; it was sent \($0.excerpt)" } ?? ""
        return Interruption(
            .gone(nil), blame: blame,
            "\(name) closed its standard input, though it still runs\(request)\(errorTail.lastWords)")
    }

    /// The process ended, or closed its standard output, while a reply was waited for.
    func goneInterruption() -> Interruption {
        // Often the pipe's end is seen a moment before the process's. One whose calls are followed ends only when the
        // end of each of its threads has been taken note of.
        _ = try? waitForExit(within: 0.5)
        let what = exitStatus.map(\.description) ?? "closed its standard output, though it still runs,"
        let partial = assembler.pendingBytes
        let begun =
            partial.isEmpty
            ? "" : "; its last line has no end: \(Excerpt.of(partial, limit: 80))"
        guard let request = waiting.first else {
            return Interruption(
                .gone(exitStatus), blame: blame,
                "\(name) \(what) before anything was asked\(begun)\(earlyEndQuestion)\(errorTail.lastWords)")
        }
        return Interruption(
            .gone(exitStatus), blame: blame,
            """
            \(name) \(what) before it answered `\(request.operation)` (seq \(request.sequence)), \
            \(elapsed(request)) after it was sent \(request.excerpt)\(begun)\(earlyEndQuestion)\(errorTail.lastWords)
            """)
    }

    /// The process with its id, as texts call it.
    var name: String { "\(label) (process \(processID))" }

    private func elapsed(_ request: PendingRequest) -> String {
        Excerpt.seconds(MonotonicClock.now - request.sentAt)
    }
}
