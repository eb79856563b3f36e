internal import Glibc

/// A limit that the machine sets to what a process may take: `getrlimit(2)`.
package enum ResourceLimit: CaseIterable, Hashable, Sendable {
    case fileBytes, openFiles, addressSpaceBytes, dataBytes, stackBytes, processorSeconds

    /// The limit that holds for this process; `nil` where there is none.
    package var value: UInt64? {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(resource), &limits) == 0, limits.rlim_cur != rlim_t.max else {
            return nil
        }
        return UInt64(limits.rlim_cur)
    }

    /// Its name in the manual.
    package var name: String {
        switch self {
        case .fileBytes: "RLIMIT_FSIZE"
        case .openFiles: "RLIMIT_NOFILE"
        case .addressSpaceBytes: "RLIMIT_AS"
        case .dataBytes: "RLIMIT_DATA"
        case .stackBytes: "RLIMIT_STACK"
        case .processorSeconds: "RLIMIT_CPU"
        }
    }

    private var resource: UInt32 {
        switch self {
        case .fileBytes: RLIMIT_FSIZE.rawValue
        case .openFiles: RLIMIT_NOFILE.rawValue
        case .addressSpaceBytes: RLIMIT_AS.rawValue
        case .dataBytes: RLIMIT_DATA.rawValue
        case .stackBytes: RLIMIT_STACK.rawValue
        case .processorSeconds: RLIMIT_CPU.rawValue
        }
    }
}
