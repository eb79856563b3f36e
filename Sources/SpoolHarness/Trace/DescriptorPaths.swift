package import SpoolSystem

/// What the kernel said last of the files behind a thread's descriptors: to ask it is the dearest part of a stop.
///
/// It would say the same again as long as the thread neither closes nor replaces the descriptor and, where it is a file
/// with a path, nobody gives a name or takes one. That can be known only of a process of one thread that a scheduler drives: then every call that could
/// change it is seen, and nobody makes one between a look and the next.
package struct DescriptorPaths {
    private var known: [Int32: String] = [:]
    /// Of pipes, sockets and the like, which names do not concern.
    private var withoutPath: [Int32: String] = [:]
    /// What nobody could tell of the call that is looked at, in words; whoever looks at the next call resets it.
    package var untold: String?

    package init() {}

    /// The path of the file behind a descriptor, as it is known or as the kernel has it.
    ///
    /// - Parameter ask: asks the kernel; `nil` where there is no such descriptor.
    package mutating func path(of descriptor: Int32, _ ask: () -> String?) -> String? {
        if let path = known[descriptor] ?? withoutPath[descriptor] { return path }
        let path = ask()
        if path?.utf8.first == UInt8(ascii: "/") {
            known[descriptor] = path
        } else {
            withoutPath[descriptor] = path
        }
        if path == nil { untold = "the file behind descriptor \(descriptor)" }
        return path
    }

    /// Forgets what a call of the thread may change, before it is made.
    package mutating func forget(before call: SystemCall) {
        switch call.effect {
        case .none, .movesNames: break
        case .closes(let index):
            let descriptor = Int32(truncatingIfNeeded: call.arguments[index])
            known[descriptor] = nil
            withoutPath[descriptor] = nil
        case .unknown: forget()
        }
    }

    /// Forgets the paths of files: somebody gave a name or took one.
    package mutating func forgetNames() { known.removeAll(keepingCapacity: true) }

    /// Forgets everything.
    package mutating func forget() {
        forgetNames()
        withoutPath.removeAll(keepingCapacity: true)
    }
}
