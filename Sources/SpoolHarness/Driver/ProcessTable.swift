internal import SpoolSystem

/// What `/proc` tells of processes in the stage's PID namespace.
package enum ProcessTable {
    /// Whether a process runs: one of its threads is there, and no zombie.
    package static func isAlive(_ processID: Int32) -> Bool {
        guard let state = state(processID) else { return false }
        return state != "Z" && state != "X"
    }

    /// The ids of a process's threads that have not ended; its own where that cannot be read.
    static func tasks(of processID: Int32) -> [Int32] {
        let all = ProcessIDs.threads(of: processID)
        if all.isEmpty { return [processID] }
        return all.count < 2 ? all : all.filter { taskState($0) != "Z" }
    }

    /// Where `/proc` tells of a process: of a first thread that has ended while others go on it has no descriptors and
    /// no memory any more, but of these. `nil` where it shows neither.
    static func living(_ processID: Int32) -> ProcessDirectory? {
        guard taskState(processID) == "Z", let thread = tasks(of: processID).first else {
            return ProcessDirectory(of: processID)
        }
        return ProcessDirectory(of: thread)
    }

    /// The state of a process, which is that of a thread that has not ended, where there is one.
    private static func state(_ processID: Int32) -> Character? {
        let own = taskState(processID)
        guard own == "Z", let thread = tasks(of: processID).first, thread != processID else { return own }
        return taskState(thread)
    }

    /// The letter for what a thread does; `nil` where there is none, or nobody may know.
    static func taskState(_ thread: Int32) -> Character? {
        guard let text = ProcessDirectory(of: thread)?.read("stat"),
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
        living(processID)?.entries("fd")?.count
    }

    /// How long a thread has stood ready to run and got no processor so far, in nanoseconds; `nil` where the kernel does
    /// not tell.
    static func processorDelay(_ thread: Int32) -> Int64? {
        // The time on a processor, the time without one, and how often it was given one.
        let fields = ProcessDirectory(of: thread)?.read("schedstat")?.split(separator: " ")
        guard let fields, fields.count == 3 else { return nil }
        return Int64(fields[1])
    }

    private static func memory(_ processID: Int32, _ field: String) -> Int? {
        guard let text = living(processID)?.read("status"),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
            let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        else { return nil }
        return Int(kilobytes).map { $0 << 10 }
    }

    /// Whether a process has been stopped by a signal.
    package static func isStopped(_ processID: Int32) -> Bool { state(processID) == "T" }

    /// What a process is doing, in words that can follow "it"; `nil` where nobody may know. Of several threads each is
    /// told of.
    package static func activity(_ processID: Int32) -> String? {
        let threads = tasks(of: processID)
        if threads.count <= 1 { return activity(thread: threads.first ?? processID) }
        let all = threads.prefix(8).compactMap { thread in
            activity(thread: thread).map { "thread \(thread) \($0)" }
        }
        return all.isEmpty ? nil : "has \(threads.count) threads: \(all.joined(separator: ", "))"
    }

    private static func activity(thread: Int32) -> String? {
        switch taskState(thread) {
        case "R": return "is busy"
        case "T": return "has been stopped by a signal"
        case "S", "D":
            let directory = ProcessDirectory(of: thread)
            // 72 0x3 0x7 …: the call's number and its arguments.
            let number = directory?.read("syscall")?.split(separator: " ").first.flatMap { Int($0) }
            if let number, number >= 0 { return "sleeps in \(SystemCall.name(number))" }
            guard let place = directory?.read("wchan"), !place.isEmpty, place != "0" else {
                return "sleeps"
            }
            return "sleeps in the kernel's \(place)"
        default: return nil
        }
    }

    /// The names in a directory of `/proc`; `nil` where it cannot be listed.
    static func entries(_ path: String) -> [String]? {
        guard let directory = try? Descriptor.open(path, [.readOnly, .directory]),
            let entries = try? directory.allEntries()
        else { return nil }
        return entries.map { String(decoding: $0.name, as: UTF8.self) }
    }

    /// A file of `/proc` as text; `nil` where it cannot be read.
    static func read(_ path: String) -> String? {
        guard let file = try? Descriptor.open(path, .readOnly), let bytes = try? file.readAll(limit: 4 << 20)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
