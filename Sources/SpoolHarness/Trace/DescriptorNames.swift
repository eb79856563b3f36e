internal import SpoolSystem

/// Paths by which a process names one of its own descriptors, or another's: `/proc/self/fd/N`, `/dev/fd/N` and the like.
package struct DescriptorName {
    /// Whose descriptor it is.
    package enum Owner: Equatable, Sendable {
        case caller
        /// A process or thread, by the id that `/proc` has for it.
        case process(Int32)
    }

    package let owner: Owner
    /// Its number.
    package let descriptor: Int32
    /// What follows behind it, where it is a directory's; empty or with a slash before it.
    package let rest: Substring

    /// - Returns: `nil` where the path is no such name.
    package init?(_ path: String) {
        // Nearly no path is one, and this is asked at every call.
        guard
            path.utf8.starts(with: "/proc/".utf8) || path.utf8.starts(with: "/dev/fd/".utf8)
                || path.utf8.starts(with: "/dev/std".utf8)
        else { return nil }
        var parts = path.split(separator: "/")[...]
        func take() -> Substring? { parts.popFirst() }
        var owner = Owner.caller
        if take() == "dev" {
            let streams: [Substring: Int32] = ["stdin": 0, "stdout": 1, "stderr": 2]
            guard let second = take() else { return nil }
            if let number = streams[second] {
                self.init(owner: owner, descriptor: number, parts)
                return
            }
            guard second == "fd" else { return nil }
        } else {
            guard let who = take() else { return nil }
            if who != "self" && who != "thread-self" {
                guard let number = Int32(who) else { return nil }
                owner = .process(number)
            }
            var next = take()
            if next == "task", let thread = take().flatMap({ Int32($0) }) {
                owner = .process(thread)
                next = take()
            }
            guard next == "fd" else { return nil }
        }
        guard let number = take().flatMap({ Int32($0) }) else { return nil }
        self.init(owner: owner, descriptor: number, parts)
    }

    private init(owner: Owner, descriptor: Int32, _ rest: ArraySlice<Substring>) {
        self.owner = owner
        self.descriptor = descriptor
        self.rest = Substring(rest.map { "/\($0)" }.joined())
    }
}
