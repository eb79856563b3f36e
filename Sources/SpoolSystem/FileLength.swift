internal import Glibc

extension Descriptor {
    /// Makes a file so long: `ftruncate(2)`; what is added is a hole.
    package func setLength(_ bytes: Int64) throws(Errno) {
        _ = try checkedRetrying { ftruncate(rawValue, off_t(bytes)) }
    }

    /// Puts the descriptor's own position there: `lseek(2)` with `SEEK_SET`.
    package func seek(to offset: Int64) throws(Errno) {
        _ = try checked { lseek(rawValue, off_t(offset), SEEK_SET) }
    }
}

/// The time of day: `CLOCK_REALTIME`, as files are stamped with it.
package enum WallClock {
    /// Nanoseconds of the epoch.
    package static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// By how many seconds this machine's local time is ahead of UTC at a time: `localtime_r(3)`.
    ///
    /// - Parameter nanoseconds: the time, in nanoseconds of the epoch.
    package static func secondsAheadOfUTC(at nanoseconds: Int64) -> Int {
        var seconds = time_t(nanoseconds / 1_000_000_000)
        var broken = tm()
        return localtime_r(&seconds, &broken) == nil ? 0 : broken.tm_gmtoff
    }
}

extension UserIdentity {
    /// The user and group whose rights this process has.
    package static var effective: UserIdentity { UserIdentity(user: geteuid(), group: getegid()) }
}
