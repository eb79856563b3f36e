internal import Glibc

/// Time that only goes forwards, also while the machine sleeps: `CLOCK_BOOTTIME`.
package enum MonotonicClock {
    /// Nanoseconds since the machine was started.
    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Sleeps once, and less long where something cuts it short.
    package static func sleepOnce(nanoseconds: Int64) {
        var span = timespec(
            tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        nanosleep(&span, nil)
    }

    /// Sleeps, through signals too.
    ///
    /// - Parameter nanoseconds: how long; a negative number is none.
    package static func sleep(nanoseconds: Int64) {
        let end = now + nanoseconds
        while true {
            let left = end - now
            guard left > 0 else { return }
            var span = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
            nanosleep(&span, nil)
        }
    }
}
