internal import Glibc

/// A thread of the kernel's, for work that blocks; it must be joined.
package struct Thread: ~Copyable, Sendable {
    private let handle: pthread_t

    /// Starts a thread.
    ///
    /// - Parameter body: what it does; when that returns it ends.
    /// - Throws: `Errno`.
    package init(_ body: @escaping @Sendable () -> Void) throws(Errno) {
        let box = Unmanaged.passRetained(Work(body))
        var started = pthread_t()
        let code = pthread_create(
            &started, nil,
            { argument in
                if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard code == 0 else {
            box.release()
            throw Errno(rawValue: code)
        }
        handle = started
    }

    /// Waits until it has ended.
    package consuming func join() { pthread_join(handle, nil) }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}

/// What the machine has.
package enum Machine {
    /// Processors that are at work: `sysconf(3)`.
    package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
