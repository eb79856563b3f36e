internal import Glibc
package import SpoolSystem

/// Turns the signals by which a person ends a tool into a call on a thread of its own.
///
/// The first `SIGINT`, `SIGTERM` or `SIGHUP` asks for an orderly end; a second one comes from somebody who will not
/// wait. What comes right behind the first is the same request once more: `timeout(1)` sends its signal twice, to the
/// process and to its group. The signals are blocked and waited for instead of handled, so nothing is
/// interrupted in the middle, and what runs may allocate and lock. Programs that are started meanwhile inherit the block: whoever starts them clears it.
package enum SignalWatch {
    /// Begins to watch. To be called once, before other threads are made.
    ///
    /// A signal that was ignored when the tool was started stays so: `nohup` means it, and a shell that starts something in
    /// the background. Blocked and waited for, it would be seen all the same.
    ///
    /// - Parameters:
    ///   - start: what the tool was given.
    ///   - first: called on the watching thread with the first signal's number. It must not wait for anything, or the
    ///     second signal is not seen: let it set a flag or close a pipe.
    ///   - repetitionSeconds: for how long after the first signal another is the same request.
    ///   - second: called in the same way with the number of each later signal.
    package static func begin(
        _ start: ToolStart, repetitionSeconds: Double, first: @escaping @Sendable (Int32) -> Void,
        second: @escaping @Sendable (Int32) -> Void
    ) {
        var watched = sigset_t()
        sigemptyset(&watched)
        for signal in [Signal.interrupt, .terminate, .hangUp] where !start.ignored(signal) {
            sigaddset(&watched, signal.rawValue)
        }
        pthread_sigmask(SIG_BLOCK, &watched, nil)
        let box = Unmanaged.passRetained(
            Box(watched: watched, repetitionSeconds: repetitionSeconds, first: first, second: second))
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

    private final class Box: Sendable {
        let watched: sigset_t
        let repetitionSeconds: Double
        let first: @Sendable (Int32) -> Void
        let second: @Sendable (Int32) -> Void

        init(
            watched: sigset_t, repetitionSeconds: Double, first: @escaping @Sendable (Int32) -> Void,
            second: @escaping @Sendable (Int32) -> Void
        ) {
            self.watched = watched
            self.repetitionSeconds = repetitionSeconds
            self.first = first
            self.second = second
        }

        func watch() {
            var set = watched
            var number: Int32 = 0
            guard sigwait(&set, &number) == 0 else { return }
            let isSameUntil = MonotonicClock.now + Int64(repetitionSeconds * 1_000_000_000)
            first(number)
            while sigwait(&set, &number) == 0 {
                if MonotonicClock.now >= isSameUntil { second(number) }
            }
        }
    }
}

extension ToolStart {
    /// Ends a tool that cannot write any more.
    ///
    /// Where nobody reads, it ends by `SIGPIPE`, as a shell expects of a program in a pipe; where that was ignored when the
    /// tool was started, and for every other reason, it says so.
    ///
    /// - Parameter what: what could not be written, for the message.
    package func end(cannotWrite what: String, _ error: Errno) -> Never {
        if error == .brokenPipe && !ignored(.pipe) { SignalWatch.end(by: Signal.pipe.rawValue) }
        StandardError.line("Error: cannot write \(what): \(error)")
        ThisProcess.end(2)
    }
}
