internal import Glibc

/// What may become possible on a descriptor: the flags of `poll(2)`.
package struct PollEvents: OptionSet, Hashable, Sendable {
    package let rawValue: Int16
    package init(rawValue: Int16) { self.rawValue = rawValue }

    /// A read would answer at once, be it with the end of the file.
    package static let readable = PollEvents(rawValue: Int16(POLLIN))
    package static let writable = PollEvents(rawValue: Int16(POLLOUT))
    /// Reported unasked: of a pipe's writing end, nobody reads any more.
    package static let error = PollEvents(rawValue: Int16(POLLERR))
    /// Reported unasked: of a pipe's reading end, nobody writes any more; bytes may still be there.
    package static let hangUp = PollEvents(rawValue: Int16(POLLHUP))
    /// Reported unasked: the number is no open descriptor.
    package static let invalid = PollEvents(rawValue: Int16(POLLNVAL))
}

/// One descriptor to watch, and what was found.
package struct PollEntry: Hashable, Sendable {
    /// The number; a negative one is left out.
    package var descriptor: Int32
    package var interest: PollEvents
    package fileprivate(set) var ready: PollEvents = []

    package init(_ descriptor: Int32, _ interest: PollEvents) {
        self.descriptor = descriptor
        self.interest = interest
    }
}

/// Waiting for several descriptors at once.
package enum Poll {
    /// `poll(2)`, through signals too.
    ///
    /// - Parameters:
    ///   - entries: what to wait for; their `ready` is filled in.
    ///   - deadline: a time of ``MonotonicClock`` after which to give up; `nil` waits for ever,
    ///     a time gone by just looks.
    /// - Returns: how many entries are ready; 0 at the deadline.
    /// - Throws: `Errno`.
    package static func wait(_ entries: inout [PollEntry], until deadline: Int64?) throws(Errno) -> Int {
        var raw = entries.map { pollfd(fd: $0.descriptor, events: $0.interest.rawValue, revents: 0) }
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                // Rounded up, lest the last millisecond be spent in a busy loop.
                let left = max(0, deadline - MonotonicClock.now)
                milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
            }
            let answer = poll(&raw, nfds_t(raw.count), milliseconds)
            if answer < 0 {
                guard Errno.last == .interrupted else { throw .last }
                continue
            }
            for index in raw.indices { entries[index].ready = PollEvents(rawValue: raw[index].revents) }
            return Int(answer)
        }
    }
}
