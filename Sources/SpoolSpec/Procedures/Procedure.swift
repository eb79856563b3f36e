/// What a procedure wants next.
public enum Step<Outcome> {
    /// This call is to be made, and its reply given to `next(after:)`.
    case call(SpoolCall)
    /// The procedure has ended.
    case done(Outcome)
}

extension Step: Equatable where Outcome: Equatable {}
extension Step: Sendable where Outcome: Sendable {}

/// A procedure of the protocol as a value that asks for one system call at a time.
///
/// It does no I/O: the reference recorder gives it a real kernel, the model checker an imagined one that is
/// copied before each call, so that every interleaving and every crash can be tried.
public protocol Procedure: Hashable, Sendable {
    /// What the procedure comes to.
    associatedtype Outcome: Hashable, Sendable

    /// Takes the reply to the call that was asked for last, and asks for the next.
    ///
    /// - Parameter reply: `nil` at the first call, the kernel's answer ever after.
    /// - Returns: the next call, or the outcome; after an outcome the procedure is not asked again.
    mutating func next(after reply: SpoolReply?) -> Step<Outcome>
}

/// Something that performs system calls: Linux, or a model of it.
public protocol SpoolKernel {
    /// Performs one call and answers it.
    mutating func perform(_ call: SpoolCall) -> SpoolReply

    /// As `perform(.status(handle))`, for the hook's usual course; `nil` where the call failed.
    mutating func facts(of handle: Handle) -> FileFacts?

    /// As `perform(.write(handle, bytes))`, for the hook's usual course.
    mutating func write(
        _ bytes: UnsafeBufferPointer<UInt8>, to handle: Handle
    ) -> Result<Int, SystemError>
}

extension SpoolKernel {
    /// Runs a procedure to its outcome.
    ///
    /// - Parameters:
    ///   - procedure: a procedure that has not begun, or one that waits for a reply.
    ///   - reply: the reply that it waits for.
    /// - Returns: what it comes to.
    @inlinable
    public mutating func run<P: Procedure>(_ procedure: P, after reply: SpoolReply? = nil) -> P.Outcome {
        var procedure = procedure
        var reply = reply
        while true {
            switch procedure.next(after: reply) {
            case .call(let call): reply = perform(call)
            case .done(let outcome): return outcome
            }
        }
    }
}
