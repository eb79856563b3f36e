internal import Glibc

/// The process that this code runs in.
package enum ThisProcess {
    /// Ends it at once: `_exit(2)`. No destructor runs, so what it holds goes as it would in a crash.
    package static func end(_ status: Int32) -> Never { _exit(status) }

    /// How long the processors have worked for it, for the kernel's part of it too: `CLOCK_PROCESS_CPUTIME_ID`, in
    /// nanoseconds.
    package static var processorTime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
