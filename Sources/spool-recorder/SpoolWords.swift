internal import ReferenceRecorder
internal import SpoolSpec
internal import SpoolSystem

/// What stands in a spool, in words for a person.
enum SpoolWords {
    /// Bytes, rounded up to a unit that people read.
    static func size(_ bytes: Int64) -> String {
        if bytes < 1 << 10 { return "\(bytes) B" }
        if bytes < 1 << 20 { return "\((bytes + 1023) >> 10) KiB" }
        return "\((bytes + (1 << 20) - 1) >> 20) MiB"
    }

    /// How long ago a time of the epoch was, in nanoseconds of both.
    static func age(since time: Int64, now: Int64) -> String {
        let seconds = max(0, (now - time) / 1_000_000_000)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// What a request asks for.
    static func wish(_ filter: Filter?) -> String {
        guard let filter else { return "nothing that a worker understands" }
        let user = filter.userid.flatMap { $0.isEmpty ? nil : $0 } ?? "everybody"
        return "\(filter.all ? "all" : "changing") requests of \(user)"
    }

    /// The processes that hold a lock.
    static func holders(_ ids: [Int32]) -> String {
        guard !ids.isEmpty else { return "a process that this machine does not show" }
        return ids.map { ProcessEntry($0)?.description ?? "process \($0)" }.joined(separator: ", ")
    }

    /// Four octal digits of a mode.
    static func mode(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
