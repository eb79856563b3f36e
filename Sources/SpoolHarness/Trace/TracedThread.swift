internal import SpoolSystem

extension Tracer {
    /// A thread that is followed.
    final class TracedThread {
        let process: TracedProcess
        /// The call that it is in, where that is one of those that are kept.
        var call: ObservedCall?
        /// The processor's number of the call that it made last.
        var number = -1
        /// The operation of a lock's call that was made not to wait.
        var waiting: UInt64?
        /// A call that was broken off: it is made again, or ends with EINTR.
        var interrupted: ObservedCall?
        /// Whether its process is to die when the call has been made.
        var diesAfter = false
        /// Whether it waits for a lock that another holds.
        var isBlocked = false
        /// Whether it is before, or in, a call that is known to sleep.
        var maySleep = false
        /// The sleep before which it stands or in which it is, where that ends by itself.
        var nap: Nap?
        /// Whether its last call on the arena was one that only lets time pass.
        var hasSlept = false
        /// Whether it was seen to compute on and on beside another that stands before a call.
        var isBusy = false
        /// Whether it is to stand still at its next stop until its process is driven again.
        var isSetAside = false
        /// Whether it is in a call whose result nobody wants.
        var isPassing = false
        /// Since when nothing was seen of it, where somebody waits for it.
        var silentSince: Int64?
        /// What is known of its descriptors.
        var paths = DescriptorPaths()
        /// Where the kernel is asked for them.
        let files: OpenFiles
        /// What nobody could tell of the call that it is in, in words.
        var untold: String?
        /// Whether it is in a call that gives a file a name or takes one away.
        var movesNames = false
        /// What is put back when the call has been made that it is in.
        var cut: Cut?

        init(_ id: Int32, _ process: TracedProcess) {
            self.process = process
            files = OpenFiles(of: id)
        }

        /// Takes note of how long the thread may sleep in a call before which it stands.
        func noteSleep(_ call: SystemCall, _ id: Int32) {
            nap = nil
            maySleep = false
            if let observed = self.call {
                if let timeout = observed.timeout {
                    nap = Nap(call: observed, wakesAt: process.time + timeout)
                }
                return
            }
            guard call.maySleep else { return }
            guard let timeout = call.timeout(of: id) else {
                maySleep = true
                return
            }
            guard timeout > 0 else { return }
            maySleep = true
            let observed = ObservedCall(
                thread: id, name: call.name, path: nil, secondPath: nil, flags: nil, position: nil,
                number: call.number, arguments: call.arguments, timeout: timeout)
            nap = Nap(call: observed, wakesAt: process.time + timeout)
        }

        /// Its process runs without stops from now on, so nothing is known of what it does.
        func forgetCall() {
            call = nil
            waiting = nil
            interrupted = nil
            isBlocked = false
            maySleep = false
            nap = nil
            hasSlept = false
            isSetAside = false
            isPassing = false
            untold = nil
        }
    }

    /// A sleep that ends by itself.
    struct Nap {
        let call: ObservedCall
        /// By the time of its process, see ``TracedProcess/time``.
        let wakesAt: Int64
        /// Whether the thread was let go on: then its end is waited for.
        var isWoken = false
    }
}
