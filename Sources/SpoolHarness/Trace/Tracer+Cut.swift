internal import SpoolSystem

/// What was changed in a thread so that its call writes a part of its bytes only. A program may go on with what its
/// registers and its memory hold, so that all of it is put back.
struct Cut {
    /// The argument that was changed, and what it was.
    let argument: Int, value: UInt64
    /// The part of its vector that was made shorter.
    var part: VectorPart?
}

/// Writes that are cut short.
extension Tracer {
    /// At a call's entry: it writes so many bytes at most.
    func cut(
        _ call: inout ObservedCall, to count: Int, _ id: Int32, _ thread: TracedThread
    ) throws(Errno) {
        if call.writesParts {
            guard
                let part = try Trace.part(
                    of: id, call.arguments[1], parts: call.arguments[2], endingAt: count)
            else { return }
            thread.cut = Cut(argument: 2, value: call.arguments[2], part: part)
            try Trace.write(part.shorterLength, to: id, at: part.lengthAddress)
            try Trace.setArgument(id, 2, part.index + 1)
        } else {
            guard let index = call.countIndex, call.arguments[index] > UInt64(count) else { return }
            thread.cut = Cut(argument: index, value: call.arguments[index])
            try Trace.setArgument(id, index, UInt64(count))
        }
        call.tampering = "cut to \(count) bytes"
    }

    /// At a call's exit: what was changed for it is put back.
    func mend(_ id: Int32, _ thread: TracedThread) throws(Errno) {
        guard let cut = thread.cut else { return }
        thread.cut = nil
        try Trace.setArgument(id, cut.argument, cut.value)
        if let part = cut.part { try Trace.write(part.length, to: id, at: part.lengthAddress) }
    }
}
