extension SpoolKernel {
    /// The usual course of an `Append`, without its states: the events file is open, nothing is torn, the recorder
    /// stands, and the line is written whole.
    ///
    /// It makes the procedure's calls in the procedure's order and by its judgement (`AppendTarget`), and leaves
    /// all else to it: most of a hook's time that is not the kernel's went into carrying states, calls and replies
    /// through their enumerations.
    ///
    /// - Returns: the line's fate; `nil` where the course is not the usual one and nothing was written: then the
    ///   procedure is to be run from its beginning.
    @inlinable
    public mutating func appendAsUsual(
        _ line: UnsafeBufferPointer<UInt8>, to target: inout AppendTarget, limit: Int64, writer: UInt32
    ) -> Append.Fate? {
        guard let events = target.events, let request = target.request, target.mayWrite(line.count),
            let facts = facts(of: request), target.stands(facts)
        else { return nil }
        let reply = write(line, to: events)
        if case .success(line.count) = reply {
            target.allowance -= Int64(line.count)
            return .written
        }
        let outcome = run(
            Append(writing: Array(line), to: target, limit: limit, writer: writer), after: SpoolReply(reply))
        target = outcome.target
        return outcome.fate
    }

    /// As `perform(.status(handle))`, for the hook's usual course; `nil` where the call failed.
    @inlinable
    public mutating func facts(of handle: Handle) -> FileFacts? {
        if case .facts(let facts) = perform(.status(handle)) { facts } else { nil }
    }

    /// As `perform(.write(handle, bytes))`, for the hook's usual course.
    @inlinable
    public mutating func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to handle: Handle
    ) -> Result<Int, SystemError> {
        switch perform(.write(handle, Array(bytes))) {
        case .wrote(let count): return .success(count)
        case .failed(let error): return .failure(error)
        case let reply: preconditionFailure("a kernel answered a write with \(reply)")
        }
    }
}

extension SpoolReply {
    /// A write's answer.
    @usableFromInline
    init(_ written: Result<Int, SystemError>) {
        switch written {
        case .success(let count): self = .wrote(count)
        case .failure(let error): self = .failed(error)
        }
    }
}
