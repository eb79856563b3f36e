internal import Glibc

/// Turns the signals by which a person ends a tool into a call on a thread of its own.
///
/// The first `SIGINT`, `SIGTERM` or `SIGHUP` asks for an orderly end; the second ends the process at once. The
/// signals are blocked and waited for instead of handled, so nothing is interrupted in the middle, and what runs
/// may allocate and lock. Programs that are started meanwhile inherit the block: whoever starts them clears it.
package enum SignalWatch {
    /// Begins to watch. To be called once, before other threads are made.
    ///
    /// - Parameter first: called on the watching thread with the first signal's number. It must not wait for
    ///   anything, or the second signal is not seen: let it set a flag or close a pipe.
    package static func begin(first: @escaping @Sendable (Int32) -> Void) {
        var watched = sigset_t()
        sigemptyset(&watched)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&watched, number) }
        pthread_sigmask(SIG_BLOCK, &watched, nil)
        let box = Unmanaged.passRetained(Box(watched: watched, first: first))
        var thread = pthread_t()
        let failed = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().watch()
                return nil
            }, box.toOpaque())
        if failed == 0 {
            pthread_detach(thread)
        } else {
            // Without a thread nobody would ever take the signals: let them do what they always do.
            box.release()
            pthread_sigmask(SIG_UNBLOCK, &watched, nil)
        }
    }

    /// Ends the process by the signal itself, so that a shell that waits for us knows why we ended.
    package static func end(by signalNumber: Int32) -> Never {
        var one = sigset_t()
        sigemptyset(&one)
        sigaddset(&one, signalNumber)
        signal(signalNumber, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &one, nil)
        raise(signalNumber)
        _exit(128 + signalNumber)
    }

    /// Makes writing to a pipe that nobody reads an error of that write instead of the end of the process.
    package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    private final class Box: Sendable {
        let watched: sigset_t
        let first: @Sendable (Int32) -> Void

        init(watched: sigset_t, first: @escaping @Sendable (Int32) -> Void) {
            self.watched = watched
            self.first = first
        }

        func watch() {
            var set = watched
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { return }
            first(number)
            var second: Int32 = 0
            if sigwait(&set, &second) == 0 { SignalWatch.end(by: second) }
        }
    }
}
