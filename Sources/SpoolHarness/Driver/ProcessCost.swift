/// What a process costs: its memory, as `/proc/PID/status` tells, and what it has read, as `/proc/PID/io` does.
package struct ProcessCost: Hashable, Sendable {
    /// `VmRSS`: what it has in memory now, in bytes.
    package let resident: Int64
    /// `VmHWM`: the most that it ever had in memory, in bytes.
    package let peak: Int64
    /// `rchar`: what it has read in all, from files and pipes, in bytes; `nil` where the kernel keeps no account.
    package let read: Int64?

    /// Looks at a process; needs ``Need/mountedProc``.
    ///
    /// - Returns: `nil` where there is no such process, or it has no memory any more.
    package static func of(_ processID: Int32) -> ProcessCost? {
        guard let text = ProcessTable.living(processID)?.read("status") else { return nil }
        let lines = text.split(separator: "\n")
        guard let resident = bytes("VmRSS:", in: lines), let peak = bytes("VmHWM:", in: lines) else {
            return nil
        }
        return ProcessCost(resident: resident, peak: peak, read: bytesRead(processID))
    }

    /// `rchar: 4711`
    private static func bytesRead(_ processID: Int32) -> Int64? {
        guard let text = ProcessDirectory(of: processID)?.read("io") else { return nil }
        let line = text.split(separator: "\n").first { $0.utf8.starts(with: "rchar:".utf8) }
        return line?.split(separator: " ").last.flatMap { Int64($0) }
    }

    /// `VmHWM:	   2468 kB`
    private static func bytes(_ name: String, in lines: [Substring]) -> Int64? {
        guard let line = lines.first(where: { $0.utf8.starts(with: name.utf8) }) else { return nil }
        let words = line.split { $0 == " " || $0 == "\t" }
        guard words.count == 3, let kibibytes = Int64(words[1]) else { return nil }
        return kibibytes << 10
    }
}
