internal import Glibc

/// The descriptors that this process may have.
package enum OpenFiles {
    /// How many: the soft limit of `RLIMIT_NOFILE`, `getrlimit(2)`.
    package static var limit: Int {
        var limits = rlimit()
        // It fails for no limit that there is; and POSIX grants twenty to everybody.
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 20 }
        return Int(clamping: limits.rlim_cur)
    }
}
