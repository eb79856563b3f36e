internal import SpoolSystem

/// What `/proc` tells of processes in the stage's PID namespace.
package enum ProcessTable {
    /// Whether a process runs: it is there, and no zombie.
    package static func isAlive(_ processID: Int32) -> Bool {
        guard let state = state(processID) else { return false }
        return state != "Z" && state != "X"
    }

    private static func state(_ processID: Int32) -> Character? {
        guard let text = read("/proc/\(processID)/stat"),
            // The name in parentheses may hold anything, so the state is what follows the last one.
            let end = text.lastIndex(of: ")")
        else { return nil }
        return text[text.index(after: end)...].first { $0 != " " }
    }

    /// The most memory that a process has had at a time (`VmHWM`), in bytes; `nil` where that cannot be read.
    package static func peakMemory(_ processID: Int32) -> Int? { memory(processID, "VmHWM:") }

    /// The memory that a process has now (`VmRSS`), in bytes; `nil` where that cannot be read.
    package static func residentMemory(_ processID: Int32) -> Int? { memory(processID, "VmRSS:") }

    /// How many descriptors a process has open; `nil` where that cannot be read.
    package static func descriptorCount(_ processID: Int32) -> Int? {
        try? Descriptor.open("/proc/\(processID)/fd", [.readOnly, .directory]).allEntries().count
    }

    private static func memory(_ processID: Int32, _ field: String) -> Int? {
        guard let text = read("/proc/\(processID)/status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        else { return nil }
        return Int(kilobytes).map { $0 << 10 }
    }

    /// Whether a process has been stopped by a signal.
    package static func isStopped(_ processID: Int32) -> Bool { state(processID) == "T" }

    /// What a process is doing, in words that can follow "it"; `nil` where nobody may know.
    package static func activity(_ processID: Int32) -> String? {
        switch state(processID) {
        case "R": return "is busy"
        case "T": return "has been stopped by a signal"
        case "S", "D":
            guard let place = read("/proc/\(processID)/wchan"), !place.isEmpty, place != "0" else {
                return "sleeps"
            }
            return "sleeps in the kernel's \(place)"
        default: return nil
        }
    }

    /// A file of `/proc` as text; `nil` where it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = try? Descriptor.open(path, .readOnly), let bytes = try? file.readAll(limit: 4 << 20)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
